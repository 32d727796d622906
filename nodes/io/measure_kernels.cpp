#include "measure_kernels.h"

#include "nn/measure_kernels.h"
#include "weft/base/json.h"

namespace weft::io {

void MeasureKernels::process(Call& call) {
  const auto measured = nn::measureKernels(
      [&](size_t done, size_t total) { call.progress(uint64_t(done), uint64_t(total), "measuring"); });
  Json json = Json::object();
  for (const auto& operation : measured) {
    for (const auto& [kernel, seconds] : operation.seconds) json[operation.id][kernel] = seconds;
  }
  call.set(text, std::string_view(dumpJson(json)));
}

}  // namespace weft::io
