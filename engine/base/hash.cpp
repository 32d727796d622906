#include "weft/base/hash.h"

#include <xxhash.h>

#include <array>
#include <bit>
#include <cstdio>
#include <new>

namespace weft {

struct Hasher::State {
  State() : xxh(XXH3_createState()) {
    if (!xxh) throw std::bad_alloc();
    XXH3_128bits_reset(xxh);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  XXH3_state_t* xxh;
};

namespace {

Hash128 fromXxh(XXH128_hash_t hash) { return {hash.high64, hash.low64}; }

}  // namespace

std::string Hash128::hex() const {
  std::array<char, 33> digits;
  std::snprintf(digits.data(), digits.size(), "%016llx%016llx", static_cast<unsigned long long>(high),
                static_cast<unsigned long long>(low));
  return digits.data();
}

Hasher::Hasher() : m_state(std::make_unique<State>()) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

Hasher& Hasher::add(std::string_view text) {
  addWord('s', text.size());
  return addBytes(text.data(), text.size());
}

Hasher& Hasher::add(const Hash128& hash) {
  addWord('h', hash.high);
  return addWord('h', hash.low);
}

Hasher& Hasher::addBytes(const void* data, size_t bytes) {
  if (bytes > 0) XXH3_128bits_update(m_state->xxh, data, bytes);
  return *this;
}

Hasher& Hasher::addWord(char kind, uint64_t word) {
  std::array<char, 9> form = {kind};
  for (size_t i = 0; i < 8; ++i) form[i + 1] = static_cast<char>(word >> (8 * i));
  return addBytes(form.data(), form.size());
}

Hasher& Hasher::addFloat(double value) { return addWord('f', std::bit_cast<uint64_t>(value)); }

Hash128 Hasher::finish() const { return fromXxh(XXH3_128bits_digest(m_state->xxh)); }

Hash128 hashBytes(const void* data, size_t bytes) { return fromXxh(XXH3_128bits(data, bytes)); }

}  // namespace weft
