// Which kernel computes what on this kind of processor, where somebody has measured it (`runner tune`). Kernels differ
// in speed and in the last bits of their results, so the choice is looked up, never measured in passing, and a table's
// id is part of every content key.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <weft/base/result.h>

namespace weft {

// Vendor, instruction set and extensions that kernels are chosen by: "GenuineIntel x86-64-v4 avx512bf16 amx".
const std::string& processorKind();

struct KernelTable {
  std::string processor = processorKind();
  // "linear.f32" -> "convolution". What is not named here is left to the packs, which know good choices by kind.
  std::map<std::string, std::string> choices;

  std::string id() const;  // the same for the same processor and choices, on any machine
};

// $WEFT_KERNELS, else weft/kernels.json in $XDG_CONFIG_HOME or ~/.config; empty when there is neither.
std::filesystem::path kernelTableFile();

// What the file says of this kind of processor; one file may serve several. No file: no choices. BadFile names what is
// wrong in it.
Result<KernelTable> readKernelTable(const std::filesystem::path& file);

// Puts the table in the file, beside those of other kinds of processors; one without choices is taken out, and a file
// without tables removed. Other processes see the old file or the new one.
Result<void> writeKernelTable(const std::filesystem::path& file, const KernelTable& table);

}  // namespace weft
