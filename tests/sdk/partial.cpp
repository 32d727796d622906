#include "partial.h"

WEFT_PLUGIN("org.example.partial", "1.0.0", Partial, BadText)
