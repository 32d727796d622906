// Sizes, offsets and the layout of the data: what a header can promise that the data does not keep; and the good files.
#include <array>
#include <cstring>

#include "safetensors_cases.h"

namespace {

using Cases = std::vector<SafetensorsCase>;

std::string zeros(size_t count) { return std::string(count, '\0'); }

// One tensor "a" over `bytes` bytes of data.
SafetensorsCase single(const std::string& name, const std::string& dtype, const std::string& shape,
                       const std::string& offsets, size_t bytes, const std::string& message = {}) {
  return {name, safetensorsFile("{" + tensorEntry("a", dtype, shape, offsets) + "}", zeros(bytes)), message};
}

// Tensors of bytes at the given offsets.
SafetensorsCase ranges(const std::string& name, const std::vector<std::array<int, 2>>& offsets, size_t bytes,
                       const std::string& message = {}) {
  std::string header = "{";
  for (size_t i = 0; i < offsets.size(); ++i) {
    const auto [begin, end] = offsets[i];
    header += (i ? "," : "") + tensorEntry(std::string(1, static_cast<char>('a' + i)), "U8",
                                           "[" + std::to_string(end - begin) + "]",
                                           "[" + std::to_string(begin) + "," + std::to_string(end) + "]");
  }
  return {name, safetensorsFile(header + "}", zeros(bytes)), message};
}

}  // namespace

Cases malformedLayouts() {
  const std::string need = "dtype and shape need", product = "does not fit 64 bits", beyond = "lies beyond the";
  const std::string overlap = "overlaps another", hole = "belong to no tensor", after = "bytes after the last tensor";
  Cases cases = {
      single("size: shape larger", "F32", "[3]", "[0,8]", 8, need),
      single("size: shape smaller", "F32", "[1]", "[0,8]", 8, need),
      single("size: off by one", "U8", "[7]", "[0,8]", 8, need),
      single("size: dtype half", "F16", "[2]", "[0,8]", 8, need),
      single("size: dtype twice", "F64", "[2]", "[0,8]", 8, need),
      single("size: not a multiple", "F32", "[2]", "[0,7]", 7, need),
      single("size: scalar of 8", "F32", "[]", "[0,8]", 8, need),
      single("size: scalar of 0", "F32", "[]", "[0,0]", 0, need),
      single("size: empty with bytes", "F32", "[0,4]", "[0,16]", 16, need),
      single("size: one without bytes", "F32", "[1]", "[0,0]", 0, need),
      single("size: product wraps to 0", "U8", "[4294967296,4294967296]", "[0,0]", 0, product),
      single("size: product wraps to 0, three", "U8", "[2097152,2097152,4194304]", "[0,0]", 0, product),
      single("size: bytes wrap to 0", "F32", "[4611686018427387904]", "[0,0]", 0, product),
      single("size: bits wrap to 0", "U8", "[2305843009213693952]", "[0,0]", 0, product),
      single("size: product wraps to the right number", "U8", "[4294967297,4294967296,1]", "[0,8]", 8, product),
      single("size: wraps to 8", "F32", "[4611686018427387906]", "[0,8]", 8, product),
      single("size: 2^63-1", "U8", "[9223372036854775807]", "[0,8]", 8, product),
      single("size: 1 GB beyond the file", "F32", "[268435456]", "[0,1073741824]", 8, beyond),
      single("size: 4 TB beyond the file", "F32", "[1099511627776]", "[0,4398046511104]", 8, beyond),
      single("size: half a byte", "F4", "[3]", "[0,2]", 2, "do not fill whole bytes"),
      single("size: six bits", "F6_E2M3", "[3]", "[0,3]", 3, "do not fill whole bytes"),
      single("offsets: swapped", "F32", "[2]", "[8,0]", 8, "ends before it begins"),
      single("offsets: end - begin wraps", "U8", "[8]", "[18446744073709551612,4]", 8, "ends before it begins"),
      single("offsets: past the data", "F32", "[2]", "[8,16]", 8, beyond),
      single("offsets: one past the data", "U8", "[9]", "[0,9]", 8, beyond),
      single("offsets: 2^63", "U8", "[8]", "[0,9223372036854775808]", 8, beyond),
      single("offsets: 2^64-1", "U8", "[8]", "[18446744073709551607,18446744073709551615]", 8, beyond),
      single("offsets: absolute", "F32", "[2]", "[70,78]", 8, beyond),
      single("offsets: empty outside the data", "F32", "[0]", "[100,100]", 0, beyond),
      single("layout: trailing byte", "U8", "[8]", "[0,8]", 9, "1 " + after + "; the file may be padded or damaged"),
      single("layout: trailing page", "U8", "[8]", "[0,8]", 4104, "4096 " + after),
      single("layout: data missing", "U8", "[8]", "[0,8]", 0, beyond),
      single("layout: data short", "U8", "[8]", "[0,8]", 7, beyond),
      ranges("layout: hole at the start", {{4, 8}}, 8, hole),
      ranges("layout: hole in the middle", {{0, 4}, {5, 8}}, 8, "1 bytes before its data " + hole),
      ranges("layout: hole at the end", {{0, 4}}, 8, "4 " + after),
      ranges("layout: only data", {}, 8, "8 " + after),
      ranges("layout: full overlap", {{0, 8}, {0, 8}}, 8, overlap),
      ranges("layout: partial overlap", {{0, 5}, {4, 8}}, 8, overlap),
      ranges("layout: nested overlap", {{0, 8}, {2, 4}}, 8, overlap),
      ranges("layout: overlap that hides a hole", {{0, 4}, {0, 4}, {6, 8}}, 8, overlap),
      ranges("layout: empty within another", {{0, 8}, {3, 3}}, 8, overlap),
  };
  SafetensorsCase polyglot = single("layout: zip behind", "U8", "[8]", "[0,8]", 8, "22 " + after);
  polyglot.bytes += "PK\x05\x06" + zeros(18);
  cases.push_back(polyglot);

  std::string many = "{";
  for (int i = 0; i < 20'000; ++i) {
    many += (i ? "," : "") + tensorEntry("t" + std::to_string(i), "U8", "[1048576]", "[0,1048576]");
  }
  cases.push_back({"layout: 20,000 tensors over one range", safetensorsFile(many + "}", zeros(1 << 20)), overlap});
  std::string rank = "[1";
  for (int i = 0; i < 64; ++i) rank += ",1";
  cases.push_back(single("shape: rank 65", "U8", rank + "]", "[0,1]", 1, "more than 64 dimensions"));
  return cases;
}

