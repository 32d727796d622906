// Content keys: 128-bit XXH3 over a canonical form of what is added. Not for secrets.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace weft {

struct Hash128 {
  uint64_t high = 0;
  uint64_t low = 0;

  auto operator<=>(const Hash128&) const = default;
  std::string hex() const;  // 32 digits, the same on every machine
};

// Feeds values one by one. Each value is added with its kind and, where it varies, its length, so that no two sequences
// of values have the same form: ("ab", "c") and ("a", "bc") differ, and so do 1 and 1.0.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  Hasher& add(std::string_view text);
  Hasher& add(const char* text) { return add(std::string_view(text)); }
  Hasher& add(const Hash128& hash);
  // Floats count by their bits: -0.0 and 0.0 differ, and a NaN equals itself.
  template <typename T>
  requires std::is_arithmetic_v<T> Hasher& add(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      return addWord('b', value ? 1 : 0);
    } else if constexpr (std::is_floating_point_v<T>) {
      return addFloat(static_cast<double>(value));
    } else if constexpr (std::is_signed_v<T>) {
      return addWord('i', static_cast<uint64_t>(static_cast<int64_t>(value)));
    } else {
      return addWord('u', static_cast<uint64_t>(value));
    }
  }
  // Raw bytes without kind or length, for large data that is streamed in pieces.
  Hasher& addBytes(const void* data, size_t bytes);

  Hash128 finish() const;  // more may be added afterwards

 private:
  struct State;
  Hasher& addWord(char kind, uint64_t word);
  Hasher& addFloat(double value);
  void flush();

  // What was added last. A hash of little, as most are, never needs the state beside it.
  std::array<char, 512> m_recent;
  size_t m_count = 0;
  std::unique_ptr<State> m_state;
};

Hash128 hashBytes(const void* data, size_t bytes);

}  // namespace weft

template <>
struct std::hash<weft::Hash128> {
  size_t operator()(const weft::Hash128& hash) const noexcept { return static_cast<size_t>(hash.low); }
};
