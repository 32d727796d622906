#include "predict.h"

#include <weft/sdk/plugin.h>

using namespace weft::denoisers;

WEFT_PLUGIN("weft.denoisers", "0.1.0", Predict)
