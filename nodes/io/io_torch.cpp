// The part of the pack weft.io that needs LibTorch.
#include <weft/sdk/plugin.h>

#include "load_model.h"
#include "measure_kernels.h"

WEFT_PLUGIN("weft.io", "0.1.0", weft::io::LoadModel, weft::io::MeasureKernels)
