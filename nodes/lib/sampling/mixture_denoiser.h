// The exact denoiser of a mixture of Gaussians, in any process: what a network would be that had learned this data
// without error. Each cell of a latent [N, C, H, W] is a draw of its own, of C numbers. float32 and float64; with
// gradient.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <weft/sdk/denoiser.h>

#include "diffusion/gaussian_mixture.h"
#include "diffusion/process.h"

namespace weft::sampling {

struct MixtureModel {
  diffusion::GaussianMixture mixture;
  diffusion::Process process;
  // A word for each component, or none: a conditioning whose "text" holds some of them draws those alone.
  std::vector<std::string> labels;
};

std::unique_ptr<Object> makeMixtureDenoiser(MixtureModel model);

// The words between spaces, commas, semicolons and line ends.
std::vector<std::string> wordsOf(std::string_view text);

}  // namespace weft::sampling
