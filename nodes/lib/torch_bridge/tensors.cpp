#include "torch_bridge/tensors.h"

#include <ATen/Context.h>
#include <ATen/DLConvertor.h>
#include <ATen/ops/from_blob.h>

#include <string>

#include "torch_bridge/cuda.h"

namespace weft::torch_bridge {
namespace {

// Our declarations of DLPack and LibTorch's header lay the same things at the same places.
static_assert(sizeof(weft_tensor) == sizeof(DLTensor));
static_assert(offsetof(weft_tensor, data) == offsetof(DLTensor, data));
static_assert(offsetof(weft_tensor, device) == offsetof(DLTensor, device));
static_assert(offsetof(weft_tensor, dimensions) == offsetof(DLTensor, ndim));
static_assert(offsetof(weft_tensor, dtype) == offsetof(DLTensor, dtype));
static_assert(offsetof(weft_tensor, shape) == offsetof(DLTensor, shape));
static_assert(offsetof(weft_tensor, strides) == offsetof(DLTensor, strides));
static_assert(offsetof(weft_tensor, byte_offset) == offsetof(DLTensor, byte_offset));
static_assert(sizeof(weft_managed_tensor) == sizeof(DLManagedTensorVersioned));
static_assert(offsetof(weft_managed_tensor, version) == offsetof(DLManagedTensorVersioned, version));
static_assert(offsetof(weft_managed_tensor, manager) == offsetof(DLManagedTensorVersioned, manager_ctx));
static_assert(offsetof(weft_managed_tensor, deleter) == offsetof(DLManagedTensorVersioned, deleter));
static_assert(offsetof(weft_managed_tensor, flags) == offsetof(DLManagedTensorVersioned, flags));
static_assert(offsetof(weft_managed_tensor, tensor) == offsetof(DLManagedTensorVersioned, dl_tensor));
static_assert(sizeof(weft_dtype) == sizeof(DLDataType) && offsetof(weft_dtype, bits) == offsetof(DLDataType, bits) &&
              offsetof(weft_dtype, lanes) == offsetof(DLDataType, lanes));
static_assert(sizeof(weft_device_id) == sizeof(DLDevice) &&
              offsetof(weft_device_id, index) == offsetof(DLDevice, device_id));
static_assert(int(WEFT_DEVICE_CPU) == int(kDLCPU) && int(WEFT_DEVICE_CUDA) == int(kDLCUDA) &&
              int(WEFT_DEVICE_VULKAN) == int(kDLVulkan));
static_assert(int(WEFT_TYPE_INT) == int(kDLInt) && int(WEFT_TYPE_UINT) == int(kDLUInt) &&
              int(WEFT_TYPE_FLOAT) == int(kDLFloat) && int(WEFT_TYPE_BFLOAT) == int(kDLBfloat) &&
              int(WEFT_TYPE_BOOL) == int(kDLBool));
static_assert(uint64_t(WEFT_TENSOR_READ_ONLY) == DLPACK_FLAG_BITMASK_READ_ONLY &&
              uint64_t(WEFT_TENSOR_IS_COPIED) == DLPACK_FLAG_BITMASK_IS_COPIED);
static_assert(WEFT_DLPACK_MAJOR == DLPACK_MAJOR_VERSION);

at::Device deviceOf(const weft_tensor& tensor) {
  if (tensor.device.type == WEFT_DEVICE_CPU) return at::kCPU;
  if (tensor.device.type == WEFT_DEVICE_CUDA) return {at::kCUDA, at::DeviceIndex(tensor.device.index)};
  throw Failure("a tensor on device type " + std::to_string(tensor.device.type) + " cannot be computed with here",
                WEFT_ERROR_UNSUPPORTED_DEVICE);
}

}  // namespace

at::Tensor toTorch(const Value& value) {
  const weft_tensor& view = Tensor(value).view();
  const at::IntArrayRef shape(view.shape, size_t(view.dimensions));
  const auto type = at::toScalarType({view.dtype.code, view.dtype.bits, view.dtype.lanes});
  const auto device = deviceOf(view);
  const auto options = at::TensorOptions().dtype(type).device(device);
  void* data = static_cast<std::byte*>(view.data) + view.byte_offset;
  const auto release = [kept = value](void*) mutable { kept = Value(); };
  if (!view.strides) return at::from_blob(data, shape, release, options, device);
  return at::from_blob(data, shape, at::IntArrayRef(view.strides, size_t(view.dimensions)), release, options, device);
}

at::Tensor toTorch(const Value& value, int rank, const char* what) {
  auto tensor = toTorch(value);
  if (tensor.dim() == rank && tensor.numel() > 0) return tensor;
  throw Failure(std::string(what) + " has the shape " + shapeText(tensor) + "; wanted " + std::to_string(rank) +
                    " dimensions, none of them 0",
                WEFT_ERROR_TYPE_MISMATCH);
}

Value toValue(const at::Tensor& tensor) {
  auto* managed = at::toDLPackVersioned(tensor.detach().contiguous());
  return Value::made(services().values->tensor(reinterpret_cast<weft_managed_tensor*>(managed)));
}

std::string shapeText(const at::Tensor& tensor) {
  std::string text = "[";
  for (int64_t i = 0; i < tensor.dim(); ++i) text += (i ? ", " : "") + std::to_string(tensor.size(i));
  return text + "]";
}

at::Device deviceOf(weft_device_id id) {
  if (id.type == WEFT_DEVICE_CPU) return at::kCPU;
  if (id.type == WEFT_DEVICE_CUDA) {
    requireCuda(id.index);
    return {at::kCUDA, at::DeviceIndex(id.index)};
  }
  throw Failure("this model computes on cpu or cuda, not on device type " + std::to_string(id.type),
                WEFT_ERROR_UNSUPPORTED_DEVICE);
}

}  // namespace weft::torch_bridge
