// compare_headers FROZEN CURRENT: two folders of headers. Status 0: only appends; 1: each breach on a line; 2: no
// folder.
#include <filesystem>
#include <iostream>

#include "compare_headers.h"

int main(int argc, char** argv) {
  std::error_code unknown;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i], unknown)) {
      std::cerr << argv[i] << " is no folder\n";
      return 2;
    }
  }
  if (argc != 3) {
    std::cerr << "compare_headers FROZEN CURRENT\n";
    return 2;
  }
  const auto found = weft::breaches(weft::readHeaders(argv[1]), weft::readHeaders(argv[2]));
  for (const std::string& breach : found) std::cout << breach << '\n';
  return found.empty() ? 0 : 1;
}
