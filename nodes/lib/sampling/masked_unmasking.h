// Sampling from masked discrete diffusion: all tokens begin as the mask, and a model of each token given those that are
// known reveals them step by step.
//
// A discrete denoiser is a weft.denoiser whose latents [N, V, 1, L] are distributions over V tokens at L places: x_t is
// one-hot, in the mask's channel where a token is masked, and x0 the probability of each token there. Its process is
// the rectified flow's, a = 1 - t and b = t, which are probabilities here: a token of the sample is masked at time t
// with probability t (Sahoo et al., Simple and Effective Masked Diffusion Language Models, 2024, equation 3).
#pragma once

#include <cstdint>
#include <functional>

#include <weft/sdk/denoiser.h>

namespace weft::sampling {

// Which masked tokens are revealed in a step.
enum class Unmasking {
  Confidence,  // those whose drawn token is the most probable: MaskGIT, and low-confidence remasking of LLaDA
  Margin,      // those whose likeliest token is the farthest ahead of the second (Kim et al., 2025)
  Entropy,     // those whose distribution has the least entropy
  Random,      // any, as many as the schedule says
  Ancestral    // each by itself, with the probability of the reverse process: MDLM
};

enum class MaskingSchedule { Cosine, Linear };

struct UnmaskingOptions {
  Unmasking order = Unmasking::Confidence;
  MaskingSchedule schedule = MaskingSchedule::Cosine;
  int64_t steps = 12;            // at least 1; of all blocks together
  int64_t blockLength = 0;       // places that are finished before the next ones begin; 0: all at once
  double temperature = 1;        // of the tokens drawn: p^(1 / temperature); 0: the likeliest
  double choiceTemperature = 0;  // of Gumbel noise on what orders the tokens, falling to 0 with the last step
  int64_t topK = 0;              // only the likeliest are drawn; 0: any
  double topP = 1;               // only the likeliest that together have this probability, in (0, 1]
  int64_t maskToken = 0;
  int64_t seed = 0;
};

// The share of tokens that is masked after a share of the steps.
double maskedShare(MaskingSchedule schedule, double progress);

using ReportUnmasking = std::function<void(uint64_t step, uint64_t total)>;

// `tokens` int64 [N, L] with the mask's id where a token is to be drawn; the others stay. `run` was begun for latents
// [N, V, 1, L] of float32, vocabulary = V. Failure where a token is none of the vocabulary, the steps do not fit the
// blocks, or a distribution is not one.
Tensor unmask(const DenoiserRunRef& run, int64_t vocabulary, const Tensor& tokens, const UnmaskingOptions& options,
              const ReportUnmasking& report);

// Each token that is not masked yet is masked with this probability.
Tensor maskAtRandom(const Tensor& tokens, double share, int64_t maskToken, int64_t seed);

}  // namespace weft::sampling
