#include "partial.h"

void Partial::process(weft::Call& call) { call.set(sum, call[first] + call[second]); }
