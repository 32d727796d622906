// Tensors: Tensor is a value to read, MutableTensor one in the making, which becomes a value when it is handed out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <weft/sdk/element.h>
#include <weft/sdk/value.h>

namespace weft {
inline namespace sdk {

namespace detail {

// std::vector<bool> is no vector of bools.
template <class T>
using Stored = std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>;

inline size_t elementCount(const weft_tensor& tensor) {
  size_t count = 1;
  for (int i = 0; i < tensor.dimensions; ++i) count *= static_cast<size_t>(tensor.shape[i]);
  return count;
}

inline void requireCpu(const weft_tensor& tensor) {
  if (tensor.device.type != WEFT_DEVICE_CPU)
    throw Failure("expected a tensor in the CPU's memory", WEFT_ERROR_UNSUPPORTED_DEVICE);
}

template <class T>
void requireElements(const weft_tensor& tensor) {
  if (!sameDtype(tensor.dtype, dtypeOf<T>()))
    throw Failure("expected a tensor of " + dtypeName(dtypeOf<T>()) + ", not of " + dtypeName(tensor.dtype),
                  WEFT_ERROR_TYPE_MISMATCH);
  requireCpu(tensor);
}

}  // namespace detail

// A value that is a tensor, seen as such. Never written to: others may read it. Cheap to copy: a reference.
class Tensor : public Value {
 public:
  Tensor() = default;
  explicit Tensor(Value value) : Value(std::move(value)) {
    expect(services().values->as_tensor(present(), &m_view), "a tensor");
  }

  const weft_tensor& view() const { return *m_view; }
  int rank() const { return m_view->dimensions; }
  int64_t size(int dimension) const { return m_view->shape[dimension]; }  // dimension: 0 .. rank() - 1
  std::span<const int64_t> shape() const { return {m_view->shape, static_cast<size_t>(m_view->dimensions)}; }
  size_t elements() const { return detail::elementCount(*m_view); }
  size_t elementBytes() const { return m_view->dtype.bits / 8; }
  weft_dtype dtype() const { return m_view->dtype; }
  weft_device_id device() const { return m_view->device; }
  template <class T>
  bool is() const {
    return sameDtype(m_view->dtype, dtypeOf<T>());
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

  // The elements in row-major order, where they lie. Throws unless they are of type T, compact, and on the CPU.
  template <class T>
  std::span<const T> data() const {
    detail::requireElements<T>(*m_view);
    if (!compact()) throw Failure("expected a compact tensor; copy() takes any", WEFT_ERROR_TYPE_MISMATCH);
    return {base<T>(), elements()};
  }
  // The same as a copy, whatever the strides. Of bool: as uint8_t.
  template <class T>
  std::vector<detail::Stored<T>> copy() const {
    detail::requireElements<T>(*m_view);
    std::vector<detail::Stored<T>> out(elements());
    copyInto(reinterpret_cast<std::byte*>(out.data()));
    return out;
  }
  // The same, turned into T from whatever type they are of; see elementCast().
  template <class T>
  std::vector<detail::Stored<T>> copyAs() const {
    return visit(dtype(), [this]<class From>() {
      const auto from = this->template copy<From>();
      if constexpr (std::is_same_v<From, T>) {
        return from;
      } else {
        std::vector<detail::Stored<T>> out(from.size());
        std::transform(from.begin(), from.end(), out.begin(),
                       [](auto element) { return elementCast<T>(static_cast<From>(element)); });
        return out;
      }
    });
  }
  // The bytes of the elements in row-major order, whatever their type and the strides.
  std::vector<std::byte> copyBytes() const {
    detail::requireCpu(*m_view);
    std::vector<std::byte> out(elements() * elementBytes());
    copyInto(out.data());
    return out;
  }

 private:
  friend class MutableTensor;
  template <class T>
  const T* base() const {
    return reinterpret_cast<const T*>(static_cast<const std::byte*>(m_view->data) + m_view->byte_offset);
  }
  void copyInto(std::byte* out) const {
    const size_t bytes = elementBytes(), count = elements();
    const std::byte* from = base<std::byte>();
    if (count == 0) return;
    if (compact()) {
      std::memcpy(out, from, count * bytes);
      return;
    }
    // Strides that are not compact are those of at least one dimension.
    const int last = rank() - 1;
    const int64_t step = m_view->strides[last] * static_cast<int64_t>(bytes);
    std::vector<int64_t> index(static_cast<size_t>(rank()), 0);
    for (const std::byte* const end = out + count * bytes; out != end;) {
      int64_t offset = 0;
      for (int i = 0; i < last; ++i) offset += index[static_cast<size_t>(i)] * m_view->strides[i];
      const std::byte* row = from + offset * static_cast<int64_t>(bytes);
      for (int64_t i = 0; i < size(last); ++i, out += bytes) std::memcpy(out, row + i * step, bytes);
      for (int i = last - 1; i >= 0 && ++index[static_cast<size_t>(i)] == size(i); --i)
        index[static_cast<size_t>(i)] = 0;
    }
  }
  const weft_tensor* m_view = nullptr;
};

// A tensor that this node makes: filled, then handed out with std::move(), and changed by nobody after that.
class MutableTensor {
 public:
  // Compact and uninitialised, from the engine's counted memory; throws when there is none. On another device than the
  // CPU only view() says where it lies.
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
  // Of the same type and shape, on the CPU; uninitialised.
  static MutableTensor like(const Tensor& tensor) { return make(tensor.dtype(), tensor.shape()); }
  // The same elements, in memory of its own.
  static MutableTensor copyOf(const Tensor& tensor) {
    detail::requireCpu(tensor.view());
    MutableTensor copy = like(tensor);
    tensor.copyInto(copy.bytes().data());
    return copy;
  }

  // The elements in row-major order. Throws unless they are of type T.
  template <class T>
  std::span<T> data() {
    detail::requireElements<T>(view());
    return {reinterpret_cast<T*>(base()), elements()};
  }
  // Writes all elements, turned into the tensor's own type; see elementCast(). `values` are as many.
  template <class T>
  void assign(std::span<const T> values) {
    if (values.size() != elements())
      throw Failure(
          "a tensor of " + std::to_string(elements()) + " elements cannot take " + std::to_string(values.size()),
          WEFT_ERROR_INTERNAL);
    visit(dtype(), [&]<class To>() {
      std::transform(values.begin(), values.end(), data<To>().begin(), [](T value) { return elementCast<To>(value); });
    });
  }
  template <class T>
  void assign(const std::vector<T>& values) {
    assign(std::span<const T>(values));
  }
  std::span<std::byte> bytes() { return {base(), elements() * (view().dtype.bits / 8)}; }
  const weft_tensor& view() const { return m_tensor ? m_tensor->tensor : m_taken.view(); }
  int rank() const { return view().dimensions; }
  int64_t size(int dimension) const { return view().shape[dimension]; }
  std::span<const int64_t> shape() const { return {view().shape, static_cast<size_t>(view().dimensions)}; }
  size_t elements() const { return detail::elementCount(view()); }
  weft_dtype dtype() const { return view().dtype; }
  Tensor publish() && {
    return m_tensor ? Tensor(Value::made(services().values->tensor(m_tensor.release()))) : std::move(m_taken);
  }

 private:
  friend class Call;
  struct Deleter {
    void operator()(weft_managed_tensor* tensor) const {
      if (tensor->deleter) tensor->deleter(tensor);
    }
  };
  explicit MutableTensor(weft_managed_tensor* tensor) : m_tensor(tensor) {}
  explicit MutableTensor(Tensor taken) : m_taken(std::move(taken)) {}
  std::byte* base() const { return static_cast<std::byte*>(view().data) + view().byte_offset; }
  std::unique_ptr<weft_managed_tensor, Deleter> m_tensor;
  Tensor m_taken;  // where m_tensor is empty: an input of which nobody else holds a reference
};

}  // namespace sdk
}  // namespace weft
