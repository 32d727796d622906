// JSON from untrusted files. The one reader that the rest of Weft uses: what nlohmann's parser lets through (keys given
// twice, NUL as the end of the text, deep nesting that later overflows the stack, a byte order mark) is refused here,
// with line and column.
//
// Objects keep the order of the file. Looking a key up is linear, so iterate over large objects instead.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "weft/base/result.h"

namespace weft {

using Json = nlohmann::ordered_json;

inline constexpr size_t jsonMaximumDepth = 64;
inline constexpr size_t jsonMaximumKeys = size_t{1} << 20;  // of one object and those around it
inline constexpr size_t jsonMaximumBytes = size_t{64} << 20;

// Receives what is in a text, as nlohmann's SAX interface. A handler that returns false ends the scan and sets
// `reason`.
class JsonSink : public nlohmann::json_sax<Json> {
 public:
  std::string reason;  // why the handler returned false

 private:
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) final { return false; }
};

// Scans without building anything. Errors are BadFile and read "FILE: line 3, column 7: key "a" is given twice";
// columns count characters from 1.
Result<void> scanJson(std::string_view text, const std::string& fileName, JsonSink& sink,
                      size_t maximumBytes = jsonMaximumBytes);

Result<Json> parseJson(std::string_view text, const std::string& fileName);
Result<Json> readJsonFile(const std::filesystem::path& path);

// Two-space indent; numbers read back exactly. A number that is not finite becomes null, invalid UTF-8 is replaced.
std::string dumpJson(const Json& json);

// A short form of a value for messages, such as `"abc"`, `1.5` or `an array`.
std::string describeJson(const Json& json);

// Checked reading of single values; a mismatch is InvalidArgument and names what was found. A whole number in float
// notation (1e3, 20.0) is an integer as long as it is exact, that is up to 2^53; a fraction never is.
Result<int64_t> asInteger(const Json& json);
Result<double> asNumber(const Json& json);
Result<bool> asBool(const Json& json);
Result<std::string> asString(const Json& json);

}  // namespace weft
