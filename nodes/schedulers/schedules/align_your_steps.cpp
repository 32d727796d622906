#include "align_your_steps.h"

#include "sampling/schedules/align_your_steps.h"

namespace weft::schedulers {
namespace {

sampling::AlignedModel modelOf(std::string_view name) {
  if (name == "SD1") return sampling::AlignedModel::StableDiffusion1;
  if (name == "SDXL") return sampling::AlignedModel::StableDiffusionXL;
  return sampling::AlignedModel::StableVideoDiffusion;
}

}  // namespace

void AlignYourStepsSigmas::infer(Infer& question) {
  if (question.knows(steps)) question.setType(sigmas, typeText("sigmas", {question[steps] + 1}));
}

void AlignYourStepsSigmas::process(Call& call) {
  call.set(sigmas, sampling::valueOfTimes(sampling::alignedSigmas(modelOf(call[model_type]), call[steps])));
}

}  // namespace weft::schedulers
