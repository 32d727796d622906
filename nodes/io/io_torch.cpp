// The part of the pack weft.io that needs LibTorch.
#include <weft/sdk/plugin.h>

#include "load_model.h"

WEFT_PLUGIN("weft.io", "0.1.0", weft::io::LoadModel)
