#include "sample_tensor.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include <weft/value/make_tensor.h>

namespace weft {

const weft_dtype sampleDtypes[dtypeRows] = {
    {WEFT_TYPE_FLOAT, 32, 1}, {WEFT_TYPE_UINT, 8, 1}, {WEFT_TYPE_FLOAT, 16, 1}, {WEFT_TYPE_BFLOAT, 16, 1},
    {WEFT_TYPE_FLOAT, 64, 1}, {WEFT_TYPE_INT, 64, 1}, {WEFT_TYPE_INT, 32, 1},   {WEFT_TYPE_BOOL, 8, 1},
    {WEFT_TYPE_INT, 8, 1},    {WEFT_TYPE_INT, 16, 1}, {WEFT_TYPE_UINT, 16, 1},  {WEFT_TYPE_UINT, 32, 1},
    {WEFT_TYPE_UINT, 64, 1},
};

namespace {

// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
uint64_t mixed(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

double number(uint64_t& state, bool isSigned, Fill fill, size_t index) {
  const double plain = static_cast<double>(mixed(state) >> 11) * 0x1p-53;
  if (fill == Fill::NotANumber && index % 3 == 0) return std::numeric_limits<double>::quiet_NaN();
  if (fill == Fill::Infinite && index % 3 == 0) return index % 2 == 0 ? INFINITY : -INFINITY;
  if (fill == Fill::Huge) return index % 3 == 0 ? 3e38 : index % 3 == 1 ? -3e38 : 1e-40;
  return isSigned ? 2 * plain - 1 : plain;
}

uint16_t halfOf(double value) {
  const _Float16 half = static_cast<_Float16>(value);
  uint16_t bits = 0;
  std::memcpy(&bits, &half, sizeof(bits));
  return bits;
}

uint16_t bfloatOf(double value) {
  const float single = static_cast<float>(value);
  uint32_t bits = 0;
  std::memcpy(&bits, &single, sizeof(bits));
  if (std::isnan(single)) return 0x7fc0;
  return static_cast<uint16_t>(bits >> 16);
}

template <typename Item>
void put(std::vector<char>& bytes, size_t index, Item item) {
  std::memcpy(bytes.data() + index * sizeof(Item), &item, sizeof(Item));
}

void putWhole(std::vector<char>& bytes, size_t index, int bits, uint64_t whole) {
  if (bits == 8) put(bytes, index, static_cast<uint8_t>(whole));
  if (bits == 16) put(bytes, index, static_cast<uint16_t>(whole));
  if (bits == 32) put(bytes, index, static_cast<uint32_t>(whole));
  if (bits == 64) put(bytes, index, whole);
}

std::vector<char> elements(weft_dtype dtype, size_t count, bool isSigned, const Recipe& recipe, uint64_t seed) {
  std::vector<char> bytes(count * dtype.bits / 8);
  uint64_t state = seed;
  for (size_t i = 0; i < count; ++i) {
    if (dtype.code == WEFT_TYPE_BOOL) {
      putWhole(bytes, i, 8, mixed(state) & 1);
    } else if (dtype.code == WEFT_TYPE_INT || dtype.code == WEFT_TYPE_UINT) {
      const bool wild = recipe.fill == Fill::Huge && i % 2 == 0;
      putWhole(bytes, i, dtype.bits, wild ? ~uint64_t{0} >> (dtype.code == WEFT_TYPE_INT ? 1 : 0) : mixed(state) % 10);
    } else {
      const double value = number(state, isSigned, recipe.fill, i);
      if (dtype.code == WEFT_TYPE_BFLOAT)
        put(bytes, i, bfloatOf(value));
      else if (dtype.bits == 16)
        put(bytes, i, halfOf(value));
      else if (dtype.bits == 32)
        put(bytes, i, static_cast<float>(value));
      else
        put(bytes, i, value);
    }
  }
  return bytes;
}

struct Strided {
  weft_managed_tensor tensor{};
  std::vector<char> bytes;
  std::vector<int64_t> shape, strides;
};

// The elements lie column by column, with a gap behind each, and not at the start.
Result<Value> stridedTensor(weft_dtype dtype, const std::vector<int64_t>& shape, const std::vector<char>& compact) {
  auto made = std::make_unique<Strided>();
  const size_t item = dtype.bits / 8u;
  const size_t count = compact.size() / item;
  constexpr size_t gap = 2, before = 3;
  made->shape = shape;
  made->strides.resize(shape.size());
  int64_t stride = gap;
  for (size_t i = 0; i < shape.size(); ++i) {
    made->strides[i] = stride;
    stride *= shape[i];
  }
  made->bytes.assign((count * gap + before) * item, '\x55');
  std::vector<int64_t> index(shape.size(), 0);
  for (size_t at = 0; at < count; ++at) {
    int64_t to = 0;
    for (size_t i = 0; i < shape.size(); ++i) to += index[i] * made->strides[i];
    std::memcpy(made->bytes.data() + (before + static_cast<size_t>(to)) * item, compact.data() + at * item, item);
    for (size_t i = shape.size(); i-- > 0;) {
      if (++index[i] < shape[i]) break;
      index[i] = 0;
    }
  }
  weft_managed_tensor& managed = made->tensor;
  managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  managed.manager = made.get();
  managed.deleter = [](weft_managed_tensor* self) { delete static_cast<Strided*>(self->manager); };
  managed.tensor.data = made->bytes.data();
  managed.tensor.byte_offset = before * item;
  managed.tensor.device = {WEFT_DEVICE_CPU, 0};
  managed.tensor.dtype = dtype;
  managed.tensor.dimensions = static_cast<int32_t>(shape.size());
  managed.tensor.shape = made->shape.data();
  managed.tensor.strides = made->strides.data();
  return Value::tensor(&made.release()->tensor);
}

Result<Value> tensorOf(weft_dtype dtype, const std::vector<int64_t>& shape, const std::vector<char>& bytes,
                       const Recipe& recipe, const std::string& name) {
  if (recipe.guard) return guardedTensor(dtype, shape, bytes.data(), bytes.size(), *recipe.guard, name);
  if (recipe.strided) return stridedTensor(dtype, shape, bytes);
  auto tensor = makeTensor(dtype, shape);
  if (!tensor) return tensor.error();
  if (!bytes.empty()) std::memcpy((*tensor)->tensor.data, bytes.data(), bytes.size());
  return Value::tensor(*tensor);
}

}  // namespace

Result<Value> makeSampleTensor(weft_dtype dtype, const std::vector<int64_t>& shape, bool isSigned, const Recipe& recipe,
                               uint64_t seed, const std::string& name) {
  size_t count = 1;
  for (const int64_t size : shape) count *= static_cast<size_t>(size);
  return tensorOf(dtype, shape, elements(dtype, count, isSigned, recipe, seed), recipe, name);
}

Value makeSampleSigmas(int64_t count, const Recipe& recipe, const std::string& name) {
  std::vector<char> bytes(static_cast<size_t>(count) * sizeof(double));
  for (int64_t i = 0; i < count; ++i) {
    double value = count > 1 ? 1.0 - static_cast<double>(i) / static_cast<double>(count - 1) : 1.0;
    if (recipe.fill == Fill::NotANumber && i % 3 == 1) value = std::numeric_limits<double>::quiet_NaN();
    if (recipe.fill == Fill::Infinite && i % 3 == 0) value = INFINITY;
    if (recipe.fill == Fill::Huge) value *= 1e300;
    put(bytes, static_cast<size_t>(i), value);
  }
  auto made = tensorOf({WEFT_TYPE_FLOAT, 64, 1}, {count}, bytes, recipe, name);
  return made ? *made : Value();
}

}  // namespace weft
