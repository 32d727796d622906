#include "image/picture_texts.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>

#include "weft/base/text.h"

namespace weft::image {
namespace {

constexpr std::array<uint8_t, 8> signature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr size_t chunkFrame = 12;  // length, type, CRC
constexpr size_t longestKeyword = 79;

Error bad(const std::string& fileName, const std::string& why) {
  return makeError(ErrorCode::BadFile, fileName + ": " + why);
}

uint32_t bigEndian(std::span<const uint8_t> at) {
  return uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | uint32_t{at[3]};
}

// Up to the next NUL, and past it; nullopt where there is none.
std::optional<std::string> takeField(std::span<const uint8_t>& bytes) {
  const auto end = std::find(bytes.begin(), bytes.end(), uint8_t{0});
  if (end == bytes.end()) return {};
  std::string field(bytes.begin(), end);
  bytes = bytes.subspan(field.size() + 1);
  return field;
}

Result<std::string> inflated(std::span<const uint8_t> data, const std::string& where, size_t limit) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return makeError(ErrorCode::OutOfMemory, where + ": out of memory");
  stream.next_in = const_cast<Bytef*>(data.data());
  stream.avail_in = static_cast<uInt>(data.size());
  std::string text;
  std::array<Bytef, 1 << 16> piece;
  int status = Z_OK;
  while (status == Z_OK && text.size() <= limit) {
    stream.next_out = piece.data();
    stream.avail_out = static_cast<uInt>(piece.size());
    status = inflate(&stream, Z_NO_FLUSH);
    text.append(reinterpret_cast<const char*>(piece.data()), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (text.size() <= limit && status != Z_STREAM_END)
    return makeError(ErrorCode::BadFile, where + " cannot be unpacked: its data is damaged");
  return text;  // perhaps too long; the caller says so
}

std::string fromLatin1(std::string_view text) {
  std::string utf8;
  utf8.reserve(text.size());
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(c);
    if (letter < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | letter >> 6);
      utf8 += static_cast<char>(0x80 | (letter & 0x3F));
    }
  }
  return utf8;
}

}  // namespace

Result<std::vector<PackedText>> textsOf(std::span<const uint8_t> bytes, const std::string& fileName) {
  if (bytes.size() < signature.size() || !std::equal(signature.begin(), signature.end(), bytes.begin()))
    return bad(fileName, "not a PNG picture");
  std::vector<PackedText> texts;
  for (size_t at = signature.size();;) {
    const size_t left = bytes.size() - at;
    if (left < chunkFrame) return bad(fileName, "the file ends before its IEND chunk; was it cut short?");
    const uint32_t length = bigEndian(bytes.subspan(at, 4));
    const std::string_view type(reinterpret_cast<const char*>(&bytes[at + 4]), 4);
    if (length > left - chunkFrame) {
      return bad(fileName, "chunk " + printable(type) + " claims " + std::to_string(length) + " bytes, the file has " +
                               std::to_string(left - chunkFrame) + " left; was it cut short?");
    }
    if (type == "IEND") return texts;
    if (type == "tEXt" || type == "zTXt" || type == "iTXt") {
      const auto summed = bytes.subspan(at + 4, size_t{length} + 4);
      if (crc32_z(0, summed.data(), summed.size()) != bigEndian(bytes.subspan(at + 8 + length, 4)))
        return bad(fileName, "the checksum of a text in the picture is wrong: the file is damaged");
      auto body = summed.subspan(4);
      const auto keyword = takeField(body);
      if (!keyword || keyword->empty() || keyword->size() > longestKeyword)
        return bad(fileName, "a text in the picture has no keyword");
      texts.push_back({*keyword, type, body});
    }
    at += length + chunkFrame;
  }
}

Result<std::string> unpackText(const PackedText& text, const std::string& fileName, size_t limit) {
  const std::string where = fileName + ": the text " + inQuotes(text.keyword) + " in the picture";
  auto body = text.body;
  bool packed = text.type == "zTXt";
  if (text.type != "tEXt") {
    const size_t head = packed ? 1 : 2;
    if (body.size() < head) return makeError(ErrorCode::BadFile, where + " is cut short");
    if (!packed && body[0] > 1) return makeError(ErrorCode::BadFile, where + " is packed in an unknown way");
    packed = packed || body[0] == 1;
    if (packed && body[head - 1] != 0) return makeError(ErrorCode::BadFile, where + " is packed in an unknown way");
    body = body.subspan(head);
  }
  // The language, and the keyword in it.
  if (text.type == "iTXt" && (!takeField(body) || !takeField(body)))
    return makeError(ErrorCode::BadFile, where + " is cut short");
  auto content = packed
                     ? inflated(body, where, limit)
                     : Result<std::string>(std::string(body.begin(), body.begin() + std::min(body.size(), limit + 1)));
  if (!content) return content;
  if (text.type != "iTXt" && content->size() <= limit) content = fromLatin1(*content);
  if (content->size() > limit)
    return makeError(ErrorCode::BadFile, where + " is longer than " + std::to_string(limit) + " bytes");
  if (!isValidUtf8(*content)) return makeError(ErrorCode::BadFile, where + " is not UTF-8");
  return content;
}

}  // namespace weft::image
