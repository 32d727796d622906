// Uses a function that no library has.
#include "start.cpp"

namespace elsewhere {
int missingFunction(int number);
}
extern WEFT_EXPORT int (*usesMissing)(int);
int (*usesMissing)(int) = &elsewhere::missingFunction;
