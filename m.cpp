#include "h.h"
int main(){ Blend::a.d->listed=true; Blend x; x.process(); for(auto*d=registry;d;d=d->next) printf("%d %s\n", d->listed, d->where); }
