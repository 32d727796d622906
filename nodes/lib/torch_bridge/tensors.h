// Values of the engine as LibTorch's tensors, and back, without a copy.
#pragma once

#include <ATen/core/Tensor.h>

#include <weft/sdk/tensor.h>

#include <string>

namespace weft::torch_bridge {

// The value's tensor. It shares the value's memory and keeps the value alive; as values never change, it must not be
// written to.
at::Tensor toTorch(const Value& value);
// The same, after checking its rank and that it has elements; `what` names it in the message ("the latent").
at::Tensor toTorch(const Value& value, int rank, const char* what);

// The tensor as a value, made contiguous. The value owns it: nobody may write to it any more.
Value toValue(const at::Tensor& tensor);

// "[1, 3, 64, 64]", for messages.
std::string shapeText(const at::Tensor& tensor);

// The device that a call or request asks for. Failure (UNSUPPORTED_DEVICE) when this machine does not have it.
at::Device deviceOf(weft_device_id id);

}  // namespace weft::torch_bridge
