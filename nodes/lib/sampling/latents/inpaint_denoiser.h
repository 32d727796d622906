// Drawing only a part of a latent anew, with any denoiser, solver and guidance: a denoiser around a denoiser that knows
// the rest (Lugmayr et al., RePaint: Inpainting using Denoising Diffusion Probabilistic Models, 2022, equation 8, at
// every evaluation, as ComfyUI does it).
//
// Before an evaluation at time t, the known part of x is a(t) latent + b(t) noise; after it, that of x0 is the latent.
// So every evaluation that a solver makes, inside a step too, sees the known part as it is.
#pragma once

#include <memory>
#include <vector>

#include <weft/sdk/denoiser.h>

namespace weft::sampling {

struct Inpainting {
  Tensor latent, noise;        // of one shape
  std::vector<double> shares;  // latentMask(): 1 draws anew, 0 keeps
  // Differential diffusion (Levin and Fried, Differential Diffusion: Giving Each Pixel Its Strength, 2023): the share
  // is how much of the schedule a cell is free in, the last part of it; until then it is kept. Else shares are soft
  // edges.
  bool differential = false;
  std::vector<double> times;  // the schedule, falling

  // The shares at time t.
  std::vector<double> sharesAt(double t) const;
  // a latent + b noise.
  Tensor known(const weft_coefficients& c) const;
  // x with the cells that are never drawn as they are known.
  Tensor keep(const Tensor& x, const weft_coefficients& c) const;
};

// A denoiser of the same process. Its unconditional estimates and branches are blended as well.
Value inpaintDenoiser(const DenoiserRef& inner, std::shared_ptr<const Inpainting> inpainting);

}  // namespace weft::sampling
