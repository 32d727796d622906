#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::guidance {

struct GuidanceInterval : Node<GuidanceInterval> {
  static constexpr About about{
      "Guidance interval", "Guidance",
      "Guides only in a range of times and uses the plain denoiser elsewhere. Guidance harms variety at high noise and "
      "does nothing at low noise (Kynkäänniemi et al., Applying Guidance in a Limited Interval Improves Sample and "
      "Distribution Quality in Diffusion Models, 2024); outside the range a step costs half.",
      "cfg interval limited guidance"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL,
                                 .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto guided = input<Denoiser>("guided", "Used for start >= t >= end, both included.");
  static constexpr auto plain = input<Denoiser>("plain", "Used at all other times: mostly the same model, unguided.");
  static constexpr auto start = param(
      "start", 0.8, range(0, 1e6), slider(0, 1),
      "Time at which guidance begins, as sampling goes from noise to picture: in the process's own unit, 0 to 1 for "
      "a rectified flow, sigma for a variance-exploding process.");
  static constexpr auto end = param("end", 0.1, range(0, 1e6), slider(0, 1), "Time at which it ends; not above start.");
  static constexpr auto out = output<Denoiser>("denoiser", "The denoiser with guidance in the range.");
  static constexpr auto ports = weft::ports(guided, plain, start, end, out);

  void process(Call& call);
};

}  // namespace weft::guidance
