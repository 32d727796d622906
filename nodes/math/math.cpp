// The pack weft.math: constants and arithmetic.
#include <weft/sdk.h>

#include "arithmetic.h"
#include "constants.h"

WEFT_PLUGIN("weft.math", "0.1.0", weft::math::Number, weft::math::Integer, weft::math::Boolean, weft::math::Text,
            weft::math::Add, weft::math::Subtract, weft::math::Multiply, weft::math::Divide, weft::math::Minimum,
            weft::math::Maximum, weft::math::Power, weft::math::Round, weft::math::Compare)
