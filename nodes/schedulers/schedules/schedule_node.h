// Nodes that make a schedule.
#pragma once

#include <string>

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

#include "sampling/schedules/times_value.h"
#include "sampling/schedules/trained_steps.h"

namespace weft::schedulers {

template <class Self>
struct ScheduleNode : Node<Self> {
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto steps = param("steps", 30, range(1, 10000), slider(1, 100), "How many steps there are.");
  static constexpr auto sigmas = output<Sigmas>(
      "sigmas", "[steps + 1], float64, falling: the denoiser's own times, which are sigma, or t of a rectified flow.");

 protected:
  // Failure where the times do not fall.
  static void give(Call& call, const sampling::Times& times) {
    sampling::requireFalling(times);
    call.set(sigmas, sampling::valueOfTimes(times));
  }
  static void inferSteps(Infer& question) {
    if (question.knows(steps)) question.setType(sigmas, typeText("sigmas", {question[steps] + 1}));
  }
};

// A schedule between two sigmas, `Self::times(call, range)`: steps times, and then 0.
template <class Self>
struct CurveNode : ScheduleNode<Self> {
  static constexpr auto model = input<Denoiser>(
      "model", "The denoiser that the schedule is for: says sigma_min and sigma_max where they are 0.", optional);
  static constexpr auto sigma_max =
      param("sigma_max", 0.0, range(0, 1e6), slider(0, 100),
            "The time that sampling starts from, exactly. 0: the model's greatest, at most 4096; needed where no model "
            "is linked. Stable Diffusion 1 and XL: 14.6146.");
  static constexpr auto sigma_min =
      param("sigma_min", 0.0, range(0, 1e6), slider(0, 1),
            "The last time before 0, exactly; below sigma_max. 0: the model's least, and 0.002 where it works down to "
            "0, 0.001 for a rectified flow; needed where no model is linked. Stable Diffusion 1 and XL: 0.02917.");

  static void infer(Infer& question) {
    inferRange(question);
    ScheduleNode<Self>::inferSteps(question);
  }

  void process(Call& call) { ScheduleNode<Self>::give(call, Self::times(call, rangeOf(call))); }

 protected:
  static void inferRange(Infer& question) {
    if (!question.knows(sigma_min) || !question.knows(sigma_max)) return;
    const double least = question[sigma_min], greatest = question[sigma_max];
    if (least > 0 && greatest > 0 && least >= greatest)
      question.fail(sigma_min, "sigma_min is " + sampling::inWords(least) + "; it must be below sigma_max, which is " +
                                   sampling::inWords(greatest));
  }
  static sampling::SigmaRange rangeOf(const Call& call) {
    weft_denoiser_info info{};
    if (call.has(model)) info = call[model].info();
    return sampling::sigmaRangeOf(call.has(model) ? &info : nullptr, call[sigma_min], call[sigma_max]);
  }
};

}  // namespace weft::schedulers
