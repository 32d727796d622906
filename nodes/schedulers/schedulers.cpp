#include "euler_step.h"
#include "flow_sigmas.h"
#include "heun_step.h"
#include "noise.h"
#include "pack/deferred.h"
#include "sample.h"

using namespace weft::schedulers;

WEFT_PLUGIN("weft.schedulers", "0.1.0", weft::Deferred<Noise>, FlowSigmas, weft::Deferred<EulerStep>,
            weft::Deferred<HeunStep>, weft::Deferred<Sample>)
