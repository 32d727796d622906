// Objects, as they are called from the other process.
#pragma once

#include "link.h"

namespace weft {

// What answers for objects of this process; the same on both sides.
Link::Services objectServices();

}  // namespace weft
