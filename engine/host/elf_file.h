// What a library's file says about it before any of its code runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <weft/abi/base.h>
#include <weft/base/result.h>

namespace weft {

struct EntryHead {
  uint32_t structSize = 0;
  uint32_t magic = 0;
  weft_version abi{};
};

struct ElfFacts {
  std::string buildId;        // hexadecimal; empty: the linker wrote none
  bool symbolsKnown = false;  // the file has its section headers, so that what follows is known
  bool hasEntry = false;      // it defines weft_plugin_entry
  bool entryIsData = false;
  uint64_t entryBytes = 0;         // of the symbol
  std::optional<EntryHead> entry;  // its first fields, where they can be read from the file
};

// Refuses, in plain words, what is no shared library of this machine or not whole. The message does not name the file.
Result<ElfFacts> readElf(const std::string& path);

// The linker's build id alone, whatever the library is; empty: none. Reads little of a large file.
Result<std::string> readBuildId(const std::string& path);

// The libraries that one needs, and the folders that it says they lie in, "$ORIGIN" as it stands.
struct ElfDependencies {
  std::vector<std::string> needed, searched;
};
Result<ElfDependencies> readDependencies(const std::string& path);

// What a library shows to the process that it is loaded into.
struct ElfSurface {
  std::vector<std::string> exported;  // symbols that it defines for others, without weak ones: those of C++ templates
  bool executableStack = false;       // it makes the stacks of the whole process executable
  bool textRelocations = false;       // its code is written to as it is loaded
};
Result<ElfSurface> readSurface(const std::string& path);

}  // namespace weft
