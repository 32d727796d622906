/* Objects that can be changed into others which share their weights. */
#ifndef WEFT_ABI_PATCHABLE_H
#define WEFT_ABI_PATCHABLE_H

#include "../value.h"

#define WEFT_PATCHABLE "weft.patchable/0"
typedef struct weft_patchable {
  uint32_t struct_size;
  /* [any thread] The kinds it takes ("lora", "control-residuals", "attention-perturbation", "skipped-layers",
   * "extra-tokens", "concatenated-channels"); NULL past the end. */
  const char*(WEFT_CALL* kind)(void* self, size_t index);
  /* [any thread] *object, a new reference, answers the same interfaces; this one stays as it is. What `record` holds
   * belongs to the kind. WEFT_ERROR_UNSUPPORTED: not a kind that it takes. */
  weft_status(WEFT_CALL* patch)(void* self, const char* kind, const weft_value* record, const weft_value** object);
} weft_patchable;

#endif
