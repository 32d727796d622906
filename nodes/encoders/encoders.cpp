#include "encode_image.h"
#include "encode_text.h"
#include "pack/deferred.h"

using namespace weft::encoders;

WEFT_PLUGIN("weft.encoders", "0.1.0", weft::Deferred<EncodeText>, weft::Deferred<EncodeImage>)