Cases validFiles() {
  Cases cases = {
      {"no tensors", safetensorsFile("{}"), ""},
      {"only metadata", safetensorsFile("{\"__metadata__\":{\"k\":\"v\"}}"), ""},
      {"empty metadata", safetensorsFile("{\"__metadata__\":{}}"), ""},
      {"padded", safetensorsFile("{}      "), ""},
      single("scalar", "F32", "[]", "[0,4]", 4),
      single("empty dims", "F32", "[0]", "[0,0]", 0),
      single("empty dims of large ones", "F32", "[0,9223372036854775807]", "[0,0]", 0),
      single("rank 8", "U8", "[1,2,1,2,1,2,1,1]", "[0,8]", 8),
      single(
          "rank 64", "U8",
          [] {
            std::string r = "[1";
            for (int i = 1; i < 64; ++i) r += ",1";
            return r + "]";
          }(),
          "[0,1]", 1),
      ranges("empty between full", {{0, 4}, {4, 4}, {4, 8}}, 8),
      ranges("header order unlike data order", {{6, 8}, {0, 2}, {2, 6}}, 8),
      ranges("odd sizes", {{0, 1}, {1, 4}, {4, 9}}, 9),
  };
  const std::vector<std::pair<std::string, int>> dtypes = {
      {"BOOL", 8},        {"U8", 8},      {"I8", 8},      {"U16", 16},    {"I16", 16},    {"U32", 32},
      {"I32", 32},        {"U64", 64},    {"I64", 64},    {"F16", 16},    {"BF16", 16},   {"F32", 32},
      {"F64", 64},        {"C64", 64},    {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8},
      {"F8_E5M2FNUZ", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4}};
  for (const auto& [dtype, bits] : dtypes) {
    cases.push_back(
        single("dtype " + dtype, dtype, "[2,4]", "[0," + std::to_string(bits) + "]", static_cast<size_t>(bits)));
  }
  const auto named = [&](const std::string& title, const std::string& name) {
    SafetensorsCase made = single(title, "U8", "[1]", "[0,1]", 1);
    made.bytes = safetensorsFile("{" + tensorEntry(name, "U8", "[1]", "[0,1]") + "}", zeros(1));
    cases.push_back(made);
  };
  named("name: empty", "");
  named("name: path", "../../etc/passwd");
  named("name: absolute path", "/etc/passwd");
  named("name: format string", "%s%n%d{}");
  named("name: terminal escape", "\\u001b[31m");
  named("name: markup", "<script>");
  named("name: bidi",
        "\xE2\x80\xAE"
        "abc");
  named("name: newline", "a\\nb");
  named("name: beyond the BMP", "\xF0\x9F\x98\x80");
  named("name: surrogate pair", "\\ud83d\\ude00");
  named("name: escapes", "\\\"\\\\\\/\\b\\f\\n\\r\\t");
  named("name: keyword", "dtype");
  named("name: 1 MB", std::string(1 << 20, 'n'));

  cases.push_back({"pretty-printed, fields in another order, an unknown field",
                   safetensorsFile("{\n  \"a\" : {\n \"data_offsets\" : [ 0 , 4 ],\n \"x\": [{\"y\": [1.5, null]}],"
                                   "\n \"shape\" : [ 1 ],\n \"dtype\" : \"F32\"\n }\n}\n",
                                   zeros(4)),
                   ""});
  cases.push_back(
      {"names that are prefixes and differ in case",
       safetensorsFile("{" + tensorEntry("a", "U8", "[1]", "[0,1]") + "," + tensorEntry("A", "U8", "[1]", "[1,2]") +
                           "," + tensorEntry("a.b", "U8", "[1]", "[2,3]") + "}",
                       zeros(3)),
       ""});
  cases.push_back({"metadata last and large",
                   safetensorsFile("{" + tensorEntry("a", "U8", "[1]", "[0,1]") + ",\"__metadata__\":{\"json\":\"" +
                                       "{\\\"a\\\":[1]}\",\"big\":\"" + std::string(1 << 20, 'm') + "\"}}",
                                   zeros(1)),
                   ""});
  std::string many = "{";
  for (int i = 0; i < 3000; ++i) {
    many += (i ? "," : "") + tensorEntry("t" + std::to_string(i), "U8", "[1]",
                                         "[" + std::to_string(i) + "," + std::to_string(i + 1) + "]");
  }
  cases.push_back({"3,000 tensors", safetensorsFile(many + "}", zeros(3000)), ""});
  return cases;
}
