#include "load_failure.h"

#include <cxxabi.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <weft/base/text.h>

namespace weft {
namespace {

constexpr size_t longestPath = 400;

std::string demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                         &std::free);
  return text ? text.get() : symbol;
}

// "LIBRARY: undefined symbol: NAME, version V"; of the library itself without its name.
std::string undefinedSymbol(std::string_view text, size_t at, size_t nameAt) {
  const std::string symbol(text.substr(nameAt, text.find_first_of(", \t", nameAt) - nameAt));
  const std::string needs = "needs the symbol " + inQuotes(demangled(symbol)) + ", which no library provides";
  return at < 2 ? needs : "needs the library " + printable(text.substr(0, at - 2), longestPath) + ", which " + needs;
}

// "LIBRARY: version `V' not found (required by ...)".
std::string missingVersion(std::string_view text, size_t at, size_t versionAt) {
  const std::string_view version = text.substr(versionAt, text.find('\'', versionAt) - versionAt);
  return "needs version " + inQuotes(version) + " of the library " + printable(text.substr(0, at), longestPath) +
         ", which does not have it; was it built on a newer system?";
}

}  // namespace

std::string loadFailure(std::string text, const std::string& path) {
  if (text.starts_with(path + ": ")) text.erase(0, path.size() + 2);
  const auto find = [&](std::string_view mark) { return text.find(mark); };
  constexpr std::string_view undefined = "undefined symbol: ", version = ": version `";
  if (const size_t at = find(": cannot open shared object file"); at != std::string::npos) {
    return "needs the library " + printable(text.substr(0, at), longestPath) + ", which was not found";
  }
  if (const size_t at = find(undefined); at != std::string::npos) {
    return undefinedSymbol(text, at, at + undefined.size());
  }
  if (const size_t at = find(version); at != std::string::npos) return missingVersion(text, at, at + version.size());
  for (const std::string_view broken : {": invalid ELF header", ": file too short", ": wrong ELF class"}) {
    if (const size_t at = find(broken); at != std::string::npos) {
      return "needs the library " + printable(text.substr(0, at), longestPath) +
             ", which is no shared library of this machine (" + printable(text.substr(at + 2)) + ")";
    }
  }
  if (find("static TLS block") != std::string::npos) {
    return "needs more static thread-local storage than this process has left; it is to be built without "
           "-ftls-model=initial-exec";
  }
  return "cannot be loaded: " + printable(text, longestPath);
}

}  // namespace weft
