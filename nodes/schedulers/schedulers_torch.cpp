#include "begin_sampling.h"
#include "noise.h"
#include "sample.h"
#include "solver_nodes.h"
#include "step.h"

#include <weft/sdk/plugin.h>

using namespace weft::schedulers;

WEFT_PLUGIN("weft.schedulers", "0.1.0", Noise, EulerStep, HeunStep, Sample, BeginSampling, Step)
