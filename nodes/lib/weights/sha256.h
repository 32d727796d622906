// SHA-256 (FIPS 180-4), fed in pieces. For telling files and tensors apart by a digest that other tools print too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace weft::weights {

class Sha256 {
 public:
  Sha256& add(const void* data, size_t bytes);
  // The digest as 64 hexadecimal digits in lower case. Nothing may be added afterwards.
  std::string finish();

 private:
  void addBlock(const uint8_t* block);

  std::array<uint32_t, 8> m_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, 64> m_pending{};
  size_t m_pendingBytes = 0;
  uint64_t m_totalBytes = 0;
};

}  // namespace weft::weights
