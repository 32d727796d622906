#include <weft/host/host.h>

#include "services.h"

namespace weft {
namespace {

// Never destroyed: threads of packs may still ask when the process ends.
KernelTable& choices() {
  static auto* table = new KernelTable;
  return *table;
}

const char* WEFT_CALL processor() { return choices().processor.c_str(); }

const char* WEFT_CALL choice(const char* operation) {
  const auto found = choices().choices.find(operation ? operation : "");
  return found == choices().choices.end() ? nullptr : found->second.c_str();
}

}  // namespace

void useKernels(const KernelTable& table) { choices() = table; }
const KernelTable& kernelTable() { return choices(); }

const weft_kernels& kernelsTable() {
  static constexpr weft_kernels table = {sizeof(weft_kernels), processor, choice};
  return table;
}

}  // namespace weft
