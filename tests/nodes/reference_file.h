// A safetensors file of tests/data, read whole tensor by whole tensor.
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "weights/safetensors.h"

namespace weft::test {

class ReferenceFile {
 public:
  explicit ReferenceFile(const std::string& below) : m_file(open(below)) {}
  const std::vector<weights::TensorInfo>& tensors() const { return m_file.tensors(); }
  const weights::TensorInfo& info(const std::string& name) const {
    const auto* info = m_file.find(name);
    if (!info) throw std::runtime_error("no tensor " + name);
    return *info;
  }
  template <class T>
  std::vector<T> read(const std::string& name) const {  // of elements that are T
    std::vector<T> out(info(name).bytes() / sizeof(T));
    if (!m_file.read(info(name), out.data())) throw std::runtime_error("cannot read " + name);
    return out;
  }
  std::vector<double> numbers(const std::string& name) const {  // of F32 or F64
    if (info(name).dtype == "F64") return read<double>(name);
    const auto narrow = read<float>(name);
    return {narrow.begin(), narrow.end()};
  }

 private:
  static weights::SafetensorsFile open(const std::string& below) {
    auto file = weights::SafetensorsFile::open(std::filesystem::path(WEFT_SOURCE_DIR) / "tests/data" / below);
    if (!file) throw std::runtime_error(file.error().message);
    return std::move(*file);
  }
  weights::SafetensorsFile m_file;
};

// The largest difference of two rows of numbers, each relative to the expected one where that is below 1; infinite
// where they are not as many.
template <class T, class U>
double largestDifference(const T& numbers, const U& expected) {
  if (std::size(numbers) != std::size(expected)) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (size_t i = 0; i < std::size(expected); ++i) {
    const double size = std::min(1.0, std::abs(double(expected[i])));
    const double difference = std::abs(double(numbers[i]) - double(expected[i])) / size;
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}

}  // namespace weft::test
