// What the nodes of weft.upscalers do on Vulkan devices.
#include <weft/sdk.h>

#include "resample_node.h"

WEFT_PLUGIN("weft.upscalers", "0.1.0", weft::upscalers::Resample)
