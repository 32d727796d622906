#include "decode_latent.h"

#include <weft/sdk/plugin.h>

using namespace weft::decoders;

WEFT_PLUGIN("weft.decoders", "0.1.0", DecodeLatent)
