// PNG files, good and bad, put together chunk by chunk.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct PngCase {
  std::string name;
  std::string bytes;
  std::string message;  // part of the error; empty in good files
};

struct PngHeader {
  uint32_t width = 2;
  uint32_t height = 2;
  int depth = 8;
  int colour = 2;
  int compression = 0;
  int filter = 0;
  int interlace = 0;
};

extern const std::string pngSignature;

std::string pngChunk(const std::string& type, const std::string& data);
std::string pngHeader(const PngHeader& header = {});
std::string deflated(const std::string& data);
// A whole file around the raw rows (with their filter bytes), `before` standing between header and data.
std::string pngFile(const PngHeader& header, const std::string& rows, const std::string& before = {});
// Rows of zeros for such a picture, filter bytes included; not for interlaced ones.
std::string zeroRows(const PngHeader& header);

std::vector<PngCase> malformedPngs();
std::vector<PngCase> harmlessPngs();  // good pictures of 2 x 2 black pixels with something odd about them
