// The pack weft.io: files in, files out.
#include <weft/sdk.h>

#include "inspect_weights.h"
#include "load_image.h"
#include "load_model.h"
#include "load_tensor.h"
#include "measure_kernels.h"
#include "pack/deferred.h"
#include "save_animation.h"
#include "save_image.h"
#include "save_tensor.h"
#include "save_text.h"

WEFT_PLUGIN("weft.io", "0.1.0", weft::io::LoadImage, weft::io::SaveImage, weft::io::SaveAnimation, weft::io::LoadTensor,
            weft::io::SaveTensor, weft::io::InspectWeights, weft::io::SaveText, weft::Deferred<weft::io::LoadModel>,
            weft::Deferred<weft::io::MeasureKernels>)
