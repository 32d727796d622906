/* Trainable modules. Parameters cross the stable tier as copies; training itself belongs to the pinned tier. */
#ifndef WEFT_ABI_MODULE_H
#define WEFT_ABI_MODULE_H

#include "../value.h"

#define WEFT_MODULE "weft.module/0"
typedef struct weft_module {
  uint32_t struct_size;
  /* Names are unique, and those of the record. What is answered with is a new reference. */
  const char*(WEFT_CALL* parameter_name)(void* self, size_t index);         /* [any thread] NULL past the end */
  weft_status(WEFT_CALL* get_state)(void* self, const weft_value** record); /* [object] name -> tensor */
  /* [object] A module of the same kind with these parameters; this one stays as it is. */
  weft_status(WEFT_CALL* with_state)(void* self, const weft_value* record, const weft_value** object);
} weft_module;

#endif
