#include "guidance/regions.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "guidance/composition.h"
#include "guidance/request.h"
#include "sampling/arithmetic.h"

#include <weft/sdk/wrapped_denoiser.h>

namespace weft::guidance {
namespace {

using Rule = Composition::Rule;

class ComposedRun : public DenoiserRunObject {
 public:
  ComposedRun(DenoiserRef denoiser, const Composition& composition, const weft_denoiser_request& request)
      : m_denoiser(std::move(denoiser)), m_composition(composition), m_request(request), m_schedule(request) {
    if (m_request.shape().size() != 4)
      throw Failure("combined conditionings need a latent [N, C, H, W]", WEFT_ERROR_TYPE_MISMATCH);
    for (const Value& conditioning : m_request.conditionings()) {
      m_combinations.emplace_back();
      for (const Value& one : partsOf(conditioning)) {
        m_combinations.back().push_back(m_parts.size());
        m_parts.push_back(partFrom(one, m_request.shape(), composition.feather));
        if (composition.rule == Rule::Mean && m_parts.back().strength < 0)
          throw Failure("\"strength\" of a conditioning is below 0, and a mean has no such weights");
      }
    }
    m_hasGradient = firstRun().hasGradient();
  }

  Value predict(const Value& x, double t, uint32_t wanted) override {
    m_estimates.assign(m_parts.size() + 1, {});
    const size_t count = (wanted & WEFT_WANT_BRANCHES) ? m_combinations.size() : 1;
    evaluate(x, t, count, (wanted & WEFT_WANT_UNCONDITIONAL) || m_composition.rule == Rule::Sum);
    std::vector<Value> branches;
    for (size_t i = 0; i < count; ++i) branches.push_back(merged(m_combinations[i], x, t));
    std::vector<std::pair<std::string, Value>> answer{{"x0", branches.front()}};
    if (wanted & WEFT_WANT_BRANCHES) answer.emplace_back("branches", Value::list(branches));
    if (wanted & WEFT_WANT_UNCONDITIONAL) answer.emplace_back("unconditional", *m_estimates.back());
    return Value::record(answer);
  }

  bool hasGradient() const override { return m_hasGradient && !m_composition.crops; }
  // Of a weighted sum: what each estimate's gradient makes of its share of the cotangent.
  Value gradient(const Value& x, double t, const Value& cotangent) override {
    const Tensor sensitivity = sampling::asComputed(cotangent, "the cotangent");
    std::optional<Tensor> sum;
    for (const auto& [part, factors] : shares(m_combinations.front(), t)) {
      const Tensor weighted = sampling::tensorLike(sensitivity, product(factors, sampling::numbersOf(sensitivity)));
      const Tensor pulled(runOf({part}).gradient(x, t, weighted));
      sum = sum ? sampling::combine({{1, *sum}, {1, pulled}}) : pulled;
    }
    return *sum;
  }

 private:
  bool acts(size_t part, double t) const {
    return m_parts[part].strength != 0 && m_parts[part].times.contains(t, m_schedule);
  }
  size_t cells() const { return m_parts.front().weights.size(); }

  // What each estimate counts in each cell [N, H, W], in the sum that is the answer; m_parts.size(): the one without
  // condition.
  std::vector<std::pair<size_t, std::vector<double>>> shares(const std::vector<size_t>& combination, double t) const {
    std::vector<std::pair<size_t, std::vector<double>>> result;
    std::vector<double> sum(cells(), 0.0);
    for (const size_t part : combination) {
      if (!acts(part, t)) continue;
      result.emplace_back(part, m_parts[part].weights);
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += m_parts[part].weights[i];
    }
    std::vector<double> without(cells(), 0.0);
    for (size_t i = 0; i < sum.size(); ++i) {
      const bool isMean = m_composition.rule == Rule::Mean;
      const double factor = !isMean ? m_composition.scale : sum[i] > 0 ? 1 / sum[i] : 0;
      for (auto& [part, weights] : result) weights[i] *= factor;
      without[i] = isMean ? (sum[i] > 0 ? 0 : 1) : 1 - factor * sum[i];
    }
    if (std::ranges::any_of(without, [](double x) { return x != 0; }))
      result.emplace_back(m_parts.size(), std::move(without));
    return result;
  }

  // [N, H, W] times [N, C, H, W].
  std::vector<double> product(const std::vector<double>& weights, std::vector<double> numbers) const {
    const auto plane = size_t(m_request.shape()[2] * m_request.shape()[3]);
    const size_t channels = numbers.size() / weights.size();
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] *= weights[i / (plane * channels) * plane + i % plane];
    return numbers;
  }

