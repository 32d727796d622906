#include <weft/sdk/plugin.h>

#include "begin_sampling.h"
#include "inpaint.h"
#include "interpolate.h"
#include "invert.h"
#include "latent_noise.h"
#include "log_likelihood.h"
#include "masked_unmasking.h"
#include "noise.h"
#include "sample.h"
#include "sample_trajectory.h"
#include "schedules/align_your_steps.h"
#include "schedules/beta_sigmas.h"
#include "schedules/curve_sigmas.h"
#include "schedules/flow_sigmas.h"
#include "schedules/linear_quadratic_sigmas.h"
#include "schedules/manual_sigmas.h"
#include "schedules/model_sigmas.h"
#include "schedules/sigma_tools.h"
#include "schedules/timestep_spacing.h"
#include "schedules/trained_step_nodes.h"
#include "solvers/solver_by_name.h"
#include "solvers/solver_nodes_ancestral.h"
#include "solvers/solver_nodes_dpm_solver.h"
#include "solvers/solver_nodes_dpmpp.h"
#include "solvers/solver_nodes_exponential.h"
#include "solvers/solver_nodes_multistep.h"
#include "solvers/solver_nodes_ode.h"
#include "solvers/solver_nodes_score.h"
#include "step.h"

using namespace weft::schedulers;

// clang-format off
WEFT_PLUGIN("weft.schedulers", "0.1.0",
            AddNoise,
            AlignYourStepsSigmas,
            AnnealedLangevin,
            BeginSampling,
            BetaSigmas,
            CMStochasticIterative,
            CutSigmas,
            DDIM,
            DDPM,
            DEIS,
            DPM2,
            DPM2Ancestral,
            DPMAdaptive,
            DPMFast,
            DPMSolverMultistep,
            DPMSolverSinglestep,
            DPMpp2M,
            DPMpp2MSDE,
            DPMpp2SAncestral,
            DPMpp3MSDE,
            DPMppSDE,
            EDMStochastic,
            ERSDE,
            Euler,
            EulerAncestral,
            EulerMaruyama,
            ExpHeun2,
            ExponentialSigmas,
            ExtendSigmas,
            FlipSigmas,
            FlowSigmas,
            GradientEstimation,
            Heun,
            HeunPP2,
            IPNDM,
            IPNDM_V,
            InjectNoise,
            Inpaint,
            InterpolateConditionings,
            InterpolateLatents,
            Invert,
            JoinSigmas,
            KLOptimalSigmas,
            KarrasSigmas,
            LCM,
            LMS,
            Langevin,
            LaplaceSigmas,
            LinearQuadraticSigmas,
            LogLikelihood,
            ManualSigmas,
            MaskedUnmasking,
            ModelSigmas,
            Noise,
            PNDM,
            PolyexponentialSigmas,
            PredictorCorrector,
            ProbabilityFlowODE,
            RESMultistep,
            Renoise,
            SASolver,
            SEEDS2,
            SEEDS3,
            Sample,
            SampleTrajectory,
            ScaleSigmas,
            SetFirstSigma,
            ShiftSigmas,
            SigmaOfPercent,
            SolverByName,
            SplitSigmas,
            SplitSigmasDenoise,
            Step,
            StepOfTime,
            TCD,
            TimeOfStep,
            TimestepSpacing,
            UniPC,
            VPSigmas)
