#include <weft/sdk/plugin.h>

#include "begin_sampling.h"
#include "curve_sigmas.h"
#include "flow_sigmas.h"
#include "log_likelihood.h"
#include "manual_sigmas.h"
#include "model_sigmas.h"
#include "noise.h"
#include "sample.h"
#include "sample_trajectory.h"
#include "solver_nodes.h"
#include "solver_nodes_score.h"
#include "step.h"
#include "timestep_spacing.h"

using namespace weft::schedulers;

// clang-format off
WEFT_PLUGIN("weft.schedulers", "0.1.0",
            AnnealedLangevin,
            BeginSampling,
            Euler,
            EulerMaruyama,
            ExponentialSigmas,
            FlowSigmas,
            Heun,
            KLOptimalSigmas,
            KarrasSigmas,
            Langevin,
            LaplaceSigmas,
            LogLikelihood,
            ManualSigmas,
            ModelSigmas,
            Noise,
            PolyexponentialSigmas,
            PredictorCorrector,
            ProbabilityFlowODE,
            Sample,
            SampleTrajectory,
            Step,
            TimestepSpacing,
            VPSigmas)
