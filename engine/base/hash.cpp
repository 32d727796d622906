#include "weft/base/hash.h"

#include <xxhash.h>

#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <new>

namespace weft {

struct Hasher::State {
  State() : xxh(XXH3_createState()) {
    if (!xxh) throw std::bad_alloc();
    XXH3_128bits_reset(xxh);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State& other) : State() { XXH3_copyState(xxh, other.xxh); }
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

Hasher::Hasher() {}  // NOLINT: m_recent is filled as it is needed
Hasher::~Hasher() = default;

Hasher& Hasher::add(std::string_view text) {
  addWord('s', text.size());
  return addBytes(text.data(), text.size());
}

Hasher& Hasher::add(const Hash128& hash) {
  addWord('h', hash.high);
  return addWord('h', hash.low);
}

Hasher& Hasher::addBytes(const void* data, size_t bytes) {
  if (bytes > m_recent.size() - m_count) flush();
  if (bytes <= m_recent.size()) {
    if (bytes > 0) std::memcpy(m_recent.data() + m_count, data, bytes);
    m_count += bytes;
  } else {
    XXH3_128bits_update(m_state->xxh, data, bytes);
  }
  return *this;
}

Hasher& Hasher::addWord(char kind, uint64_t word) {
  std::array<char, 9> form = {kind};
  for (size_t i = 0; i < 8; ++i) form[i + 1] = static_cast<char>(word >> (8 * i));
  return addBytes(form.data(), form.size());
}

Hasher& Hasher::addFloat(double value) { return addWord('f', std::bit_cast<uint64_t>(value)); }

void Hasher::flush() {
  if (!m_state) m_state = std::make_unique<State>();
  XXH3_128bits_update(m_state->xxh, m_recent.data(), m_count);
  m_count = 0;
}

Hash128 Hasher::finish() const {
  if (!m_state) return hashBytes(m_recent.data(), m_count);
  const State whole(*m_state);
  XXH3_128bits_update(whole.xxh, m_recent.data(), m_count);
  return fromXxh(XXH3_128bits_digest(whole.xxh));
}

Hash128 hashBytes(const void* data, size_t bytes) { return fromXxh(XXH3_128bits(data, bytes)); }

}  // namespace weft
