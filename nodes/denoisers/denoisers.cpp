#include "gaussian_mixture.h"
#include "pack/deferred.h"
#include "predict.h"

using namespace weft::denoisers;

WEFT_PLUGIN("weft.denoisers", "0.1.0", GaussianMixture, MixtureCondition, weft::Deferred<Predict>)
