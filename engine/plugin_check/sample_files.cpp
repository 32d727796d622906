#include "sample_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include <weft/base/files.h>

namespace weft {
namespace {

uint32_t crcOf(std::string_view bytes) {
  uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

std::string bigEndian(uint32_t number) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(number >> shift & 255);
  return text;
}

std::string chunk(const std::string& type, const std::string& data) {
  return bigEndian(static_cast<uint32_t>(data.size())) + type + data + bigEndian(crcOf(type + data));
}

// 4 x 4 pixels RGB, stored without compression.
std::string png() {
  std::string rows;
  for (int y = 0; y < 4; ++y) {
    rows += '\0';
    for (int x = 0; x < 12; ++x) rows += static_cast<char>(16 * y + 5 * x);
  }
  uint32_t a = 1, b = 0;
  for (const char byte : rows) {
    a = (a + static_cast<unsigned char>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  const auto size = static_cast<uint16_t>(rows.size());
  std::string data("\x78\x01\x01", 3);
  for (const int word : {int{size}, ~int{size}}) {
    data += static_cast<char>(word & 255);
    data += static_cast<char>(word >> 8 & 255);
  }
  data += rows + bigEndian(b << 16 | a);
  const std::string header = bigEndian(4) + bigEndian(4) + std::string("\x08\x02\x00\x00\x00", 5);
  return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", "");
}

std::string ppm() {
  std::string text = "P6\n4 4\n255\n";
  for (int i = 0; i < 48; ++i) text += static_cast<char>(5 * i);
  return text;
}

// One tensor float32 [2, 3].
std::string safetensors() {
  std::string header = R"({"weights":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";
  while (header.size() % 8 != 0) header += ' ';
  std::string file;
  for (int i = 0; i < 8; ++i) file += static_cast<char>(header.size() >> (8 * i) & 255);
  return file + header + std::string(24, '\0');
}

struct Kind {
  const char* name;
  std::string (*make)();
};
const std::array<Kind, sampleFileKinds> kinds{{{"sample.png", png},
                                               {"sample.ppm", ppm},
                                               {"sample.txt", [] { return std::string("a red apple\na blue pear\n"); }},
                                               {"sample.safetensors", safetensors},
                                               {"sample.json", [] { return std::string("{\"a\": [1, 2, 3]}\n"); }}}};

Result<std::string> put(const std::string& folder, const std::string& name, const std::string& bytes) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  const std::string path = folder + '/' + name;
  const FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.isOpen()) return makeError(ErrorCode::Io, path + ": " + systemError(errno));
  if (auto written = writeAll(file.get(), bytes.data(), bytes.size(), path); !written) return written.error();
  return path;
}

}  // namespace

Result<std::string> sampleFile(const std::string& folder, size_t kind) {
  const Kind& one = kinds[kind % kinds.size()];
  const std::string path = folder + '/' + one.name;
  if (std::filesystem::exists(path)) return path;
  return put(folder, one.name, one.make());
}

Result<std::string> garbageFile(const std::string& folder, size_t kind, size_t way) {
  const Kind& one = kinds[kind % kinds.size()];
  std::string bytes = one.make();
  if (way == 0) bytes.resize(bytes.size() / 2);
  if (way == 1) bytes.clear();
  if (way == 2) {
    for (size_t i = 3; i < bytes.size(); i += 7) bytes[i] = static_cast<char>(bytes[i] ^ 0xff);
  }
  if (way == 3) bytes = std::string(300, '\xff');
  return put(folder + "/garbage", one.name, bytes);
}

}  // namespace weft
