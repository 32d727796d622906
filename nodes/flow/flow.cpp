// The pack weft.flow: what steers values without looking at them.
#include <weft/sdk.h>

#include "lists.h"
#include "map.h"
#include "pass.h"
#include "repeat.h"
#include "switch.h"

WEFT_PLUGIN("weft.flow", "0.1.0", weft::flow::Pass, weft::flow::Switch, weft::flow::Repeat, weft::flow::Map,
            weft::flow::Collect, weft::flow::Range, weft::flow::Words, weft::flow::Numbers, weft::flow::Item)
