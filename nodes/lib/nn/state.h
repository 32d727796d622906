// Tensors and parameters in and out of safetensors files.
#pragma once

#include <torch/nn/module.h>

#include <string>
#include <utility>
#include <vector>

#include "weft/base/result.h"
#include "weights/safetensors.h"

namespace weft::nn {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

// The module's parameters under their dotted names, in the order in which they were registered.
NamedTensors parametersOf(const torch::nn::Module& module);

// Tensors as a safetensors file holds them. They must be on the CPU and contiguous, and outlive the views.
std::vector<weights::TensorView> viewsOf(const NamedTensors& tensors);

// Reads one tensor as it is. Element types that LibTorch does not have are an Unsupported error.
Result<at::Tensor> readTensor(const weights::SafetensorsFile& file, const weights::TensorInfo& info);

// Fills the module's parameters from the tensors named PREFIX + parameter, converted to the parameters' type.
// Errors name the file and the tensor: one missing, one of another shape, one that belongs to no parameter.
Result<void> loadParameters(torch::nn::Module& module, const weights::SafetensorsFile& file,
                            const std::string& prefix = {});

}  // namespace weft::nn
