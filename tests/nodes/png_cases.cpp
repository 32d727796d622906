#include "png_cases.h"

#include <zlib.h>

namespace {

using Cases = std::vector<PngCase>;

std::string bigEndian(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string zeros(size_t count) { return std::string(count, '\0'); }

const std::string end = pngChunk("IEND", "");

// The chunk with the last byte of its CRC changed.
std::string badCrc(std::string chunk) {
  chunk.back() = static_cast<char>(chunk.back() ^ 1);
  return chunk;
}

// The chunk with another length in front.
std::string withLength(std::string chunk, uint32_t length) { return chunk.replace(0, 4, bigEndian(length)); }

std::string file(const std::string& chunks) { return pngSignature + chunks; }

Cases malformedFrames() {
  const std::string head = pngHeader(), data = pngChunk("IDAT", deflated(zeros(14)));
  const std::string good = file(head + data + end);
  const auto changed = [&](size_t at, char value) {
    std::string bytes = good;
    bytes[at] = value;
    return bytes;
  };
  std::string unixEnds = good;
  unixEnds.replace(unixEnds.find("\r\n"), 2, "\n");
  const std::string cut = "was it cut short?", signature = "signature is damaged";
  return {
      {"frame: signature only", pngSignature, cut},
      {"frame: half a signature", pngSignature.substr(0, 6), signature},
      {"frame: 7-bit signature", changed(0, '\x09'), "not a PNG, JPEG or WebP picture"},
      {"frame: converted line ends", unixEnds, signature},
      {"frame: damaged signature", changed(6, 'x'), signature},
      {"frame: header cut", good.substr(0, 20), cut},
      {"frame: only a header", file(head), cut},
      {"frame: data cut", good.substr(0, 45), cut},
      {"frame: no IEND", file(head + data), cut},
      {"frame: IEND cut", good.substr(0, good.size() - 1), cut},
      {"frame: no header", file(data + end), "instead of IHDR"},
      {"frame: text before the header", file(pngChunk("tEXt", "a") + head + data + end), "instead of IHDR"},
      {"frame: two headers", file(head + head + data + end), "a second IHDR"},
      {"frame: header of 12 bytes", file(pngChunk("IHDR", zeros(12)) + data + end), "12 bytes instead of 13"},
      {"frame: header of 14 bytes", file(pngChunk("IHDR", zeros(14)) + data + end), "14 bytes instead of 13"},
      {"frame: no data", file(head + end), "no picture data"},
      {"frame: full IEND", file(head + data + pngChunk("IEND", "x")), "IEND chunk is not empty"},
      {"frame: unknown critical chunk", file(head + pngChunk("ABCD", "") + data + end), "unknown critical chunk ABCD"},
      {"frame: chunk type of signs", file(head + pngChunk("I?AT", "") + data + end), "is not a chunk type"},
      {"frame: chunk type of NULs", file(head + pngChunk(zeros(4), "") + data + end), "is not a chunk type"},
      {"frame: zeros behind the header", file(head + zeros(64)), "is not a chunk type"},
      {"frame: length 2^31-1 in text", file(head + withLength(pngChunk("tEXt", "a"), 0x7FFFFFFF) + data + end),
       "claims 2147483647 bytes"},
      {"frame: length 2^32-1 in text", file(head + withLength(pngChunk("tEXt", "a"), 0xFFFFFFFF) + data + end),
       "claims 4294967295 bytes"},
      {"frame: length 2^31 in data", file(head + withLength(data, 0x80000000) + end), "claims 2147483648 bytes"},
      {"frame: length one too large", file(head + data + withLength(end, 1)), cut},
      {"frame: data in two parts", file(head + data + pngChunk("tEXt", "a") + data + end), "do not follow each other"},
      {"CRC: header", file(badCrc(head) + data + end), "CRC error"},
      {"CRC: data", file(head + badCrc(data) + end), "CRC error"},
      {"CRC: end", file(head + data + badCrc(end)), "CRC error"},
  };
}

Cases malformedValues() {
  Cases cases;
  const auto add = [&](const std::string& name, const PngHeader& header, const std::string& message) {
    cases.push_back({"header: " + name, pngFile(header, zeros(14)), message});
  };
  add("width 0", {0, 2}, "has no content");
  add("height 0", {2, 0}, "has no content");
  add("width 2^31", {0x80000000, 1}, "too long");
  add("width 2^32-1", {0xFFFFFFFF, 0xFFFFFFFF}, "too long");
  add("2^20 + 1 long", {(1 << 20) + 1, 1}, "at most 1048576 on a side");
  add("2^26 + 2^13 pixels", {8192, 8193}, "at most 67108864 pixels");
  add("100,000 square", {100'000, 100'000}, "at most 67108864 pixels");
  add("8,192 square in 14 bytes", {8192, 8192}, "too few for 8192 x 8192 pixels");
  for (const int depth : {0, 3, 5, 7, 9, 32, 255}) {
    add(std::to_string(depth) + " bits", {2, 2, depth}, "does not exist in PNG");
  }
  for (const int colour : {1, 5, 7, 255}) {
    add("colour type " + std::to_string(colour), {2, 2, 8, colour}, "does not exist in PNG");
  }
  add("4 bits RGB", {2, 2, 4, 2}, "does not exist in PNG");
  add("16 bits palette", {2, 2, 16, 3}, "does not exist in PNG");
  add("2 bits grey and alpha", {2, 2, 2, 4}, "does not exist in PNG");
  add("compression 1", {2, 2, 8, 2, 1}, "unknown compression method 1");
  add("filter 1", {2, 2, 8, 2, 0, 1}, "unknown filter method 1");
  add("interlace 2", {2, 2, 8, 2, 0, 0, 2}, "unknown interlace method 2");
  return cases;
}

Cases malformedContents() {
  const std::string head = pngHeader(), rows = zeros(14), packed = deflated(rows);
  const auto withData = [&](const std::string& data) { return file(head + pngChunk("IDAT", data) + end); };
  const auto changed = [&](size_t at, char value) {
    std::string data = packed;
    data[at] = value;
    return withData(data);
  };
  const PngHeader palette = {2, 2, 8, 3};
  const std::string colours = pngChunk("PLTE", zeros(6)), indexed = zeros(6);
  const std::string damaged = "damaged PNG", tooMany = "more colours in the palette";
  std::string badFilter = rows;
  badFilter[7] = 5;
  return {
      {"data: empty", withData(""), damaged},
      {"data: no zlib", withData("not zlib data"), damaged},
      {"data: zlib method 7", changed(0, '\x77'), damaged},
      {"data: zlib header check", changed(1, '\x02'), damaged},
      {"data: zlib window 64 KB", withData("\x88\x1d" + packed.substr(2)), damaged},
      {"data: bad block type", changed(2, '\xff'), damaged},
      {"data: checksum", changed(packed.size() - 1, '\x7f'), damaged},
      {"data: checksum cut", withData(packed.substr(0, packed.size() - 2)), damaged},
      {"data: stream cut", withData(packed.substr(0, 6)), damaged},
      {"data: one row", pngFile({}, zeros(7)), damaged},
      {"data: one byte short", pngFile({}, zeros(13)), damaged},
      {"data: one byte too many", pngFile({}, zeros(15)), damaged},
      {"data: one row too many", pngFile({}, zeros(21)), damaged},
      {"data: behind the stream", withData(packed + "more"), damaged},
      {"data: filter 5", pngFile({}, badFilter), damaged},
      {"data: filter 255", pngFile({}, std::string(14, '\xff')), damaged},
      {"data: interlaced and short", pngFile({2, 2, 8, 2, 0, 0, 1}, zeros(8)), damaged},
      {"palette: missing", pngFile(palette, indexed), damaged},
      {"palette: empty", pngFile(palette, indexed, pngChunk("PLTE", "")), damaged},
      {"palette: 4 bytes", pngFile(palette, indexed, pngChunk("PLTE", zeros(4))), damaged},
      {"palette: 257 colours", pngFile(palette, indexed, pngChunk("PLTE", zeros(771))), tooMany},
      {"palette: 3 colours for 1 bit", pngFile({2, 2, 1, 3}, zeros(4), pngChunk("PLTE", zeros(9))), tooMany},
      {"palette: twice", pngFile(palette, indexed, colours + colours), damaged},
      {"palette: after the data", file(pngHeader(palette) + pngChunk("IDAT", deflated(indexed)) + colours + end),
       "after the picture data"},
      {"palette: with grey", pngFile({2, 2, 8, 0}, indexed, colours), damaged},
      {"palette: CRC", pngFile(palette, indexed, badCrc(colours)), damaged},
      {"palette: index too large", pngFile(palette, std::string("\0\0\0\0\0\x09", 6), colours), damaged},
      {"transparency: before the palette", pngFile(palette, indexed, pngChunk("tRNS", "a") + colours), damaged},
      {"transparency: more than colours", pngFile(palette, indexed, colours + pngChunk("tRNS", "abc")), damaged},
      {"transparency: 2 bytes for RGB", pngFile({}, rows, pngChunk("tRNS", "ab")), damaged},
      {"transparency: with alpha", pngFile({2, 2, 8, 6}, zeros(18), pngChunk("tRNS", zeros(6))), damaged},
      {"transparency: twice", pngFile({}, rows, pngChunk("tRNS", zeros(6)) + pngChunk("tRNS", zeros(6))), damaged},
  };
}

}  // namespace

const std::string pngSignature = "\x89PNG\r\n\x1a\n";

std::string pngChunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return bigEndian(static_cast<uint32_t>(data.size())) + body + bigEndian(static_cast<uint32_t>(crc));
}

