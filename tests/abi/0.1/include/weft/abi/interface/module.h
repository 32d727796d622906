/* Trainable modules. Parameters cross the stable tier as copies; training itself belongs to the pinned tier. */
#ifndef WEFT_ABI_MODULE_H
#define WEFT_ABI_MODULE_H

#include "../value.h"

#define WEFT_MODULE "weft.module/0"
typedef struct weft_module {
  uint32_t struct_size;
  const char*(WEFT_CALL* parameter_name)(void* self, size_t index);         /* [any thread] NULL past the end */
  weft_status(WEFT_CALL* get_state)(void* self, const weft_value** record); /* [object] name -> tensor */
  weft_status(WEFT_CALL* with_state)(void* self, const weft_value* record, const weft_value** object); /* a new one */
} weft_module;

#endif
