// What the headers of the ABI declare, read from their text: all that a plugin that was built with them depends on.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft {

// Texts are tokens with one space between, without comments.
struct HeaderFacts {
  std::set<std::string> files;
  std::map<std::string, std::set<std::string>> includes;    // by file
  std::map<std::string, std::vector<std::string>> macros;   // each text that a name is given, guards left out
  std::map<std::string, std::string> constants;             // of enumerations: their values
  std::map<std::string, std::vector<std::string>> structs;  // fields, one a declarator
  std::map<std::string, std::string> typedefs;
  std::set<std::string> declarations;  // functions and data
};

HeaderFacts readHeader(const std::string& file, const std::string& text);
HeaderFacts readHeaders(const std::filesystem::path& folder);  // all below it, as one

}  // namespace weft
