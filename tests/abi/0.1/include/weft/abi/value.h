/* Values: immutable, reference-counted, of one of nine kinds. The service is asked for as WEFT_VALUES. */
#ifndef WEFT_ABI_VALUE_H
#define WEFT_ABI_VALUE_H

#include "tensor.h"

typedef struct weft_value weft_value;
typedef struct weft_call weft_call; /* one call of process(); see call.h */

enum {
  WEFT_KIND_NUMBER = 1,  /* double */
  WEFT_KIND_INTEGER = 2, /* int64 */
  WEFT_KIND_BOOLEAN = 3,
  WEFT_KIND_STRING = 4,  /* UTF-8, may hold NUL */
  WEFT_KIND_TENSOR = 5,  /* see tensor.h */
  WEFT_KIND_LIST = 6,    /* of values of any kind */
  WEFT_KIND_RECORD = 7,  /* named values, in the order of their names */
  WEFT_KIND_OBJECT = 8,  /* opaque, answers interfaces */
  WEFT_KIND_SEQUENCE = 9 /* values by index, made when asked for */
};

/* An opaque thing with interfaces: a model, an encoder, a solver. */
typedef struct weft_object {
  uint32_t struct_size;
  const char* type; /* what it is: "denoiser", "solver", "org.example.thing"; static or owned by self */
  void* self;
  const void*(WEFT_CALL* get_interface)(void* self, const char* id); /* [any thread] NULL: does not have it */
  void(WEFT_CALL* destroy)(void* self);                              /* [any thread] after the last reference */
  uint64_t(WEFT_CALL* bytes)(void* self);                            /* [any thread] memory held; may be NULL */
} weft_object;

/* Values by index, made on demand: video frames, batches of files, data sets. */
typedef struct weft_sequence {
  uint32_t struct_size;
  void* self;
  int64_t length; /* -1: not known */
  /* [any thread] Pure: one index, one value. WEFT_ERROR_NOT_FOUND past the end. *item is a new reference. */
  weft_status(WEFT_CALL* get)(void* self, int64_t index, const weft_value** item);
  void(WEFT_CALL* destroy)(void* self);
} weft_sequence;

/* All functions [any thread]. Makers return a new reference, or NULL when there is no memory or the arguments are
 * not usable. Makers that take ownership (tensor, object, sequence) take it on failure too. Readers borrow: what
 * they return lives as long as the value. They answer WEFT_ERROR_TYPE_MISMATCH for another kind and for NULL, and leave
 * *out alone then. Strings and names are UTF-8; no two names of a record are equal; no item is NULL. The reason for a
 * failure is left through WEFT_ERRORS. */
#define WEFT_VALUES "weft.values/0"
typedef struct weft_values {
  uint32_t struct_size;
  void(WEFT_CALL* retain)(const weft_value* value);
  void(WEFT_CALL* release)(const weft_value* value); /* NULL is allowed */
  int32_t(WEFT_CALL* kind)(const weft_value* value); /* WEFT_KIND_…; 0 for NULL */

  const weft_value*(WEFT_CALL* number)(double value);
  const weft_value*(WEFT_CALL* integer)(int64_t value);
  const weft_value*(WEFT_CALL* boolean)(int32_t value);
  const weft_value*(WEFT_CALL* string)(const char* text, size_t bytes);
  const weft_value*(WEFT_CALL* tensor)(
      weft_managed_tensor* tensor); /* takes ownership; nobody writes to it from then on */
  const weft_value*(WEFT_CALL* list)(const weft_value* const* items, size_t count); /* retains the items */
  const weft_value*(WEFT_CALL* record)(const char* const* names, const weft_value* const* items, size_t count);
  const weft_value*(WEFT_CALL* object)(const weft_object* object);       /* copies the struct, owns self */
  const weft_value*(WEFT_CALL* sequence)(const weft_sequence* sequence); /* copies the struct, owns self */

  weft_status(WEFT_CALL* as_number)(const weft_value* value, double* out); /* an integer that fits exactly too */
  weft_status(WEFT_CALL* as_integer)(const weft_value* value, int64_t* out);
  weft_status(WEFT_CALL* as_boolean)(const weft_value* value, int32_t* out);
  weft_status(WEFT_CALL* as_string)(const weft_value* value, const char** text, size_t* bytes);
  weft_status(WEFT_CALL* as_tensor)(const weft_value* value, const weft_tensor** out); /* never written to */
  /* A reference of its own, for a library that keeps tensors, ended by its deleter; flags has READ_ONLY. */
  weft_status(WEFT_CALL* to_dlpack)(const weft_value* value, weft_managed_tensor** out);
  weft_status(WEFT_CALL* list_size)(const weft_value* value, size_t* out);
  const weft_value*(WEFT_CALL* list_item)(const weft_value* value, size_t index);       /* borrowed, or NULL */
  const weft_value*(WEFT_CALL* record_item)(const weft_value* value, const char* name); /* borrowed, or NULL */
  const char*(WEFT_CALL* record_name)(const weft_value* value, size_t index);           /* NULL past the end */
  weft_status(WEFT_CALL* as_object)(const weft_value* value, const weft_object** out);
  weft_status(WEFT_CALL* as_sequence)(const weft_value* value, const weft_sequence** out);
} weft_values;

#endif
