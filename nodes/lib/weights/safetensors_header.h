// The JSON header of a safetensors file, read without building a document. Private to the reader.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "weft/base/result.h"
#include "weights/safetensors.h"

namespace weft::weights {

struct SafetensorsHeader {
  std::vector<TensorInfo> tensors;
  std::map<std::string, std::string> metadata;
};

// Checks everything that the header alone can tell, and that the tensors cover `dataBytes` without hole or overlap.
Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view text, uint64_t dataBytes,
                                                 const std::string& fileName);

}  // namespace weft::weights
