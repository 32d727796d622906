// Tensors: Tensor is a value to read, MutableTensor one in the making, which becomes a value when it is handed out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <weft/sdk/value.h>

namespace weft {
inline namespace sdk {

template <class T>
constexpr weft_dtype dtypeOf() {
  static_assert(std::is_arithmetic_v<T>);
  const uint8_t code = std::is_same_v<T, bool>       ? WEFT_TYPE_BOOL
                       : std::is_floating_point_v<T> ? WEFT_TYPE_FLOAT
                       : std::is_signed_v<T>         ? WEFT_TYPE_INT
                                                     : WEFT_TYPE_UINT;
  return {code, static_cast<uint8_t>(sizeof(T) * 8), 1};
}

// "float32", as in types and messages.
inline std::string dtypeName(weft_dtype dtype) {
  const char* name = dtype.code == WEFT_TYPE_INT      ? "int"
                     : dtype.code == WEFT_TYPE_UINT   ? "uint"
                     : dtype.code == WEFT_TYPE_FLOAT  ? "float"
                     : dtype.code == WEFT_TYPE_BFLOAT ? "bfloat"
                     : dtype.code == WEFT_TYPE_BOOL   ? "bool"
                                                      : "type";
  return dtype.code == WEFT_TYPE_BOOL ? name : name + std::to_string(dtype.bits);
}

class Tensor : public Value {
 public:
  Tensor() = default;
  explicit Tensor(Value value) : Value(std::move(value)) {
    expect(services().values->as_tensor(present(), &m_view), "a tensor");
  }

  const weft_tensor& view() const { return *m_view; }
  int rank() const { return m_view->dimensions; }
  int64_t size(int dimension) const { return m_view->shape[dimension]; }
  std::span<const int64_t> shape() const { return {m_view->shape, static_cast<size_t>(m_view->dimensions)}; }
  size_t elements() const {
    size_t count = 1;
    for (const int64_t side : shape()) count *= static_cast<size_t>(side);
    return count;
  }
  template <class T>
  bool is() const {
    return m_view->dtype.code == dtypeOf<T>().code && m_view->dtype.bits == dtypeOf<T>().bits;
  }
  bool compact() const {  // row-major without holes
    if (!m_view->strides) return true;
    int64_t stride = 1;
    for (int i = rank() - 1; i >= 0; --i) {
      if (size(i) != 1 && m_view->strides[i] != stride) return false;
      stride *= size(i);
    }
    return true;
  }

  // The elements in row-major order. Throws unless they are of type T, compact, and on the CPU; see copy().
  template <class T>
  std::span<const T> data() const {
    require<T>();
    if (!compact()) throw Failure("expected a compact tensor", WEFT_ERROR_TYPE_MISMATCH);
    return {base<T>(), elements()};
  }
  // The same as a copy, whatever the strides.
  template <class T>
  std::vector<T> copy() const {
    require<T>();
    std::vector<T> out(elements());
    copyInto(reinterpret_cast<std::byte*>(out.data()));
    return out;
  }
  size_t elementBytes() const { return m_view->dtype.bits / 8; }
  // The bytes of the elements in row-major order, whatever their type and the strides.
  std::vector<std::byte> copyBytes() const {
    requireCpu();
    std::vector<std::byte> out(elements() * elementBytes());
    copyInto(out.data());
    return out;
  }

 private:
  template <class T>
  void require() const {
    if (!is<T>())
      throw Failure("expected a tensor of " + dtypeName(dtypeOf<T>()) + ", not of " + dtypeName(m_view->dtype),
                    WEFT_ERROR_TYPE_MISMATCH);
    requireCpu();
  }
  void requireCpu() const {
    if (m_view->device.type != WEFT_DEVICE_CPU)
      throw Failure("expected a tensor in the CPU's memory", WEFT_ERROR_UNSUPPORTED_DEVICE);
  }
  template <class T>
  const T* base() const {
    return reinterpret_cast<const T*>(static_cast<const std::byte*>(m_view->data) + m_view->byte_offset);
  }
  void copyInto(std::byte* out) const {
    const size_t bytes = elementBytes();
    const std::byte* from = base<std::byte>();
    if (compact()) {
      if (const size_t all = elements() * bytes; all > 0) std::memcpy(out, from, all);
      return;
    }
    std::vector<int64_t> index(rank(), 0);
    for (size_t n = elements(); n > 0; --n, out += bytes) {
      int64_t offset = 0;
      for (int i = 0; i < rank(); ++i) offset += index[i] * m_view->strides[i];
      std::memcpy(out, from + offset * static_cast<int64_t>(bytes), bytes);
      for (int i = rank() - 1; i >= 0 && ++index[i] == size(i); --i) index[i] = 0;
    }
  }
  const weft_tensor* m_view = nullptr;
};

class MutableTensor {
 public:
  // Uninitialised, from the engine's counted memory; on another device than the CPU only view() says where it lies.
  static MutableTensor make(weft_dtype dtype, std::span<const int64_t> shape,
                            weft_device_id device = {WEFT_DEVICE_CPU, 0}) {
    weft_managed_tensor* tensor = nullptr;
    detail::check(
        services().allocator->tensor(device, dtype, shape.data(), static_cast<int32_t>(shape.size()), &tensor));
    return MutableTensor(tensor);
  }
  template <class T>
  static MutableTensor make(std::span<const int64_t> shape) {
    return make(dtypeOf<T>(), shape);
  }
  template <class T>
  static MutableTensor make(std::initializer_list<int64_t> shape) {
    return make<T>(std::span<const int64_t>(shape.begin(), shape.size()));
  }

  template <class T>
  std::span<T> data() {
    return {static_cast<T*>(m_tensor->tensor.data), elements()};
  }
  std::span<std::byte> bytes() {
    return {static_cast<std::byte*>(m_tensor->tensor.data), elements() * (m_tensor->tensor.dtype.bits / 8)};
  }
  const weft_tensor& view() const { return m_tensor->tensor; }
  Tensor publish() && { return Tensor(Value::adopt(services().values->tensor(m_tensor.release()))); }

 private:
  struct Deleter {
    void operator()(weft_managed_tensor* tensor) const {
      if (tensor->deleter) tensor->deleter(tensor);
    }
  };
  explicit MutableTensor(weft_managed_tensor* tensor) : m_tensor(tensor) {}
  size_t elements() const {
    size_t count = 1;
    for (int i = 0; i < m_tensor->tensor.dimensions; ++i) count *= static_cast<size_t>(m_tensor->tensor.shape[i]);
    return count;
  }
  std::unique_ptr<weft_managed_tensor, Deleter> m_tensor;
};

}  // namespace sdk
}  // namespace weft
