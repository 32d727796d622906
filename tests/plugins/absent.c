/* A library that a plugin was linked with and that is not found when it is loaded. */
__attribute__((visibility("default"))) int weft_absent(void) { return 1; }
