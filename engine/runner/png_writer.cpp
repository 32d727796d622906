#include "png_writer.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace weft::runner {
namespace {

constexpr std::array<uint32_t, 256> makeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    table[byte] = crc;
  }
  return table;
}

uint32_t crcOf(std::string_view bytes) {
  static constexpr std::array<uint32_t, 256> table = makeCrcTable();
  uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) crc = table[(crc ^ static_cast<uint8_t>(byte)) & 0xff] ^ (crc >> 8);
  return ~crc;
}

uint32_t adlerOf(std::string_view bytes) {
  constexpr uint32_t modulus = 65521;
  uint32_t a = 1, b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<uint8_t>(byte)) % modulus;
    b = (b + a) % modulus;
  }
  return b << 16 | a;
}

void addBigEndian(std::string& text, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xff);
}

void addLittleEndian16(std::string& text, uint32_t value) {
  text += static_cast<char>(value & 0xff);
  text += static_cast<char>(value >> 8 & 0xff);
}

void addChunk(std::string& file, const std::string& type, const std::string& data) {
  addBigEndian(file, static_cast<uint32_t>(data.size()));
  file += type + data;
  addBigEndian(file, crcOf(type + data));
}

// A zlib stream of stored blocks.
std::string stored(std::string_view bytes) {
  constexpr size_t longestBlock = 65535;
  std::string stream("\x78\x01", 2);
  const uint32_t adler = adlerOf(bytes);
  do {
    const std::string_view block = bytes.substr(0, longestBlock);
    bytes.remove_prefix(block.size());
    stream += static_cast<char>(bytes.empty() ? 1 : 0);
    addLittleEndian16(stream, static_cast<uint32_t>(block.size()));
    addLittleEndian16(stream, ~static_cast<uint32_t>(block.size()));
    stream += block;
  } while (!bytes.empty());
  addBigEndian(stream, adler);
  return stream;
}

}  // namespace

std::string encodePng(uint32_t width, uint32_t height, uint32_t channels, const std::vector<uint8_t>& pixels) {
  std::string header;
  addBigEndian(header, width);
  addBigEndian(header, height);
  const char colour = channels == 3 ? 2 : 0;
  header += {8, colour, 0, 0, 0};

  std::string rows;
  const size_t rowBytes = size_t{width} * channels;
  for (uint32_t y = 0; y < height; ++y) {
    rows += '\0';  // no filter
    rows.append(reinterpret_cast<const char*>(pixels.data()) + y * rowBytes, rowBytes);
  }

  std::string file("\x89PNG\r\n\x1a\n", 8);
  addChunk(file, "IHDR", header);
  addChunk(file, "IDAT", stored(rows));
  addChunk(file, "IEND", {});
  return file;
}

}  // namespace weft::runner
