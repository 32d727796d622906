#include "classifier_free.h"

#include "guidance/formulas.h"

namespace weft::guidance {

void ClassifierFree::process(Call& call) {
  answer(call, makeGuided(sourcesOf(call), classifierFreeRule(guidanceOf(call))));
}

void CFGZeroStar::process(Call& call) {
  Sources sources = sourcesOf(call);
  const auto steps = size_t(call[zeroSteps]);
  sources.isIdle = sources.isIdle && steps == 0;
  answer(call, makeGuided(std::move(sources), zeroStarRule(guidanceOf(call), steps)));
}

void TangentialDamping::process(Call& call) {
  answerWith(call, [guidance = guidanceOf(call)](const Tensor& c, const Tensor& u) {
    return guidance.follow(c, tangentiallyDamped(c, u));
  });
}

void MagnitudeAware::process(Call& call) {
  answerWith(call, [guidance = guidanceOf(call), strength = call[alpha]](const Tensor& c, const Tensor& u) {
    return magnitudeAware(c, u, guidance.scale, strength, guidance.original);
  });
}

void AutoGuidance::process(Call& call) {
  const FreeGuidance guidance = guidanceOf(call);
  answer(call, makeGuided({call[denoiser], {}, {call[weak]}, intervalOf(call), guidance.isIdle()},
                          classifierFreeRule(guidance)));
}

}  // namespace weft::guidance
