// The pack weft.upscalers: pictures in other sizes.
#include <weft/sdk.h>

#include "pack/on_vulkan.h"
#include "resample_node.h"

WEFT_PLUGIN("weft.upscalers", "0.1.0", weft::AlsoOnVulkan<weft::upscalers::Resample>)
