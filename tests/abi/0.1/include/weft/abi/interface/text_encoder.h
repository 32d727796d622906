/* Text to conditioning. */
#ifndef WEFT_ABI_TEXT_ENCODER_H
#define WEFT_ABI_TEXT_ENCODER_H

#include "../value.h"

/* A conditioning is a record. Fields known to the shipped packs, all optional but one of the first two:
 *   states   [1, tokens, channels] float   what cross- or joint attention reads
 *   pooled   [1, channels] float
 *   mask     [1, tokens] float, 1 where a token stands
 *   text     string, what was encoded
 *   unknown  list of strings: words the encoder does not know
 * A null conditioning (NULL, where an interface takes one) is the model's own "without condition". */
#define WEFT_TEXT_ENCODER "weft.text-encoder/0"
typedef struct weft_text_encoder {
  uint32_t struct_size;
  /* [object] *conditioning is a new reference. */
  weft_status(WEFT_CALL* encode)(void* self, const char* text, const weft_value** conditioning);
} weft_text_encoder;

#endif
