// The pack weft.flow: what steers values without looking at them.
#include <weft/sdk.h>

#include "pass.h"
#include "switch.h"

WEFT_PLUGIN("weft.flow", "0.1.0", weft::flow::Pass, weft::flow::Switch)
