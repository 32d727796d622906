#include "decode_latent.h"
#include "pack/deferred.h"

using namespace weft::decoders;

WEFT_PLUGIN("weft.decoders", "0.1.0", weft::Deferred<DecodeLatent>)