std::string pngHeader(const PngHeader& header) {
  std::string data = bigEndian(header.width) + bigEndian(header.height);
  for (const int value : {header.depth, header.colour, header.compression, header.filter, header.interlace}) {
    data += static_cast<char>(value);
  }
  return pngChunk("IHDR", data);
}

std::string deflated(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string packed(size, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
           static_cast<uLong>(data.size()));
  packed.resize(size);
  return packed;
}

std::string pngFile(const PngHeader& header, const std::string& rows, const std::string& before) {
  return pngSignature + pngHeader(header) + before + pngChunk("IDAT", deflated(rows)) + pngChunk("IEND", "");
}

std::string zeroRows(const PngHeader& header) {
  const int channels = header.colour == 2 ? 3 : header.colour == 4 ? 2 : header.colour == 6 ? 4 : 1;
  return zeros(header.height * ((static_cast<size_t>(header.width) * channels * header.depth + 7) / 8 + 1));
}

std::vector<PngCase> malformedPngs() {
  Cases cases = malformedFrames();
  for (const Cases& more : {malformedValues(), malformedContents()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

std::vector<PngCase> harmlessPngs() {
  using namespace std::string_literals;
  const std::string rows = zeros(14), bomb = deflated(zeros(50'000'000));
  const std::string head = pngHeader(), data = pngChunk("IDAT", deflated(rows));
  const std::string packed = deflated(rows);
  const auto with = [&](const std::string& name, const std::string& before) {
    return PngCase{name, pngFile({}, rows, before), ""};
  };
  return {
      with("plain", ""),
      with("text with a bad CRC", badCrc(pngChunk("tEXt", "workflow\0{}"s))),
      with("text without a keyword", pngChunk("tEXt", "\0{}"s)),
      with("text that is not Latin-1 or UTF-8", pngChunk("tEXt", "prompt\0\xff\xfe\x01"s)),
      with("text that is broken JSON", pngChunk("tEXt", "workflow\0{\"a\":"s)),
      with("packed text that is no zlib stream", pngChunk("zTXt", "workflow\0\0not zlib"s)),
      with("packed text of 50 MB", pngChunk("zTXt", "workflow\0\0"s + bomb)),
      with("international text cut short", pngChunk("iTXt", "workflow"s)),
      with("colour profile of 50 MB", pngChunk("iCCP", "p\0\0"s + bomb)),
      with("colour profile that is none", pngChunk("iCCP", "p"s)),
      with("gamma of 0", pngChunk("gAMA", zeros(4))),
      with("short gamma", pngChunk("gAMA", "x")),
      with("1,500 texts",
           [] {
             std::string all;
             for (int i = 0; i < 1500; ++i) all += pngChunk("tEXt", "k\0v"s);
             return all;
           }()),
      with("private chunk", pngChunk("weFt", "anything")),
      with("palette suggested for RGB", pngChunk("PLTE", zeros(6))),
      {"text after the data", file(head + data + pngChunk("tEXt", "a\0b"s) + end), ""},
      {"something behind the end", file(head + data + end) + "PK\x03\x04", ""},
      {"data in pieces of a byte",
       file(head +
            [&] {
              std::string all;
              for (char c : packed) all += pngChunk("IDAT", std::string(1, c));
              return all;
            }() +
            end),
       ""},
      {"an empty data chunk", file(head + pngChunk("IDAT", "") + data + end), ""},
  };
}
