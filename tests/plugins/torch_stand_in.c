/* A library that is nothing but a file with a build id of its own. */
__attribute__((visibility("default"))) const int weft_stand_in_version = VERSION;
