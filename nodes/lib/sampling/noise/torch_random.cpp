#include "sampling/noise/torch_random.h"

#include <cmath>
#include <numbers>
#include <string>

#include <weft/sdk/host.h>

#include "sampling/noise/box_muller.h"

namespace weft::sampling {
namespace {

constexpr size_t blockSize = 16;

}  // namespace

TorchGenerator::TorchGenerator(uint64_t seed) : m_words(uint32_t(seed)) {}

uint64_t TorchGenerator::longWord() {
  const uint64_t upper = word();
  return upper << 32 | word();
}

template <>
float TorchGenerator::uniform<float>() {
  return float(word() & 0xFFFFFF) * 0x1p-24F;
}

template <>
double TorchGenerator::uniform<double>() {
  return double(longWord() & ((uint64_t(1) << 53) - 1)) * 0x1p-53;
}

double TorchGenerator::normal() {
  if (m_second) {
    const double second = *m_second;
    m_second.reset();
    return second;
  }
  const double angle = 2 * std::numbers::pi * uniform<double>();
  const double radius = std::sqrt(-2 * std::log1p(-uniform<double>()));
  m_second = radius * std::sin(angle);
  return radius * std::cos(angle);
}

template <class T>
void TorchGenerator::fillBlocks(std::span<T> out) {
  for (T& number : out) number = uniform<T>();
  boxMuller(out.first(out.size() / blockSize * blockSize));
  if (out.size() % blockSize == 0) return;
  const auto last = out.last(blockSize);
  for (T& number : last) number = uniform<T>();
  boxMuller(last);
}

template <class T>
void TorchGenerator::fillNormal(std::span<T> out) {
  if (out.size() >= blockSize) return fillBlocks(out);
  for (T& number : out) number = T(normal());
}

void TorchGenerator::randn(std::span<float> out) { fillNormal(out); }
void TorchGenerator::randn(std::span<double> out) { fillNormal(out); }

void TorchGenerator::rand(std::span<float> out) {
  for (float& number : out) number = uniform<float>();
}

void TorchGenerator::rand(std::span<double> out) {
  for (double& number : out) number = uniform<double>();
}

void TorchGenerator::randint(std::span<int64_t> out, int64_t low, int64_t high) {
  if (low >= high)
    throw Failure("random integers from " + std::to_string(low) + " to below " + std::to_string(high) +
                  "; the upper end has to lie above the lower one");
  const uint64_t range = uint64_t(high) - uint64_t(low);
  for (int64_t& number : out)
    number = int64_t(uint64_t(low) + (range >= uint64_t(1) << 28 ? longWord() : word()) % range);
}

template <class T>
void TorchGenerator::skipNormal(size_t count) {
  if (count >= blockSize) {
    const size_t drawn = count + (count % blockSize == 0 ? 0 : blockSize);
    m_words.discard(drawn * (sizeof(T) / sizeof(float)));
  } else {
    for (size_t i = 0; i < count; ++i) normal();
  }
}

template void TorchGenerator::skipNormal<float>(size_t);
template void TorchGenerator::skipNormal<double>(size_t);

}  // namespace weft::sampling
