#include "classifier_free.h"
#include "guidance_interval.h"
#include "pack/deferred.h"

using namespace weft::guidance;

WEFT_PLUGIN("weft.guidance", "0.1.0", weft::Deferred<ClassifierFree>, GuidanceInterval)
