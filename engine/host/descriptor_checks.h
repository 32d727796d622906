// Checked reading of the single things that a descriptor is made of. Errors say `what` it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <weft/base/result.h>

namespace weft {

inline constexpr size_t longestId = 128;
inline constexpr size_t longestLabel = 128;
inline constexpr size_t longestDoc = size_t{64} << 10;

bool isSimpleId(std::string_view text);  // [A-Za-z_][A-Za-z0-9_]*
bool isPluginId(std::string_view text);  // two or more parts of letters, digits, _ and -, with dots between

enum class Presence { Required, Optional };

// UTF-8 without NUL and of sane length. A NULL pointer reads as an empty text; one that is required must not be blank.
// One line, unless `longest` is longestDoc.
Result<std::string> readText(const char* text, size_t longest, Presence presence, const std::string& what);
Result<std::string> readSimpleId(const char* text, const std::string& what);
Result<std::string> readGraphId(const char* text, const std::string& what);  // as graph files have them, with '-'

// "text_encoder" -> "Text encoder", for what has no label of its own.
std::string labelFromId(std::string_view id);

}  // namespace weft
