#include "tensor_reader.h"

#include <cmath>
#include <cstring>
#include <limits>

#include <weft/value/device.h>
#include <weft/value/dtype.h>

namespace weft::runner {
namespace {

template <typename T>
T bits(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
double plain(const char* from) {
  return static_cast<double>(bits<T>(from));
}

double half(const char* from) {
  const auto word = bits<uint16_t>(from);
  const int exponent = word >> 10 & 0x1f, fraction = word & 0x3ff;
  double value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  if (exponent == 0x1f) value = fraction ? std::numeric_limits<double>::quiet_NaN() : HUGE_VAL;
  return word & 0x8000 ? -value : value;
}

double brain(const char* from) {
  const uint32_t word = uint32_t{bits<uint16_t>(from)} << 16;
  float value;
  std::memcpy(&value, &word, sizeof value);
  return value;
}

double (*loaderOf(weft_dtype dtype))(const char*) {
  if (dtype.code == WEFT_TYPE_FLOAT) {
    return dtype.bits == 32 ? plain<float> : dtype.bits == 64 ? plain<double> : dtype.bits == 16 ? half : nullptr;
  }
  if (dtype.code == WEFT_TYPE_BFLOAT) return dtype.bits == 16 ? brain : nullptr;
  if (dtype.code == WEFT_TYPE_BOOL) return dtype.bits == 8 ? plain<uint8_t> : nullptr;
  if (dtype.code != WEFT_TYPE_INT && dtype.code != WEFT_TYPE_UINT) return nullptr;
  const bool sign = dtype.code == WEFT_TYPE_INT;
  switch (dtype.bits) {
    case 8:
      return sign ? plain<int8_t> : plain<uint8_t>;
    case 16:
      return sign ? plain<int16_t> : plain<uint16_t>;
    case 32:
      return sign ? plain<int32_t> : plain<uint32_t>;
    case 64:
      return sign ? plain<int64_t> : plain<uint64_t>;
    default:
      return nullptr;
  }
}

}  // namespace

Result<TensorReader> TensorReader::open(const Value& value) {
  const weft_tensor* tensor = value.asTensor();
  if (!tensor) return makeError(ErrorCode::InvalidArgument, "expected a tensor, found " + value.describe());
  if (tensor->device.type != WEFT_DEVICE_CPU) {
    return makeError(ErrorCode::UnsupportedDevice, "the tensor lies on " + deviceName(tensor->device));
  }
  TensorReader reader;
  reader.m_load = loaderOf(tensor->dtype);
  if (!reader.m_load) {
    return makeError(ErrorCode::InvalidArgument, "elements of type " + dtypeName(tensor->dtype) + " are no numbers");
  }
  reader.m_float = tensor->dtype.code == WEFT_TYPE_FLOAT || tensor->dtype.code == WEFT_TYPE_BFLOAT;
  reader.m_bytes = tensor->dtype.bits / 8;
  reader.m_data = static_cast<const char*>(tensor->data) + tensor->byte_offset;
  const auto dimensions = static_cast<size_t>(tensor->dimensions);
  reader.m_shape.assign(tensor->shape, tensor->shape + dimensions);
  if (tensor->strides) {
    reader.m_strides.assign(tensor->strides, tensor->strides + dimensions);
  } else {
    reader.m_strides.assign(dimensions, 1);
    for (size_t d = dimensions; d-- > 1;) reader.m_strides[d - 1] = reader.m_strides[d] * reader.m_shape[d];
  }
  return reader;
}

}  // namespace weft::runner
