#include "image/png_chunks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "weft/base/text.h"

namespace weft::image {
namespace {

constexpr std::array<uint8_t, 8> signature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr size_t chunkFrame = 12;  // length, type, CRC

uint32_t bigEndian(const uint8_t* at) {
  return uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | uint32_t{at[3]};
}

bool isLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

class ChunkWalk {
 public:
  ChunkWalk(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits)
      : m_bytes(bytes), m_fileName(fileName), m_limits(limits) {}

  Result<PngChunks> run() {
    if (m_bytes.size() < signature.size() || !std::equal(signature.begin(), signature.end(), m_bytes.begin())) {
      return refuse("the PNG signature is damaged, as by a transfer in text mode");
    }
    m_chunks.stream.assign(signature.begin(), signature.end());
    for (size_t at = signature.size(); !m_ended;) {
      if (m_bytes.size() - at < chunkFrame) return refuse("the file ends before its IEND chunk; was it cut short?");
      const uint32_t length = bigEndian(&m_bytes[at]);
      const std::string_view type(reinterpret_cast<const char*>(&m_bytes[at + 4]), 4);
      if (!std::all_of(type.begin(), type.end(), isLetter)) {
        return refuse("no chunk at byte " + std::to_string(at) + ": " + inQuotes(type) + " is not a chunk type");
      }
      if (length > m_bytes.size() - at - chunkFrame) {
        return refuse("chunk " + std::string(type) + " claims " + std::to_string(length) + " bytes, the file has " +
                      std::to_string(m_bytes.size() - at - chunkFrame) + " left; was it cut short?");
      }
      if (auto taken = take(type, m_bytes.subspan(at, length + chunkFrame)); !taken) return taken.error();
      at += length + chunkFrame;
    }
    return std::move(m_chunks);
  }

 private:
  Error refuse(const std::string& why) const { return makeError(ErrorCode::BadFile, m_fileName + ": " + why); }

  // `chunk` is the whole chunk with its frame.
  Result<void> take(std::string_view type, std::span<const uint8_t> chunk) {
    const size_t length = chunk.size() - chunkFrame;
    const bool hasHeader = m_chunks.width > 0;
    if (type == "IHDR") {
      if (hasHeader) return refuse("a second IHDR chunk");
      if (length != 13) return refuse("the IHDR chunk has " + std::to_string(length) + " bytes instead of 13");
      if (auto header = readHeader(chunk.data() + 8); !header) return header;
    } else if (!hasHeader) {
      return refuse("the first chunk is " + std::string(type) + " instead of IHDR");
    } else if (type == "IDAT") {
      if (m_hasData && m_last != "IDAT") return refuse("the IDAT chunks do not follow each other");
      m_dataBytes += length;
      m_hasData = true;
    } else if (type == "PLTE" || type == "tRNS") {
      if (m_hasData) return refuse("a " + std::string(type) + " chunk after the picture data");
      if (type == "PLTE" && length > m_paletteBytes) return refuse("more colours in the palette than bits can tell");
    } else if (type == "IEND") {
      if (auto data = checkData(); !data) return data;
      if (length != 0) return refuse("the IEND chunk is not empty");
      m_ended = true;
    } else if (type[0] >= 'A' && type[0] <= 'Z') {
      return refuse("unknown critical chunk " + std::string(type));
    } else {
      m_last = type;
      return {};
    }
    m_last = type;
    m_chunks.stream.insert(m_chunks.stream.end(), chunk.begin(), chunk.end());
    return {};
  }

  Result<void> readHeader(const uint8_t* header) {
    const uint32_t width = bigEndian(header), height = bigEndian(header + 4);
    const unsigned depth = header[8], colour = header[9];
    if (auto size = checkPictureSize(width, height, m_limits, m_fileName); !size) return size;
    constexpr std::array<int, 7> channelsOf = {1, 0, 3, 1, 2, 0, 4};
    const bool knownColour = colour < channelsOf.size() && channelsOf[colour] > 0;
    const bool powerOfTwo = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    const bool fits = colour == 0 || (colour == 3 ? depth <= 8 : depth >= 8);
    if (!knownColour || !powerOfTwo || !fits) {
      return refuse("colour type " + std::to_string(colour) + " with " + std::to_string(depth) +
                    " bits does not exist in PNG");
    }
    if (header[10] != 0) return refuse("unknown compression method " + std::to_string(header[10]));
    if (header[11] != 0) return refuse("unknown filter method " + std::to_string(header[11]));
    if (header[12] > 1) return refuse("unknown interlace method " + std::to_string(header[12]));
    m_chunks.width = width;
    m_chunks.height = height;
    m_paletteBytes = colour == 3 ? size_t{3} << depth : size_t{3} * 256;
    m_rowBits = uint64_t{width} * depth * static_cast<unsigned>(channelsOf[colour]);
    return {};
  }

  Result<void> checkData() const {
    if (!m_hasData) return refuse("there is no picture data (IDAT chunk)");
    // Deflate packs at most 1032 to 1. Interlacing only adds to the bytes needed.
    const uint64_t needed = static_cast<uint64_t>(m_chunks.height) * (m_rowBits / 8 + 1);
    if (m_dataBytes < needed / 1032) {
      return refuse("the picture data has " + std::to_string(m_dataBytes) + " bytes, too few for " +
                    std::to_string(m_chunks.width) + " x " + std::to_string(m_chunks.height) + " pixels");
    }
    return {};
  }

  std::span<const uint8_t> m_bytes;
  const std::string& m_fileName;
  const PictureLimits& m_limits;
  PngChunks m_chunks;
  std::string_view m_last;
  uint64_t m_dataBytes = 0;
  uint64_t m_rowBits = 0;
  size_t m_paletteBytes = 0;
  bool m_hasData = false;
  bool m_ended = false;
};

}  // namespace

Result<PngChunks> readPngChunks(std::span<const uint8_t> bytes, const std::string& fileName,
                                const PictureLimits& limits) {
  return ChunkWalk(bytes, fileName, limits).run();
}

}  // namespace weft::image
