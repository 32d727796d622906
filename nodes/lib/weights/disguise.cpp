#include "weights/disguise.h"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::weights {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> signatures = {{
    {"PK\x03\x04"sv, "a zip archive (PyTorch's .pt and .ckpt files and .npz are zip archives)"},
    {"PK\x05\x06"sv, "an empty zip archive"},
    {"GGUF"sv, "a GGUF file"},
    {"\x89HDF\r\n\x1a\n"sv, "an HDF5 file"},
    {"\x93NUMPY"sv, "a NumPy .npy file"},
    {"version https://git-lfs"sv, "a Git LFS pointer; fetch the real file with `git lfs pull`"},
    {"\x7f"
     "ELF"sv,
     "an ELF binary"},
    {"\x89PNG\r\n\x1a\n"sv, "a PNG picture"},
    {"\xff\xd8\xff"sv, "a JPEG picture"},
    {"GIF8"sv, "a GIF picture"},
    {"%PDF-"sv, "a PDF document"},
    {"\x1f\x8b"sv, "a gzip archive"},
    {"\x28\xb5\x2f\xfd"sv, "a zstd archive"},
    {"BZh"sv, "a bzip2 archive"},
    {"7z\xbc\xaf\x27\x1c"sv, "a 7z archive"},
    {"Rar!\x1a\x07"sv, "a rar archive"},
    {"#!"sv, "a script"},
}};

bool isText(std::string_view bytes) {
  return !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](char c) {
    return c == '\n' || c == '\r' || c == '\t' || (c >= 0x20 && c < 0x7F);
  });
}

}  // namespace

std::string recognizeFormat(std::string_view firstBytes) {
  for (const auto& [signature, name] : signatures) {
    if (firstBytes.starts_with(signature)) return std::string(name);
  }
  // A pickle of protocol 2 or later: PROTO, its number, and an opcode.
  if (firstBytes.size() > 2 && firstBytes[0] == '\x80' && firstBytes[1] >= 2 && firstBytes[1] <= 5) {
    return "a Python pickle, which may run code when it is loaded";
  }
  if (firstBytes.size() >= 8 && firstBytes.find_first_not_of('\0') == std::string_view::npos) return "all zero bytes";
  if (firstBytes.size() >= 8 && firstBytes.find_first_not_of('\xff') == std::string_view::npos) return "all 0xFF bytes";

  const size_t start = firstBytes.find_first_not_of(" \t\r\n"sv);
  if (start == std::string_view::npos) return {};
  const std::string_view text = firstBytes.substr(start);
  std::string lower(text.substr(0, 16));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower.starts_with("<!doctype") || lower.starts_with("<html") || lower.starts_with("<head")) {
    return "an HTML page, probably an error message saved instead of the file";
  }
  if (text[0] == '{' && isText(text)) return "a JSON text (an index lists weight files and is not one)";
  if (isText(text)) return "a text file";
  return {};
}

}  // namespace weft::weights
