#include "ppm.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <weft/sdk/host.h>

namespace {

constexpr int64_t longestSide = int64_t{1} << 24;

[[noreturn]] void refuse(const std::string& message) { throw weft::Failure(message, WEFT_ERROR_BAD_FILE); }

bool isSpace(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The next character that does not belong to a comment, which runs from # to the end of its line.
int nextCharacter(std::istream& file) {
  int c = file.get();
  if (c != '#') return c;
  while (c != '\n' && c != '\r' && c != std::istream::traits_type::eof()) c = file.get();
  return c;
}

// A number in decimal digits, with white space before it; takes the one character behind it, too.
int64_t readNumber(std::istream& file, const char* what, int64_t most) {
  int c = nextCharacter(file);
  while (isSpace(c)) c = nextCharacter(file);
  if (c == std::istream::traits_type::eof()) refuse(std::string("the file ends before ") + what);
  int64_t number = 0;
  for (; c >= '0' && c <= '9'; c = nextCharacter(file)) {
    number = number * 10 + (c - '0');
    if (number > most) refuse(std::string(what) + " is greater than " + std::to_string(most));
  }
  if (!isSpace(c) && c != std::istream::traits_type::eof()) refuse(std::string(what) + " is not a number");
  return number;
}

}  // namespace

PpmHeader readPpmHeader(std::istream& file) {
  char magic[2] = {};
  file.read(magic, 2);
  if (!file || magic[0] != 'P' || (magic[1] != '3' && magic[1] != '6'))
    refuse("it does not begin with P3 or P6, so it is no colour PPM");
  if (!isSpace(file.peek()) && file.peek() != '#') refuse("no white space follows its P3 or P6");
  PpmHeader header;
  header.isText = magic[1] == '3';
  header.width = readNumber(file, "its width", longestSide);
  header.height = readNumber(file, "its height", longestSide);
  header.greatest = static_cast<uint32_t>(readNumber(file, "its greatest sample", 65535));
  if (header.width == 0 || header.height == 0) refuse("it has no pixels: one of its sides is 0");
  if (header.greatest == 0) refuse("its greatest sample is 0; it must be 1 to 65535");
  return header;
}

void readPpmPixels(std::istream& file, const PpmHeader& header, std::span<float> planes,
                   const std::function<void()>& beforeRow) {
  const size_t pixels = planes.size() / 3;
  const auto width = static_cast<size_t>(header.width);
  const auto put = [&](size_t index, uint32_t sample) {
    if (sample > header.greatest)
      refuse("sample " + std::to_string(index + 1) + " is " + std::to_string(sample) + ", above its greatest, " +
             std::to_string(header.greatest));
    planes[index % 3 * pixels + index / 3] = static_cast<float>(sample) / static_cast<float>(header.greatest);
  };
  std::vector<unsigned char> line(header.isText ? 0 : 3 * width * header.sampleBytes());
  for (size_t first = 0; first < 3 * pixels; first += 3 * width) {
    beforeRow();
    if (header.isText) {
      for (size_t i = 0; i < 3 * width; ++i) put(first + i, static_cast<uint32_t>(readNumber(file, "a sample", 65535)));
      continue;
    }
    if (!file.read(reinterpret_cast<char*>(line.data()), static_cast<std::streamsize>(line.size())))
      refuse("the file ends in row " + std::to_string(first / (3 * width) + 1) + " of " +
             std::to_string(header.height));
    for (size_t i = 0; i < 3 * width; ++i)
      put(first + i, header.sampleBytes() == 2 ? uint32_t{line[2 * i]} << 8 | line[2 * i + 1] : line[i]);
  }
}

void writePpm(std::ostream& file, const PpmHeader& header, std::span<const float> planes) {
  file << "P6\n" << header.width << ' ' << header.height << '\n' << header.greatest << '\n';
  const size_t pixels = planes.size() / 3;
  for (size_t i = 0; i < planes.size(); ++i) {
    const float value = planes[i % 3 * pixels + i / 3];
    const float share = value > 0 ? std::min(value, 1.0F) : 0.0F;
    const auto sample = static_cast<uint32_t>(std::lround(double{share} * header.greatest));
    if (header.sampleBytes() == 2) file.put(static_cast<char>(sample >> 8));
    file.put(static_cast<char>(sample & 0xff));
  }
}
