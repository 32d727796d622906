#include "torch_bridge/kernel_choice.h"

#include <algorithm>
#include <string>

#include <weft/sdk/host.h>

#include "nn/kernels.h"

namespace weft::torch_bridge {
namespace {

void applyChoice(nn::KernelTables& tables, const nn::KernelOperation& operation, const std::string& kernel) {
  const auto found = std::find(operation.kernels.begin(), operation.kernels.end(), kernel);
  if (found != operation.kernels.end()) return operation.choose(tables, size_t(found - operation.kernels.begin()));
  std::string known;
  for (const auto& name : operation.kernels) known += (known.empty() ? "\"" : " or \"") + name + "\"";
  log(LogLevel::Warning, "kernels", operation.id + " is \"" + kernel + "\" in the table of kernels; wanted " + known);
}

}  // namespace

void chooseKernels() {
  const weft_kernels* host = services().kernels;
  nn::KernelTables tables;
  for (const auto& operation : nn::kernelOperations()) {
    const char* kernel = host ? host->choice(operation.id.c_str()) : nullptr;
    if (kernel) applyChoice(tables, operation, kernel);
  }
  nn::setKernels(tables);
}

}  // namespace weft::torch_bridge
