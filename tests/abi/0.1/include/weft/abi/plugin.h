/* The one symbol a plugin exports: data, so that the host reads the version before any of the plugin's code runs. */
#ifndef WEFT_ABI_PLUGIN_H
#define WEFT_ABI_PLUGIN_H

#include "call.h"
#include "host.h"

#define WEFT_MAGIC 0x54464557u /* "WEFT" */

typedef struct weft_plugin {
  uint32_t struct_size;
  uint32_t magic;   /* WEFT_MAGIC */
  weft_version abi; /* WEFT_ABI_VERSION: that of the headers it was built with */
  /* Called once after loading; keeps `host`; `folder` is where the library lies. Fast: no large libraries, no files.
   * On failure leaves a message through WEFT_ERRORS. */
  weft_status(WEFT_CALL* init)(const weft_host* host, const char* folder);
  void(WEFT_CALL* deinit)(void); /* at most once, after everything else; a process may end without it */
  const void*(WEFT_CALL* get_factory)(const char* id); /* [any thread] WEFT_…_FACTORY, or NULL */
} weft_plugin;

#define WEFT_ABI_VERSION \
  { WEFT_ABI_MAJOR, WEFT_ABI_MINOR, WEFT_ABI_PATCH }

/* extern const weft_plugin weft_plugin_entry; is what a plugin defines, with WEFT_EXPORT. */
#define WEFT_PLUGIN_SYMBOL "weft_plugin_entry"
#ifdef __cplusplus
extern "C" {
#endif
extern WEFT_EXPORT const weft_plugin weft_plugin_entry;
#ifdef __cplusplus
}
#endif

#endif
