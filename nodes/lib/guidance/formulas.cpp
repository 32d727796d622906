#include "guidance/formulas.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace weft::guidance {
namespace {

// A tensor's elements, sample by sample.
class Samples {
 public:
  explicit Samples(const Tensor& tensor)
      : m_count(tensor.rank() > 0 ? size_t(tensor.size(0)) : 1),
        m_length(m_count > 0 ? tensor.elements() / m_count : 0),
        m_channels(tensor.rank() > 1 ? size_t(tensor.size(1)) : 1),
        m_numbers(sampling::numbersOf(tensor)) {}

  size_t count() const { return m_count; }
  size_t channels() const { return m_channels; }
  std::span<double> operator[](size_t i) { return {m_numbers.data() + i * m_length, m_length}; }
  std::span<const double> numbers() const { return m_numbers; }

 private:
  size_t m_count, m_length, m_channels;
  std::vector<double> m_numbers;
};

using Row = std::span<double>;

void expectSameShape(const Tensor& a, const Tensor& b) {
  if (!std::ranges::equal(a.shape(), b.shape()))
    throw Failure("the estimates that a guidance rule is given differ in shape", WEFT_ERROR_TYPE_MISMATCH);
}

// body(sample of a, sample of b), which changes the first.
template <class Body>
Tensor eachSample(const Tensor& a, const Tensor& b, Body&& body) {
  expectSameShape(a, b);
  Samples changed(a), other(b);
  for (size_t i = 0; i < changed.count(); ++i) body(changed[i], other[i]);
  return sampling::tensorLike(a, changed.numbers());
}

double dot(Row a, Row b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double norm(Row a) { return std::sqrt(dot(a, a)); }

double deviation(Row a) {
  double sum = 0, squares = 0;
  for (const double x : a) sum += x;
  const double mean = sum / double(a.size());
  for (const double x : a) squares += (x - mean) * (x - mean);
  return std::sqrt(squares / double(a.size()));
}

void multiply(Row a, double factor) {
  for (double& x : a) x *= factor;
}

// Between the two elements that are nearest to the place ratio (count - 1) in order of size.
double quantile(std::vector<double> numbers, double ratio) {
  const double place = ratio * double(numbers.size() - 1);
  const auto below = numbers.begin() + std::ptrdiff_t(place);
  std::nth_element(numbers.begin(), below, numbers.end());
  const double low = *below;
  if (below + 1 == numbers.end()) return low;
  return low + (place - std::floor(place)) * (*std::min_element(below + 1, numbers.end()) - low);
}

double signedRoot(double x) { return std::copysign(std::sqrt(std::abs(x)), x); }

}  // namespace

Tensor rescaled(const Tensor& guided, const Tensor& c, double share) {
  return eachSample(guided, c, [&](Row g, Row with) {
    const double wide = deviation(g);
    if (wide > 0) multiply(g, share * deviation(with) / wide + 1 - share);
  });
}

Tensor dynamicallyThresholded(const Tensor& x0, double ratio, double maximum) {
  Samples samples(x0);
  for (size_t i = 0; i < samples.count(); ++i) {
    std::vector<double> sizes(samples[i].begin(), samples[i].end());
    for (double& x : sizes) x = std::abs(x);
    if (sizes.empty()) continue;
    const double s = std::min(std::max(quantile(std::move(sizes), ratio), 1.0), maximum);
    for (double& x : samples[i]) x = std::clamp(x, -s, s) / s;
  }
  return sampling::tensorLike(x0, samples.numbers());
}

Tensor clipped(const Tensor& x0, double range) {
  auto numbers = sampling::numbersOf(x0);
  for (double& x : numbers) x = std::clamp(x, -range, range);
  return sampling::tensorLike(x0, numbers);
}

Tensor optimallyScaled(const Tensor& c, const Tensor& u) {
  return eachSample(
      u, c, [](Row without, Row with) { multiply(without, dot(with, without) / (dot(without, without) + 1e-8)); });
}

// Right singular vectors of the two rows are eigenvectors of their products: (p, q) of the larger eigenvalue gives
// p c + q u.
Tensor tangentiallyDamped(const Tensor& c, const Tensor& u) {
  return eachSample(u, c, [](Row without, Row with) {
    const double cc = dot(with, with), cu = dot(with, without), uu = dot(without, without);
    const double angle = std::atan2(2 * cu, cc - uu) / 2;
    const double p = std::cos(angle), q = std::sin(angle);
    const double length = p * p * cc + 2 * p * q * cu + q * q * uu;
    if (!(length > 0)) return;
    const double along = (p * cu + q * uu) / length;
    for (size_t i = 0; i < without.size(); ++i) without[i] = along * (p * with[i] + q * without[i]);
  });
}

Tensor projected(const Tensor& difference, const Tensor& c, double eta, double threshold) {
  return eachSample(difference, c, [&](Row d, Row with) {
    if (const double length = norm(d); threshold > 0 && length > threshold) multiply(d, threshold / length);
    const double square = dot(with, with);
    if (!(square > 0)) return;
    const double along = (eta - 1) * dot(d, with) / square;
    for (size_t i = 0; i < d.size(); ++i) d[i] += along * with[i];
  });
}

Tensor perpendicularDirection(const Tensor& c, const Tensor& n, const Tensor& u, double negScale) {
  const Tensor positive = sampling::combine({{1, c}, {-1, u}}), negative = sampling::combine({{1, n}, {-1, u}});
  return eachSample(positive, negative, [&](Row p, Row m) {
    const double square = dot(p, p);
    const double along = square > 0 ? dot(m, p) / square : 0;
    for (size_t i = 0; i < p.size(); ++i) p[i] -= negScale * (m[i] - along * p[i]);
  });
}

Tensor channelsLimited(const Tensor& guided, const Tensor& c, double strength) {
  const size_t channels = Samples(guided).channels();
  return eachSample(guided, c, [&](Row g, Row with) {
    const size_t places = g.size() / channels;
    for (size_t at = 0; at < places; ++at) {
      double longs = 0, wanted = 0;
      for (size_t i = at; i < g.size(); i += places) {
        longs += g[i] * g[i];
        wanted += with[i] * with[i];
      }
      const double factor = strength * std::min(1.0, std::sqrt(wanted) / (std::sqrt(longs) + 1e-8));
      for (size_t i = at; i < g.size(); i += places) g[i] *= factor;
    }
  });
}

Tensor lengthLimited(const Tensor& guided, const Tensor& c, double factor) {
  return eachSample(guided, c, [&](Row g, Row with) {
    const double length = norm(g), most = factor * norm(with);
    if (length > most) multiply(g, most / length);
  });
}

Tensor mahiro(const Tensor& guided, const Tensor& c, const Tensor& u, double w) {
  const size_t channels = Samples(guided).channels();
  const Tensor leap = sampling::combine({{w, c}}), without = sampling::combine({{w, u}});
  expectSameShape(guided, leap);
  expectSameShape(guided, without);
  Samples result(guided), leaps(leap), withouts(without);
  for (size_t sample = 0; sample < result.count(); ++sample) {
    const Row g = result[sample], l = leaps[sample], n = withouts[sample];
    const size_t places = g.size() / channels;
    double cosines = 0;
    for (size_t at = 0; at < places; ++at) {
      double product = 0, ofMerged = 0, ofWithout = 0;
      for (size_t i = at; i < g.size(); i += places) {
        const double a = signedRoot((l[i] + g[i]) / 2), b = signedRoot(n[i]);
        product += a * b;
        ofMerged += a * a;
        ofWithout += b * b;
      }
      cosines += product / (std::max(std::sqrt(ofMerged), 1e-8) * std::max(std::sqrt(ofWithout), 1e-8));
    }
    const double share = (1 + cosines / double(places)) / 2;
    for (size_t i = 0; i < g.size(); ++i) g[i] = share * g[i] + (1 - share) * l[i];
  }
  return sampling::tensorLike(guided, result.numbers());
}

Tensor magnitudeAware(const Tensor& c, const Tensor& u, double w, double alpha, bool original) {
  return eachSample(c, u, [&](Row with, Row without) {
    double square = 0;
    for (size_t i = 0; i < with.size(); ++i) square += (with[i] - without[i]) * (with[i] - without[i]);
    const double length = norm(without);
    // Against nothing any difference is infinitely large.
    const double damping = square > 0 ? std::exp(-alpha * std::sqrt(square) / length) : 1;
    const double factor = original ? 1 + w * damping : 1 + (w - 1) * damping;
    for (size_t i = 0; i < with.size(); ++i) with[i] = without[i] + factor * (with[i] - without[i]);
  });
}

}  // namespace weft::guidance
