/* The entry symbol is a function, where data is wanted. */
__attribute__((visibility("default"))) int weft_plugin_entry(void) { return 1; }
