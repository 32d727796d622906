// A solver whose steps build on earlier ones: Adams and Bashforth's method of second order.
#pragma once

#include <weft/abi/value.h>

namespace weft::test {

// A new reference to an object of type "solver".
const weft_value* makeMultistepSolver();

}  // namespace weft::test
