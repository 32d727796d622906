// The pack weft.upscalers: pictures in other sizes.
#include <weft/sdk.h>

#include "resample_node.h"

WEFT_PLUGIN("weft.upscalers", "0.1.0", weft::upscalers::Resample)
