// The betas of networks that were trained on discrete steps (Ho et al., Denoising Diffusion Probabilistic Models,
// 2020):
//   alpha-bar_n = product of (1 - beta_i) for i <= n.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <weft/base/result.h>

namespace weft::diffusion {

// Names and defaults as in DDPMScheduler of diffusers; Stable Diffusion has scaled_linear from 0.00085 to 0.012.
struct BetaSchedule {
  // linear, scaled_linear (the square root is linear), sigmoid: from beta_start to beta_end;
  // squaredcos_cap_v2 (Nichol & Dhariwal, 2021, equation 17) and laplace (Hang & Gu, Improved Noise Schedule for
  // Diffusion Training, 2024): of alpha-bar in closed form, no beta above 0.999.
  std::string_view name = "linear";
  double start = 0.0001, end = 0.02;  // 0 < start <= end < 1
  int64_t steps = 1000;               // num_train_timesteps, 1 to 1,000,000
};

// One beta a step. InvalidArgument that says what would be right.
Result<std::vector<double>> betasOf(const BetaSchedule& schedule);

// alpha-bar of each step. InvalidArgument unless 0 < beta < 1; the last one may be 1.
Result<std::vector<double>> alphasCumprodOf(std::span<const double> betas);

// Zero terminal SNR (Lin et al., Common Diffusion Noise Schedules and Sample Steps are Flawed, 2023, algorithm 1):
// shifts and stretches sqrt(alpha-bar) so that the first stays and the last becomes 0 exactly. Two steps or more.
Result<std::vector<double>> rescaleZeroTerminalSnr(std::vector<double> alphasCumprod);

}  // namespace weft::diffusion
