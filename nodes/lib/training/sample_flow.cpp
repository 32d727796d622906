#include "training/sample_flow.h"

#include "diffusion/flow_times.h"
#include "text/vocabulary.h"

namespace weft::training {
namespace {

constexpr int64_t samplesAtOnce = 64;

at::Tensor sampleBatch(const models::WordEncoder& textEncoder, const models::DiffusionTransformer& denoiser,
                       const at::Tensor& tokens, const at::Tensor& noise, const FlowSampling& sampling) {
  auto nothing = at::full_like(tokens, text::Vocabulary::padding);
  nothing.select(1, 0).fill_(text::Vocabulary::nothing);
  const auto [states, pooled] = textEncoder.forward(at::cat({tokens, nothing}));
  const auto prepared = denoiser.prepare(states, pooled);
  auto x = noise;
  const auto times = diffusion::flowTimes(sampling.steps, 1);
  for (size_t i = 0; i + 1 < times.size(); ++i) {
    const auto at = at::full({2 * x.size(0)}, times[i], x.options());
    const auto both = denoiser.forward(at::cat({x, x}), at, prepared).chunk(2);
    const auto flow = at::lerp(both[1], both[0], sampling.guidance);
    x = x + flow * (times[i + 1] - times[i]);
  }
  return x;
}

}  // namespace

at::Tensor sampleFlow(const models::WordEncoder& textEncoder, const models::DiffusionTransformer& denoiser,
                      const at::Tensor& tokens, const at::Tensor& noise, const FlowSampling& sampling) {
  at::NoGradGuard noGrad;
  std::vector<at::Tensor> parts;
  for (int64_t start = 0; start < tokens.size(0); start += samplesAtOnce) {
    const auto count = std::min(samplesAtOnce, tokens.size(0) - start);
    parts.push_back(
        sampleBatch(textEncoder, denoiser, tokens.narrow(0, start, count), noise.narrow(0, start, count), sampling));
  }
  return at::cat(parts);
}

}  // namespace weft::training
