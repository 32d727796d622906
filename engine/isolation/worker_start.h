// What a worker is told when it starts.
#pragma once

#include <string>
#include <vector>

#include <weft/base/kernel_table.h>
#include <weft/base/result.h>

#include "message.h"

namespace weft {

struct WorkerStart {
  std::string library, buildId;          // the pack
  std::vector<std::string> devicePacks;  // libraries that bring devices, for when one is asked for
  KernelTable kernels;
  uint64_t memory = 0, vram = 0;  // budgets in bytes; 0: none
};

void putStart(MessageWriter& message, const WorkerStart& start);
WorkerStart getStart(MessageReader& message);

}  // namespace weft
