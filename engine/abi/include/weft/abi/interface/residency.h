/* Where an object's memory lies, for objects that hold much of it. */
#ifndef WEFT_ABI_RESIDENCY_H
#define WEFT_ABI_RESIDENCY_H

#include "../value.h"

#define WEFT_RESIDENCY "weft.residency/0"
typedef struct weft_residency {
  uint32_t struct_size;
  uint64_t(WEFT_CALL* bytes)(void* self, weft_device_id device);  /* [any thread] */
  weft_status(WEFT_CALL* pin)(void* self, weft_device_id device); /* [object] bring it there and keep it */
  void(WEFT_CALL* unpin)(void* self, weft_device_id device);      /* [object] */
  weft_status(WEFT_CALL* move)(void* self, weft_device_id from, weft_device_id to); /* [object] only while not pinned */
  weft_status(WEFT_CALL* drop)(void* self); /* [object] back to its mapped file */
} weft_residency;

#endif
