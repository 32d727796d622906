#include "beta_sigmas.h"

#include "sampling/schedules/model_schedules.h"

namespace weft::schedulers {

void BetaSigmas::infer(Infer& question) {
  if (question.knows(spacing) && question[spacing] == "continuous") inferRange(question);
}

void BetaSigmas::process(Call& call) {
  if (call[spacing] == "continuous")
    return give(call, sampling::betaSigmas(rangeOf(call), call[steps], call[alpha], call[beta]));
  if (!call.has(model)) throw Failure("spacing is \"steps\", which are those of a model; link it");
  give(call, sampling::betaSigmas(sampling::TrainedSteps(call[model].info()), call[steps], call[alpha], call[beta]));
}

}  // namespace weft::schedulers
