// The pack weft.image: pictures put together, written on and drawn.
#include <weft/sdk.h>

#include "box_mask.h"
#include "grid.h"
#include "label.h"
#include "scatter.h"

WEFT_PLUGIN("weft.image", "0.1.0", weft::images::BoxMask, weft::images::Grid, weft::images::Label,
            weft::images::Scatter)
