#include "noise.h"

#include <weft/sdk/plugin.h>

using namespace weft::schedulers;

WEFT_PLUGIN("weft.schedulers", "0.1.0", Noise)
