#include "noise.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <string>

#include "torch_bridge/tensors.h"

namespace weft::schedulers {
namespace {

int64_t given(int64_t value, int64_t fallback, const char* name) {
  if (value > 0) return value;
  if (fallback > 0) return fallback;
  throw Failure(std::string("the size is not known: set \"") + name + "\", or link a model that has one");
}

}  // namespace

void Noise::process(Call& call) {
  weft_denoiser_info info{};
  if (call.has(model)) info = call[model].info();
  const std::string refusal = refusalOf(call[channels], info.channels);
  if (!refusal.empty()) throw Failure(refusal);
  const int64_t c = given(call[channels], info.channels, "channels");
  const int64_t h = given(call[height], info.height, "height");
  const int64_t w = given(call[width], info.width, "width");
  auto generator = at::detail::createCPUGenerator(uint64_t(call[seed]));
  call.set(noise, torch_bridge::toValue(at::randn({call[batch], c, h, w}, generator, at::kFloat)));
}

}  // namespace weft::schedulers
