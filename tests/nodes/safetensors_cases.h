// Files for the safetensors reader, good and bad, by class.
#pragma once

#include <string>
#include <vector>

struct SafetensorsCase {
  std::string name;
  std::string bytes;
  std::string message;  // part of the error; empty in good files
};

// Length, header and data put together.
std::string safetensorsFile(const std::string& header, const std::string& data = {});
std::string tensorEntry(const std::string& name, const std::string& dtype, const std::string& shape,
                        const std::string& offsets);

std::vector<SafetensorsCase> malformedLengths();
std::vector<SafetensorsCase> malformedHeaders();
std::vector<SafetensorsCase> malformedEntries();
std::vector<SafetensorsCase> malformedLayouts();
std::vector<SafetensorsCase> disguisedFiles();
std::vector<SafetensorsCase> truncatedFiles();
std::vector<SafetensorsCase> validFiles();
