// What nodes that guide a denoiser have in common.
#pragma once

#include <utility>

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

#include "guidance/rules.h"

namespace weft::guidance {

template <class Self>
struct GuidanceNode : Node<Self> {
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL,
                                 .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "What is guided.");
  static constexpr auto guided = output<Denoiser>("denoiser", "The guided denoiser, to be used like any other.");

  // The conditioning that is linked; an empty one, which stands for the model's own "without condition", where none is.
  static Value conditioningOf(const Call& call, const Input<Conditioning>& port) {
    return call.has(port) ? Value(call[port]) : Value();
  }
  static void answer(Call& call, std::unique_ptr<Object> object) {
    call.set(guided, makeObject("denoiser", std::move(object)));
  }
};

// When a rule acts, as a share of the steps.
template <class Self>
struct IntervalNode : GuidanceNode<Self> {
  static constexpr auto start = param("start", 0.0, range(0, 1), advanced,
                                      "Share of the steps before which the denoiser answers as it is; as in diffusers' "
                                      "guiders. For times instead: Guidance interval.");
  static constexpr auto stop =
      param("stop", 1.0, range(0, 1), advanced, "Share of the steps after which it does so again; not below start.");

  static Interval intervalOf(const Call& call) { return Interval::checked("share", call[start], call[stop]); }
};

// The parameters of diffusers' guiders. OnX0: the rule was made for x0, and that is what it works on unless told.
template <class Self, bool OnX0 = false>
struct ScaledNode : IntervalNode<Self> {
  static constexpr auto scale =
      param("scale", 3.0, range(0, 100), slider(1, 15),
            "How far to follow: 0 without condition, 1 the model as it is, at half the cost; above, the condition "
            "counts for more. 3 to 8 are usual for latent models, 1.5 to 3 with few steps.");
  static constexpr auto original =
      param("use_original_formulation", false, advanced,
            "The scale counts from the estimate with the condition, so that 0 is the model "
            "as it is: w of papers that write c + w (c - u), w = scale - 1.");
  static constexpr auto rescale =
      param("guidance_rescale", 0.0, range(0, 1),
            "Share by which the result is brought back to the deviation that the estimate with the condition has, "
            "against overexposure (Lin et al., Common Diffusion Noise Schedules and Sample Steps are Flawed, 2023, "
            "equations 15 and 16); 0.7 is usual with zero terminal SNR.");
  static constexpr auto kind = param(
      "applies_to", OnX0 ? "x0" : "prediction",
      choices(choice("prediction", "What the network answers with, as in diffusers"), choice("x0", "The sample"),
              choice("epsilon", "The noise"), choice("v_prediction", "v = a epsilon - b x0, of length-preserving a, b"),
              choice("flow", "epsilon - x0")),
      advanced, "The kind of prediction that the rule and the rescaling work on. What is linear is the same on all.");

  static FreeGuidance guidanceOf(const Call& call) {
    return {call[scale], call[original], call[rescale], kindNamed(call[kind])};
  }
};

// A rule about the estimate with the condition and the one without.
template <class Self, bool OnX0 = false>
struct FreeGuidanceNode : ScaledNode<Self, OnX0> {
  static constexpr auto negative = input<Conditioning>(
      "negative", "What to stay away from; not linked: the model's own \"without condition\".", optional);

  static Sources sourcesOf(const Call& call) {
    using Base = FreeGuidanceNode;
    return {call[Base::denoiser],
            {Base::conditioningOf(call, negative)},
            {},
            Base::intervalOf(call),
            Base::guidanceOf(call).isIdle()};
  }
  // formula(c, u) of predictions.
  template <class Formula>
  static void answerWith(Call& call, Formula formula) {
    using Base = FreeGuidanceNode;
    Base::answer(call, makeGuided(sourcesOf(call), freeRule(Base::guidanceOf(call), [formula] {
                                    return [formula](const Moment&, std::span<const Tensor> p) {
                                      return formula(p[0], p[1]);
                                    };
                                  })));
  }
};

}  // namespace weft::guidance