  // The run for some parts together; they begin when they are needed.
  DenoiserRunRef& runOf(const std::vector<size_t>& parts) {
    DenoiserRunRef& run = m_runs[parts];
    if (run.get().self) return run;
    std::vector<Value> conditionings;
    for (const size_t part : parts)
      conditionings.push_back(part == m_parts.size() ? m_composition.without : m_parts[part].conditioning);
    const auto& area = isCropped(parts.front()) ? m_parts[parts.front()].area : std::nullopt;
    auto shape = m_request.shape();
    if (area) {
      shape[2] = area->height;
      shape[3] = area->width;
    }
    run = m_request.begin(m_denoiser, conditionings, shape);
    return run;
  }
  // That of all parts that see the whole latent: mostly the one that will be needed.
  DenoiserRunRef& firstRun() {
    std::vector<size_t> whole;
    for (size_t part = 0; part < m_parts.size(); ++part)
      if (!isCropped(part)) whole.push_back(part);
    return runOf(whole.empty() ? std::vector<size_t>{0} : whole);
  }
  bool isCropped(size_t part) const {
    return m_composition.crops && part < m_parts.size() && m_parts[part].area.has_value();
  }

  // Fills m_estimates with what the first `count` combinations need.
  void evaluate(const Value& x, double t, size_t count, bool wantsWithout) {
    std::vector<size_t> together;
    for (size_t i = 0; i < count; ++i) {
      for (const auto& [part, weights] : shares(m_combinations[i], t)) {
        if (part == m_parts.size())
          wantsWithout = true;
        else if (isCropped(part))
          m_estimates[part] = cropped(part, x, t);
        else
          together.push_back(part);
      }
    }
    if (wantsWithout) together.push_back(m_parts.size());
    if (together.empty()) return;
    const auto branches = branchesOf(runOf(together).predict(x, t, WEFT_WANT_BRANCHES), together.size());
    for (size_t i = 0; i < together.size(); ++i) m_estimates[together[i]] = branches[i];
  }

  // The estimate for the area alone, at its place in a latent of zeros.
  Tensor cropped(size_t part, const Value& x, double t) {
    const Tensor whole = sampling::asComputed(x, "x");
    const auto& s = m_request.shape();
    const Cells area = *m_parts[part].area;
    const auto row = [&](int64_t plane, int64_t y) { return size_t((plane * s[2] + area.y + y) * s[3] + area.x); };
    const int64_t shape[] = {s[0], s[1], area.height, area.width};
    const auto from = sampling::numbersOf(whole);
    std::vector<double> inside;
    for (int64_t plane = 0; plane < s[0] * s[1]; ++plane)
      for (int64_t y = 0; y < area.height; ++y)
        inside.insert(inside.end(), from.begin() + std::ptrdiff_t(row(plane, y)),
                      from.begin() + std::ptrdiff_t(row(plane, y)) + area.width);
    auto window = MutableTensor::make(whole.dtype(), shape);
    window.assign(inside);
    const Value answer = runOf({part}).predict(std::move(window).publish(), t, 0).item("x0");
    const auto x0 = sampling::numbersOf(sampling::asComputed(answer, "the denoiser's answer"));
    std::vector<double> placed(from.size(), 0.0);
    for (int64_t plane = 0; plane < s[0] * s[1]; ++plane)
      for (int64_t y = 0; y < area.height; ++y)
        std::copy_n(x0.begin() + std::ptrdiff_t((plane * area.height + y) * area.width), area.width,
                    placed.begin() + std::ptrdiff_t(row(plane, y)));
    return sampling::tensorLike(whole, placed);
  }

  Tensor merged(const std::vector<size_t>& combination, const Value& x, double t) const {
    const auto parts = shares(combination, t);
    if (parts.size() == 1 && std::ranges::all_of(parts.front().second, [](double w) { return w == 1; }))
      return *m_estimates[parts.front().first];
    std::vector<double> sum(Tensor(x).elements(), 0.0);
    for (const auto& [part, weights] : parts) {
      const auto term = product(weights, sampling::numbersOf(*m_estimates[part]));
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += term[i];
    }
    return sampling::tensorLike(*m_estimates[parts.front().first], sum);
  }

  const DenoiserRef m_denoiser;
  const Composition m_composition;
  const Request m_request;
  const Schedule m_schedule;
  bool m_hasGradient = false;
  std::vector<Part> m_parts;
  std::vector<std::vector<size_t>> m_combinations;  // of each conditioning of the request: its parts
  std::map<std::vector<size_t>, DenoiserRunRef> m_runs;
  std::vector<std::optional<Tensor>> m_estimates;  // of the latest prediction: of each part, and without condition
};

class Composed : public WrappedDenoiser {
 public:
  Composed(DenoiserRef denoiser, const Composition& composition)
      : WrappedDenoiser(std::move(denoiser)), m_composition(composition) {}
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<ComposedRun>(inner(), m_composition, request);
  }

 private:
  const Composition m_composition;
};

}  // namespace

std::unique_ptr<Object> makeComposed(DenoiserRef denoiser, const Composition& composition) {
  return std::make_unique<Composed>(std::move(denoiser), composition);
}

}  // namespace weft::guidance
