#include "encode_image.h"
#include "encode_text.h"

#include <weft/sdk/plugin.h>

using namespace weft::encoders;

WEFT_PLUGIN("weft.encoders", "0.1.0", EncodeText, EncodeImage)
