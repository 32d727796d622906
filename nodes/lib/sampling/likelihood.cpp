#include "sampling/likelihood.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <weft/sdk/random.h>

#include "sampling/probability_flow.h"

namespace weft::sampling {
namespace {

// For each row of a batch, the trace of dx0/dx.
class Trace {
 public:
  Trace(const Model& model, const Tensor& like, const LikelihoodOptions& options)
      : m_model(model), m_rows(size_t(like.size(0))), m_length(like.elements() / m_rows) {
    if (options.divergence == Divergence::Exact) {
      for (size_t i = 0; i < m_length; ++i) m_probes.push_back(unit(like, i));
      return;
    }
    m_share = 1.0 / double(options.probes);
    for (int64_t i = 0; i < options.probes; ++i) m_probes.push_back(random(like, options, uint64_t(i)));
  }

  std::vector<double> at(const Tensor& x, double t) const {
    std::vector<double> traces(m_rows);
    for (const Tensor& probe : m_probes) {
      const std::vector<double> v = numbersOf(probe), product = numbersOf(m_model.gradient(x, t, probe));
      for (size_t row = 0; row < m_rows; ++row) {
        double sum = 0;
        for (size_t i = row * m_length; i < (row + 1) * m_length; ++i) sum += v[i] * product[i];
        traces[row] += m_share * sum;
      }
    }
    return traces;
  }

 private:
  Tensor unit(const Tensor& like, size_t element) const {
    std::vector<double> numbers(like.elements());
    for (size_t row = 0; row < m_rows; ++row) numbers[row * m_length + element] = 1;
    return tensorLike(like, numbers);
  }
  Tensor random(const Tensor& like, const LikelihoodOptions& options, uint64_t index) const {
    std::vector<float> drawn(like.elements());
    const uint64_t offset = index * drawn.size();
    const bool normal = options.divergence == Divergence::Gaussian;
    (normal ? fillNormal : fillUniform)(drawn, options.seed, "weft.likelihood", offset);
    std::vector<double> probe(drawn.begin(), drawn.end());
    if (normal)
      for (size_t row = 0; row < m_rows; ++row) normalise(std::span(probe).subspan(row * m_length, m_length));
    else
      for (double& number : probe) number = number < 0.5 ? -1 : 1;
    return tensorLike(like, probe);
  }
  // To the length sqrt(d): the identity's share of the trace is exact then.
  static void normalise(std::span<double> probe) {
    double squares = 0;
    for (const double number : probe) squares += number * number;
    for (double& number : probe) number *= std::sqrt(double(probe.size()) / squares);
  }

  const Model& m_model;
  const size_t m_rows, m_length;
  double m_share = 1;
  std::vector<Tensor> m_probes;
};

// log of the Gaussian with this score at x, (a x0 - x) / b^2, and this mean curvature, (1 - a trace / d) / b^2.
double logGaussian(std::span<const double> x, std::span<const double> x0, const weft_coefficients& c, double trace) {
  const auto d = double(x.size());
  const double rest = std::max(1e-6, 1 - c.a * trace / d);  // b^2 over the variance
  const double variance = c.b * c.b;
  double squares = 0;
  for (size_t i = 0; i < x.size(); ++i) squares += (x[i] - c.a * x0[i]) * (x[i] - c.a * x0[i]);
  return -squares / (2 * variance * rest) - d / 2 * std::log(2 * std::numbers::pi * variance / rest);
}

double lastTime(const Model& model) {
  const double last = model.info().t_maximum;
  return std::isinf(last) ? 1 / leastSignal : last;
}

}  // namespace

Likelihood likelihoodOf(const Model& model, const Tensor& latent, const LikelihoodOptions& options,
                        const ReportWay& report) {
  if (!model.hasGradient())
    throw Failure("the denoiser has no gradient, and the likelihood needs the divergence of its flow",
                  WEFT_ERROR_UNSUPPORTED);
  const ProbabilityFlow flow(model, latent);
  const Trace trace(model, latent, options);
  const size_t count = latent.elements(), rows = size_t(latent.size(0)), length = count / rows;
  const double start = flow.lowest(options.sigmaMin), last = lastTime(model);
  const double begin = std::log(start), end = std::log(model.frameAt(last).sigma);
  if (!(begin < end)) throw Failure("sigma_min is not below the denoiser's last sigma");

  // y, then the divergence so far of each row. y is the latent at the first sigma: y / (a / scale) is the sample.
  const double t0 = model.timeOfSigma(start), ratio = model.at(t0).a / model.frameAt(t0).scale;
  std::vector<double> state = numbersOf(latent);
  for (double& number : state) number *= ratio;
  state.resize(count + rows, 0.0);
  const auto slope = [&](double u, std::span<const double> at, std::span<double> out) {
    const auto place = flow.at(u, at.first(count));
    ProbabilityFlow::slope(at.first(count), model.x0(place.x, place.t), out.first(count));
    const auto traces = trace.at(place.x, place.t);
    for (size_t row = 0; row < rows; ++row) out[count + row] = double(length) - place.frame.scale * traces[row];
  };
  integrate(slope, begin, end, state, options.tolerance, report);

  const auto place = flow.at(end, std::span(state).first(count));
  const auto c = model.at(place.t);
  const std::vector<double> x = numbersOf(place.x), x0 = numbersOf(model.x0(place.x, place.t));
  const std::vector<double> traces = trace.at(place.x, place.t);
  Likelihood result{{}, combine({{1 / c.b, place.x}})};
  for (size_t row = 0; row < rows; ++row) {
    const auto own = [&](const std::vector<double>& numbers) {
      return std::span<const double>(numbers).subspan(row * length, length);
    };
    // From x to y, along the flow, and from the first y to the sample.
    result.logLikelihood.push_back(logGaussian(own(x), own(x0), c, traces[row]) +
                                   double(length) * std::log(place.frame.scale) + state[count + row] +
                                   double(length) * std::log(ratio));
  }
  return result;
}

}  // namespace weft::sampling
