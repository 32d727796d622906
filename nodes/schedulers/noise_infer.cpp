// The size of the noise, as far as it is known before anything runs; part of both of the pack's libraries.
#include <string>

#include "noise.h"

namespace weft::schedulers {

std::string Noise::refusalOf(int64_t channels, int64_t ofModel) {
  if (channels <= 0 || ofModel <= 0 || channels == ofModel) return {};
  return "channels is " + std::to_string(channels) + ", but the model's latents have " + std::to_string(ofModel) +
         "; 0 takes the model's";
}

void Noise::infer(Infer& question) {
  const auto ofModel = question.inputShape(model, 3);
  const auto sideOf = [&](const auto& parameter, int64_t fallback) -> int64_t {
    if (!question.knows(parameter)) return -1;
    const int64_t given = question[parameter];
    return given > 0 ? given : fallback;
  };
  const int64_t count = sideOf(channels, ofModel[0]);
  if (const std::string refusal = refusalOf(count, ofModel[0]); !refusal.empty()) question.fail(channels, refusal);
  question.setType(noise, typeText("latent<$space>",
                                   {sideOf(batch, -1), count, sideOf(height, ofModel[1]), sideOf(width, ofModel[2])}));
}

}  // namespace weft::schedulers
