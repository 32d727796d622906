#include "euler_step.h"
#include "heun_step.h"
#include "noise.h"
#include "sample.h"

#include <weft/sdk/plugin.h>

using namespace weft::schedulers;

WEFT_PLUGIN("weft.schedulers", "0.1.0", Noise, EulerStep, HeunStep, Sample)
