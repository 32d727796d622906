/* Needs a library that no one finds at run time. */
#include "small.c"

extern int weft_absent(void);
WEFT_EXPORT int uses_absent(void) { return weft_absent(); }
