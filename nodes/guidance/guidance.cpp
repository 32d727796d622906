#include <weft/sdk/plugin.h>

#include "classifier_free.h"
#include "conditioning_nodes.h"
#include "guidance_geometry.h"
#include "guidance_interval.h"
#include "patched.h"
#include "score_nodes.h"
#include "several_conditions.h"

using namespace weft::guidance;

WEFT_PLUGIN("weft.guidance", "0.1.0", ClassifierFree, GuidanceInterval, Thresholding, CFGZeroStar, AdaptiveProjected,
            PerpNeg, TangentialDamping, MagnitudeAware, CFGNorm, RenormCFG, Mahiro, AutoGuidance, PerturbedAttention,
            SmoothedEnergy, SkipLayer, SelfAttention, DualConditioning, Regions, Compose, ClassifierGuidance,
            LoadClassifier, MixtureClassifier, TargetGuidance, SetArea, SetMask, SetStrength, SetTimeRange,
            CombineConditionings, AverageConditionings, ConcatConditionings)
