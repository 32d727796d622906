#include "guidance/self_attention.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "guidance/blur.h"
#include "guidance/guided.h"
#include "guidance/request.h"
#include "sampling/arithmetic.h"

#include <weft/sdk/wrapped_denoiser.h>

namespace weft::guidance {
namespace {

// Where the attention that a cell is given is above the threshold: 1, else 0; [N, H, W] from maps of a coarser grid.
std::vector<double> attended(const Value& states, const Tensor& latent, double threshold) {
  const int64_t count = latent.size(0), height = latent.size(2), width = latent.size(3);
  const Value value = states && states.kind() == WEFT_KIND_RECORD ? states.item("attention") : Value();
  if (!value) return std::vector<double>(size_t(count * height * width), 1.0);
  const Tensor maps = sampling::asComputed(value, "\"attention\" of the states");
  const int64_t tokens = maps.rank() == 4 ? maps.size(2) : 0;
  const double shrunk = tokens > 0 ? std::sqrt(double(height * width) / double(tokens)) : 0;
  const auto factor = int64_t(std::lround(shrunk));
  if (factor < 1 || maps.size(0) != count || maps.size(3) != tokens || height % factor != 0 || width % factor != 0 ||
      tokens * factor * factor != height * width)
    throw Failure("\"attention\" of the states is not [N, heads, cells, cells] of a grid that fits the latent",
                  WEFT_ERROR_TYPE_MISMATCH);
  const auto numbers = sampling::numbersOf(maps);
  std::vector<double> given(size_t(count * tokens), 0.0);
  const auto perSample = size_t(maps.size(1) * tokens * tokens);
  for (size_t i = 0; i < numbers.size(); ++i)
    given[i / perSample * size_t(tokens) + i % size_t(tokens)] += numbers[i] / double(maps.size(1));
  std::vector<double> mask;
  for (int64_t n = 0; n < count; ++n)
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x) {
        const int64_t token = y / factor * (width / factor) + x / factor;
        mask.push_back(given[size_t(n * tokens + token)] > threshold ? 1 : 0);
      }
  return mask;
}

class SelfAttentionRun : public DenoiserRunObject {
 public:
  SelfAttentionRun(const DenoiserRef& guided, DenoiserRef plain, const SelfAttentionGuidance& guidance,
                   const weft_denoiser_request& request)
      : m_plain(std::move(plain)),
        m_guidance(guidance),
        m_request(request),
        m_schedule(request),
        m_run(guided.begin(request)),
        m_without(m_request.begin(m_plain, {guidance.without})) {}

  Value predict(const Value& x, double t, uint32_t wanted) override {
    const Value prediction = m_run.predict(x, t, wanted);
    if (m_guidance.scale == 0 || !m_guidance.interval.contains(t, m_schedule)) return prediction;
    const Tensor push = pushAt(x, t);
    const auto pushed = [&](const Value& x0) -> Value {
      return sampling::combine({{1, sampling::asComputed(x0, "the denoiser's answer")}, {m_guidance.scale, push}});
    };
    std::vector<std::pair<std::string, Value>> answer{{"x0", pushed(prediction.item("x0"))}};
    if (const Value branches = prediction.item("branches")) {
      std::vector<Value> all;
      for (const Value& branch : branches.items()) all.push_back(pushed(branch));
      answer.emplace_back("branches", Value::list(all));
    }
    for (const char* name : {"unconditional", "states"})
      if (const Value item = prediction.item(name)) answer.emplace_back(name, item);
    return Value::record(answer);
  }

 private:
  // d - D(d).
  Tensor pushAt(const Value& x, double t) {
    const Tensor noisy = sampling::asComputed(x, "x");
    const Value prediction = m_without.predict(x, t, WEFT_WANT_STATES);
    const Tensor u = sampling::asComputed(prediction.item("x0"), "the denoiser's answer");
    const auto mask = attended(prediction.item("states"), u, m_guidance.threshold);
    auto numbers = sampling::numbersOf(u);
    const auto soft = sampling::numbersOf(blurred(u, m_guidance.sigma));
    const size_t plane = size_t(u.size(2) * u.size(3)), channels = size_t(u.size(1));
    for (size_t i = 0; i < numbers.size(); ++i) {
      const double share = mask[i / (plane * channels) * plane + i % plane];
      numbers[i] += share * (soft[i] - numbers[i]);
    }
    const Tensor degraded = sampling::tensorLike(u, numbers);
    const double a = m_plain.coefficients(t).a;
    const Tensor again = sampling::combine({{1, noisy}, {a, degraded}, {-a, u}});
    const Value answer = m_without.predict(again, t, 0).item("x0");
    return sampling::combine({{1, degraded}, {-1, sampling::asComputed(answer, "the denoiser's answer")}});
  }

  const DenoiserRef m_plain;
  const SelfAttentionGuidance m_guidance;
  const Request m_request;
  const Schedule m_schedule;
  const DenoiserRunRef m_run, m_without;
};

class SelfAttentionGuided : public WrappedDenoiser {
 public:
  SelfAttentionGuided(DenoiserRef guided, DenoiserRef plain, const SelfAttentionGuidance& guidance)
      : WrappedDenoiser(std::move(guided)), m_plain(std::move(plain)), m_guidance(guidance) {}
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<SelfAttentionRun>(inner(), m_plain, m_guidance, request);
  }

 private:
  const DenoiserRef m_plain;
  const SelfAttentionGuidance m_guidance;
};

}  // namespace

std::unique_ptr<Object> makeSelfAttentionGuided(DenoiserRef guided, DenoiserRef plain,
                                                const SelfAttentionGuidance& guidance) {
  expectSameProcess(guided, plain, "\"denoiser\" and \"model\"");
  return std::make_unique<SelfAttentionGuided>(std::move(guided), std::move(plain), guidance);
}

}  // namespace weft::guidance
