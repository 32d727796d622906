// Solvers that replace a part of the noise at each step.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

struct AncestralOptions {
  double eta = 1, noise = 1;  // noise: s_noise
  bool cfgPlusPlus = false;
};

// k-diffusion's sample_euler_ancestral; for a flow, and not with CFG++, ComfyUI's sample_euler_ancestral_RF.
std::unique_ptr<Object> makeEulerAncestral(const AncestralOptions& options);
// cfgPlusPlus does not matter here.
std::unique_ptr<Object> makeDpm2Ancestral(const AncestralOptions& options);
// Song et al., Denoising Diffusion Implicit Models, 2021, equation 12; eta of equation 16.
std::unique_ptr<Object> makeDdim(double eta, bool cfgPlusPlus);

enum class DdpmVariance { Small, Large };  // of the posterior; of the forward step
std::unique_ptr<Object> makeDdpm(DdpmVariance variance);

}  // namespace weft::sampling
