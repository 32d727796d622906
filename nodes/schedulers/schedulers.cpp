#include <weft/sdk/plugin.h>

#include "begin_sampling.h"
#include "flow_sigmas.h"
#include "noise.h"
#include "sample.h"
#include "solver_nodes.h"
#include "step.h"

using namespace weft::schedulers;

// clang-format off
WEFT_PLUGIN("weft.schedulers", "0.1.0",
            BeginSampling,
            Euler,
            FlowSigmas,
            Heun,
            Noise,
            Sample,
            Step)
