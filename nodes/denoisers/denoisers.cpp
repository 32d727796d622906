#include <weft/sdk/plugin.h>

#include "change_process.h"
#include "convert_prediction.h"
#include "gaussian_mixture.h"
#include "predict.h"

using namespace weft::denoisers;

WEFT_PLUGIN("weft.denoisers", "0.1.0", ChangeProcess, ConvertPrediction, GaussianMixture, MixtureCondition, Predict)
