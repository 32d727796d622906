/* Where an object's memory lies, for objects that hold much of it. Under pressure the host moves objects out that are
 * not in use: from a device to the CPU, from the CPU back to the file. The object brings itself back when it is used
 * next, and its answers are the same bytes. */
#ifndef WEFT_ABI_RESIDENCY_H
#define WEFT_ABI_RESIDENCY_H

#include "../value.h"

/* All functions [any thread]. */
#define WEFT_RESIDENCY "weft.residency/0"
typedef struct weft_residency {
  uint32_t struct_size;
  uint64_t(WEFT_CALL* bytes)(void* self, weft_device_id device); /* that lie there now */
  /* Brings it there and keeps it until unpin; pins count. */
  weft_status(WEFT_CALL* pin)(void* self, weft_device_id device);
  void(WEFT_CALL* unpin)(void* self, weft_device_id device);
  /* The last two never wait, and change nothing while the object is pinned or in use: WEFT_ERROR_UNSUPPORTED. */
  weft_status(WEFT_CALL* move)(void* self, weft_device_id from, weft_device_id to);
  weft_status(WEFT_CALL* drop)(void* self); /* back to its file */
} weft_residency;

#endif
