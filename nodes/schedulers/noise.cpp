#include "noise.h"

#include <string>

#include "sampling/noise/noise_source.h"

namespace weft::schedulers {
namespace {

int64_t given(int64_t value, int64_t fallback, const char* name) {
  if (value > 0) return value;
  if (fallback > 0) return fallback;
  throw Failure(std::string("the size is not known: set \"") + name + "\", or link a model that has one");
}

// Empty where the channels asked for are the model's, or one of both is not known.
std::string refusalOf(int64_t channels, int64_t ofModel) {
  if (channels <= 0 || ofModel <= 0 || channels == ofModel) return {};
  return "channels is " + std::to_string(channels) + ", but the model's latents have " + std::to_string(ofModel) +
         "; 0 takes the model's";
}

}  // namespace

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

void Noise::process(Call& call) {
  weft_denoiser_info info{};
  if (call.has(model)) info = call[model].info();
  const std::string refusal = refusalOf(call[channels], info.channels);
  if (!refusal.empty()) throw Failure(refusal);
  const int64_t shape[] = {call[batch], given(call[channels], info.channels, "channels"),
                           given(call[height], info.height, "height"), given(call[width], info.width, "width")};
  sampling::TorchGenerator generator{uint64_t(call[seed])};
  const bool isDouble = call[dtype] == "float64";
  call.set(noise, sampling::randn(generator, isDouble ? dtypeOf<double>() : dtypeOf<float>(), shape));
}

}  // namespace weft::schedulers
