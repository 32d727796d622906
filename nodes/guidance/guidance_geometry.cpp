#include "guidance_geometry.h"

#include "guidance/formulas.h"

namespace weft::guidance {

void AdaptiveProjected::process(Call& call) {
  answer(call, makeGuided(sourcesOf(call),
                          adaptivelyProjectedRule(guidanceOf(call), {call[eta], call[threshold], call[momentum]})));
}

void CFGNorm::process(Call& call) {
  answerWith(call, [guidance = guidanceOf(call), factor = call[strength]](const Tensor& c, const Tensor& u) {
    return channelsLimited(guidance.follow(c, u), c, factor);
  });
}

void RenormCFG::process(Call& call) {
  answerWith(call, [guidance = guidanceOf(call), factor = call[renorm]](const Tensor& c, const Tensor& u) {
    const Tensor followed = guidance.follow(c, u);
    return factor > 0 ? lengthLimited(followed, c, factor) : followed;
  });
}

void Mahiro::process(Call& call) {
  answerWith(call, [guidance = guidanceOf(call)](const Tensor& c, const Tensor& u) {
    return mahiro(guidance.follow(c, u), c, u, guidance.original ? guidance.scale + 1 : guidance.scale);
  });
}

void PerpNeg::process(Call& call) {
  const double w = call[scale], weight = call[negScale];
  // Only differences enter, so that the kind of prediction does not matter.
  answer(call,
         makeGuided({call[denoiser], {call[negative], conditioningOf(call, empty)}, {}, intervalOf(call), false},
                    freeRule({.kind = Kind::X0}, [w, weight] {
                      return [w, weight](const Moment&, std::span<const Tensor> p) {
                        return sampling::combine({{1, p[2]}, {w, perpendicularDirection(p[0], p[1], p[2], weight)}});
                      };
                    })));
}

}  // namespace weft::guidance
