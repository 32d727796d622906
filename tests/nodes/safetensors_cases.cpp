#include "safetensors_cases.h"

#include <cstdint>

namespace {

using Cases = std::vector<SafetensorsCase>;

const std::string plain = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
const std::string eight(8, '\x11');

std::string lengthField(uint64_t length) {
  std::string field;
  for (int i = 0; i < 8; ++i) field += static_cast<char>(length >> (8 * i));
  return field;
}

std::string repeated(const std::string& text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string zeros(size_t count) { return std::string(count, '\0'); }

// One entry "a" with the given text in place of its dtype, shape or offsets, for four bytes of data.
std::string withField(const std::string& field, const std::string& value) {
  std::string text = "{\"a\":{";
  text += "\"dtype\":" + (field == "dtype" ? value : "\"F32\"");
  text += ",\"shape\":" + (field == "shape" ? value : "[1]");
  text += ",\"data_offsets\":" + (field == "data_offsets" ? value : "[0,4]") + "}}";
  return safetensorsFile(text, zeros(4));
}

}  // namespace

std::string safetensorsFile(const std::string& header, const std::string& data) {
  return lengthField(header.size()) + header + data;
}

std::string tensorEntry(const std::string& name, const std::string& dtype, const std::string& shape,
                        const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

Cases malformedLengths() {
  Cases cases;
  for (size_t size = 0; size < 8; ++size) {
    cases.push_back({"length: file of " + std::to_string(size) + " bytes", zeros(size), "less than the length"});
  }
  const auto add = [&](const std::string& name, uint64_t length, const std::string& message) {
    cases.push_back({"length: " + name, lengthField(length) + plain + eight, message});
  };
  const std::string many = "at most 100000000 are allowed", cut = "was it cut short?";
  const uint64_t size = plain.size();
  add("zero", 0, "its header is empty");
  add("one past the end", size + 9, cut);
  add("over the limit", 100'000'001, many);
  add("2^31", uint64_t{1} << 31, many);
  add("2^32", uint64_t{1} << 32, many);
  add("2^32 + size", (uint64_t{1} << 32) + size, many);
  add("2^40", uint64_t{1} << 40, many);
  add("2^63-1", (uint64_t{1} << 63) - 1, many);
  add("2^63", uint64_t{1} << 63, many);
  add("2^64-9", ~uint64_t{0} - 8, many);
  add("2^64-8", ~uint64_t{0} - 7, many);
  add("2^64-1", ~uint64_t{0}, many);
  add("cuts the JSON", size - 1, "unexpected end of input");
  add("swallows data", size + 8, "line 1, column 55");
  for (int byte = 0; byte < 8; ++byte) {
    add("bit flipped in byte " + std::to_string(byte), size ^ (uint64_t{1} << (8 * byte + 7)), "");
  }
  cases.push_back({"length: big-endian", zeros(7) + static_cast<char>(size) + plain + eight, many});
  cases.push_back({"length: 32 bits", lengthField(size).substr(0, 4) + plain + eight, many});
  return cases;
}

Cases malformedHeaders() {
  Cases cases;
  const auto add = [&](const std::string& name, const std::string& header, const std::string& message) {
    cases.push_back({"header: " + name, safetensorsFile(header, eight), message});
  };
  const std::string brace = "must begin with '{'";
  const std::string body = plain.substr(1, plain.size() - 2);
  for (const char* root : {"[]", "null", "1", "\"a\"", "true", "not JSON", "", " "}) {
    add(std::string("root ") + root, root, "not a safetensors file");
  }
  add("leading space", " " + plain, brace);
  add("leading newline", "\n" + plain, brace);
  add("byte order mark", "\xEF\xBB\xBF" + plain, brace);
  add("UTF-16", std::string("\xFF\xFE{\0}\0", 6), brace);
  add("truncated", plain.substr(0, 30), "unexpected end of input");
  add("trailing comma", "{" + body + ",}", "column");
  add("comment", "{/* */" + body + "}", "column");
  add("line comment", "{//\n" + body + "}", "column");
  add("two documents", plain + plain, "expected end of input");
  add("garbage", plain + "x", "expected end of input");
  add("NUL padding", plain + zeros(8), "NUL");
  add("single quotes", "{'a':1}", "column");
  for (const char* number : {"0x4", "NaN", "Infinity", "+4", "04", "4.", ".4", "-"}) {
    add(std::string("number ") + number,
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + std::string(number) + "],\"data_offsets\":[0,8]}}", "column");
  }
  const auto addName = [&](const std::string& title, const std::string& name, const std::string& message) {
    add(title, "{" + tensorEntry(name, "F32", "[2]", "[0,8]") + "}", message);
  };
  addName("raw newline", "a\nb", "column");
  addName("bad escape", "a\\x41", "column");
  addName("lone high surrogate", "\\ud800", "column");
  addName("lone low surrogate", "\\udc00", "column");
  addName("invalid UTF-8", "\xFF", "invalid UTF-8");
  addName("overlong UTF-8", "\xC0\xAF", "invalid UTF-8");
  addName("overlong NUL", "\xC0\x80", "invalid UTF-8");
  addName("cut UTF-8", "\xE2\x82", "invalid UTF-8");
  addName("surrogate in UTF-8", "\xED\xA0\x80", "invalid UTF-8");
  addName("beyond Unicode", "\xF4\x90\x80\x80", "invalid UTF-8");
  addName("NUL in a name", "a\\u0000b", "NUL in the name");
  const std::string deep = repeated("[", 100'000) + repeated("]", 100'000);
  const std::string deepObject = repeated("{\"a\":", 100'000) + "1" + repeated("}", 100'000);
  add("deep root", deepObject, "nested deeper than 64 levels");
  add("deep entry", "{\"a\":" + deep + "}", "expected an object");
  add("deep shape", "{\"a\":{\"dtype\":\"F32\",\"shape\":" + deep + "}}", "must be an array of sizes");
  add("deep unknown field", "{\"a\":{\"x\":" + deep + "}}", "nested deeper than 64 levels");
  add("deep metadata", "{\"__metadata__\":{\"x\":" + deep + "}}", "must be a text");

  const std::string twice = "is given twice", entry = tensorEntry("a", "F32", "[2]", "[0,8]");
  add("duplicate name", "{" + entry + "," + tensorEntry("a", "F32", "[2]", "[8,16]") + "}", twice);
  add("duplicate name, same range", "{" + entry + "," + entry + "}", twice);
  add("duplicate name by escape", "{" + entry + "," + tensorEntry("\\u0061", "F32", "[2]", "[8,16]") + "}", twice);
  add("duplicate dtype", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", twice);
  add("duplicate shape", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}", twice);
  add("duplicate offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"data_offsets\":[0,8]}}",
      twice);
  add("duplicate metadata", "{\"__metadata__\":{},\"__metadata__\":{}," + entry + "}", twice);
  add("duplicate in metadata", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}," + entry + "}", twice);

  for (const char* value : {"1", "null", "true", "[]", "{}", "1.5"}) {
    add(std::string("metadata value ") + value, "{\"__metadata__\":{\"k\":" + std::string(value) + "}," + entry + "}",
        "metadata: the value of \"k\" must be a text");
  }
  for (const char* value : {"1", "null", "\"x\"", "[]"}) {
    add(std::string("metadata ") + value, "{\"__metadata__\":" + std::string(value) + "," + entry + "}",
        "metadata: expected an object");
  }
  std::string large = "{\"__metadata__\":{\"first\":\"\"";
  for (int i = 0; i < 65'536; ++i) large += ",\"" + std::to_string(i) + "\":\"\"";
  add("metadata of 65,537 entries", large + "}," + entry + "}", "metadata: more than 65536 entries");
  add("metadata as a tensor", "{" + tensorEntry("__metadata__", "F32", "[2]", "[0,8]") + "}", "must be a text");
  return cases;
}

Cases malformedEntries() {
  Cases cases;
  const auto add = [&](const std::string& field, const std::string& value, const std::string& message) {
    cases.push_back({"entry: " + field + " " + value.substr(0, 40), withField(field, value), message});
  };
  for (const char* value : {"null", "1", "\"x\"", "[]", "true"}) {
    cases.push_back({std::string("entry: ") + value, safetensorsFile("{\"a\":" + std::string(value) + "}", zeros(4)),
                     "expected an object"});
  }
  for (const char* field : {"dtype", "shape", "data_offsets"}) {
    std::string text = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    text.replace(text.find(field), std::string(field).size(), "other");
    cases.push_back({std::string("entry: no ") + field, safetensorsFile(text, zeros(4)),
                     "\"" + std::string(field) + "\" is missing"});
    for (const char* value : {"null", "1", "true", "{}", "1.5"}) add(field, value, "must be");
  }
  add("dtype", "[]", "\"dtype\" must be a text");
  add("shape", "\"1\"", "\"shape\" must be an array");
  add("data_offsets", "\"0,4\"", "\"data_offsets\" must be two");
  for (const char* dtype : {"F33", "f32", "", "float32", "F32 ", "U4"}) {
    add("dtype", "\"" + std::string(dtype) + "\"", "unknown dtype");
  }
  add("dtype", "\"" + std::string(1'000'000, 'F') + "\"", "unknown dtype");
  for (const char* dims : {"[-1]", "[1.0]", "[1.5]", "[1e0]", "[\"1\"]", "[null]", "[true]", "[[1]]", "[{}]",
                           "[18446744073709551616]", "[1e30]", "[-0]"}) {
    add("shape", dims, "\"shape\" must be an array of sizes");
  }
  add("shape", "[18446744073709551615]", "is too large");
  add("shape", "[9223372036854775808]", "is too large");
  for (const char* offsets : {"[]", "[0]", "[0,4,4]", "[0,2,4,4]"})
    add("data_offsets", offsets, "must hold two numbers");
  for (const char* offsets : {"[\"0\",\"4\"]", "[0.0,4.0]", "[null,4]", "[0,null]", "[-4,4]", "[0,-4]", "[[0],4]",
                              "[0,{}]", "[0,1e30]", "[0,18446744073709551616]"}) {
    add("data_offsets", offsets, "must be two byte positions");
  }
  add("data_offsets", "[0," + std::string(4000, '9') + "]", "number overflow");
  return cases;
}

Cases disguisedFiles() {
  using namespace std::string_literals;
  const std::string rest = zeros(100);
  return {
      {"disguise: pickle 2", "\x80\x02}q\x00X\x06\x00\x00\x00"s + rest, "this is a Python pickle"},
      {"disguise: pickle 4", "\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00"s + rest, "this is a Python pickle"},
      {"disguise: zip", "PK\x03\x04\x14\x00\x08\x08\x08\x00\x00\x00"s + rest, "this is a zip archive"},
      {"disguise: GGUF", "GGUF\x03\x00\x00\x00\x01"s + rest, "this is a GGUF file"},
      {"disguise: HDF5", "\x89HDF\r\n\x1a\n"s + rest, "this is an HDF5 file"},
      {"disguise: npy", "\x93NUMPY\x01\x00v\x00"s + rest, "this is a NumPy .npy file"},
      {"disguise: HTML", "<!DOCTYPE html><html><body>404</body></html>", "this is an HTML page"},
      {"disguise: HTML after space", "\n <HTML><head></head></HTML>", "this is an HTML page"},
      {"disguise: LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "a Git LFS pointer"},
      {"disguise: index", "{\"metadata\": {\"total_size\": 8}, \"weight_map\": {}}", "this is a JSON text"},
      {"disguise: ELF",
       "\x7f"
       "ELF\x02\x01\x01\x00"s +
           rest,
       "this is an ELF binary"},
      {"disguise: PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"s + rest, "this is a PNG picture"},
      {"disguise: zeros", zeros(4096), "all zero bytes"},
      {"disguise: FFs", std::string(4096, '\xff'), "all 0xFF bytes"},
      {"disguise: text", "The weights are on the other disk.\n", "this is a text file"},
  };
}

Cases truncatedFiles() {
  const std::string header = "{" + tensorEntry("a", "F32", "[2]", "[0,8]") + "," +
                             tensorEntry("b", "U8", "[3]", "[8,11]") + "," + tensorEntry("c", "I16", "[2]", "[11,15]") +
                             "}";
  const std::string whole = safetensorsFile(header, zeros(15));
  const size_t dataStart = 8 + header.size();
  Cases cases;
  for (const size_t length : {size_t{0}, size_t{4}, size_t{8}, size_t{9}, dataStart / 2, dataStart - 1, dataStart,
                              dataStart + 1, dataStart + 8, dataStart + 11, dataStart + 14}) {
    cases.push_back({"cut at " + std::to_string(length), whole.substr(0, length), ""});
  }
  return cases;
}
