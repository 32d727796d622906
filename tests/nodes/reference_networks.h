// The networks and processes of tests/data/sampling/networks.py as denoisers, in float32 and float64: what references
// of diffusers and k-diffusion were computed with. See there for what each does.
#pragma once

#include <weft/abi/value.h>

#include <optional>
#include <string>

namespace weft::test {

struct ReferenceModel {
  std::string network = "mlp";         // mlp: latents [N, 2, 3, 3]; unet: [N, 3, 4, 4]
  std::string process = "vp";          // vp, ve, flow
  std::string prediction = "epsilon";  // epsilon, v_prediction, sample, flow
  std::optional<double> guidance;      // with one, it answers "unconditional" as well
};

// A new reference to an object of type "denoiser". Throws where the weights cannot be read, or for another name.
const weft_value* makeReferenceDenoiser(const ReferenceModel& model);

}  // namespace weft::test
