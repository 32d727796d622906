#include "several_conditions.h"

#include "guidance/regions.h"
#include "guidance/self_attention.h"

namespace weft::guidance {

void DualConditioning::process(Call& call) {
  const double a = call[first], b = call[second];
  const bool isNested = call[style] == "nested";
  const auto factors = isNested ? std::vector{a * b, b * (1 - a), 1 - b} : std::vector{a, b - a, 1 - b};  // of c, m, n
  answer(call, makeGuided({call[denoiser], {call[middle], conditioningOf(call, negative)}, {}, intervalOf(call), false},
                          linearRule(factors)));
}

void SelfAttention::process(Call& call) {
  const DenoiserRef whole = call[denoiser];
  SelfAttentionGuidance guidance;
  guidance.scale = call[strength];
  guidance.sigma = call[sigma];
  guidance.threshold = call[threshold];
  guidance.without = conditioningOf(call, negative);
  guidance.interval = intervalOf(call);
  answer(call, makeSelfAttentionGuided(whole, call.has(model) ? call[model] : whole, guidance));
}

void Regions::process(Call& call) {
  answer(call, makeComposed(call[denoiser],
                            {.without = conditioningOf(call, empty), .feather = call[feather], .crops = call[crops]}));
}

void Compose::process(Call& call) {
  answer(call, makeComposed(call[denoiser], {.rule = Composition::Rule::Sum,
                                             .scale = call[scale],
                                             .without = conditioningOf(call, empty),
                                             .feather = call[feather]}));
}

}  // namespace weft::guidance
