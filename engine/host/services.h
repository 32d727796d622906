// The services that plugins ask the host for, one table each.
#pragma once

#include <weft/abi/call.h>
#include <weft/abi/host.h>
#include <weft/base/kernel_table.h>

namespace weft {

const weft_values& valuesTable();
const weft_calls& callTable();
const weft_inference& inferenceTable();
const weft_body& bodyTable();
const weft_files& filesTable();
const weft_allocator& allocatorTable();
const weft_devices& devicesTable();
const weft_kernels& kernelsTable();
const KernelTable& kernelTable();  // what useKernels() was given

}  // namespace weft
