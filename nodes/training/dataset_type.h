#pragma once

#include <weft/sdk/declare.h>

namespace weft::training {

using Dataset = As<"dataset">;  // a record; see dataset_value.h

}  // namespace weft::training
