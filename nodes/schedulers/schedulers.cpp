#include "begin_sampling.h"
#include "flow_sigmas.h"
#include "noise.h"
#include "pack/deferred.h"
#include "sample.h"
#include "solver_nodes.h"
#include "step.h"

using namespace weft::schedulers;

WEFT_PLUGIN("weft.schedulers", "0.1.0", weft::Deferred<Noise>, FlowSigmas, EulerStep, HeunStep, Sample, BeginSampling,
            Step)
