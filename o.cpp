#include "h.h"
void Blend::process(){ printf("a id %s listed %d\n", a.id, a.d->listed); }
