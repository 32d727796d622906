// The elements of a tensor in main memory as numbers, whatever its type and strides.
#pragma once

#include <cstdint>
#include <vector>

#include <weft/base/result.h>
#include <weft/value/value.h>

namespace weft::runner {

class TensorReader {
 public:
  // Not in main memory, or of a type without a number for each element: an error. The value must outlive the reader.
  static Result<TensorReader> open(const Value& value);

  const std::vector<int64_t>& shape() const { return m_shape; }
  const std::vector<int64_t>& strides() const { return m_strides; }  // in elements
  bool isFloat() const { return m_float; }
  double at(int64_t offset) const { return m_load(m_data + offset * m_bytes); }  // in elements from the first

  // Calls use(number) for each element with begin <= index < end in every dimension, in row-major order.
  template <typename Use>
  void each(const std::vector<int64_t>& begin, const std::vector<int64_t>& end, const Use& use) const {
    for (size_t d = 0; d < m_shape.size(); ++d) {
      if (begin[d] >= end[d]) return;
    }
    std::vector<int64_t> index = begin;
    const size_t last = m_shape.empty() ? 0 : m_shape.size() - 1;
    for (;;) {
      int64_t offset = 0;
      for (size_t d = 0; d < m_shape.size(); ++d) offset += index[d] * m_strides[d];
      if (m_shape.empty()) return use(at(0));
      for (int64_t i = begin[last]; i < end[last]; ++i, offset += m_strides[last]) use(at(offset));
      size_t d = last;
      for (; d > 0 && ++index[d - 1] == end[d - 1]; --d) index[d - 1] = begin[d - 1];
      if (d == 0) return;
    }
  }
  template <typename Use>
  void each(const Use& use) const {
    each(std::vector<int64_t>(m_shape.size(), 0), m_shape, use);
  }

 private:
  std::vector<int64_t> m_shape, m_strides;
  const char* m_data = nullptr;
  int64_t m_bytes = 0;  // of an element
  double (*m_load)(const char*) = nullptr;
  bool m_float = false;
};

}  // namespace weft::runner
