#include "classifier_free.h"

#include <weft/sdk/plugin.h>

using namespace weft::guidance;

WEFT_PLUGIN("weft.guidance", "0.1.0", ClassifierFree)
