/* Versions, status codes and the rules every header of the ABI keeps.
 *
 * The ABI is C11, also read by C++11 and later. It grows in two ways only: fields are appended to structs that begin
 * with `struct_size`, and new interfaces and services get ids of their own ("name/REVISION"). Ids are never renamed.
 * Until 1.0 is declared the ABI is 0.x: ids end in "/0", and host and plugin must have the same minor version.
 *
 * Thread rules stand in square brackets beside each function:
 *   [any thread]  may be called at any time from any thread, also from several at once
 *   [call]        only inside the node's process(), and on the thread that runs it
 *   [object]      one call at a time for one object; different objects at the same time
 * No function lets an exception through, in either direction. All strings are UTF-8 and end in NUL. */
#ifndef WEFT_ABI_BASE_H
#define WEFT_ABI_BASE_H

#include <stddef.h>
#include <stdint.h>

/* WEFT_CALL stands in the type of every function that crosses the border; WEFT_EXPORT before weft_plugin_entry. */
#if defined(_WIN32)
#define WEFT_CALL __cdecl
#define WEFT_EXPORT __declspec(dllexport)
#else
#define WEFT_CALL
#define WEFT_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define WEFT_EXTERN_C extern "C"
#define WEFT_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define WEFT_EXTERN_C
#define WEFT_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

#define WEFT_ABI_MAJOR 0
#define WEFT_ABI_MINOR 1
#define WEFT_ABI_PATCH 0

typedef struct weft_version {
  uint32_t major, minor, patch;
} weft_version;

/* True when the struct that `pointer` points to is new enough to hold `field`. */
#define WEFT_HAS_FIELD(pointer, type, field) \
  ((pointer)->struct_size >= offsetof(type, field) + sizeof((pointer)->field))

/* 0 is success; above: not an error; below: an error, with a message left through weft_errors or weft_calls.fail. */
typedef int32_t weft_status;
enum {
  WEFT_OK = 0,
  WEFT_NEED_INPUTS = 1,     /* process() asked for lazy inputs and wants to be called again when they are there */
  WEFT_PENDING = 2,         /* process() waits for the outside and will be called again after resume() */
  WEFT_ERROR_INTERNAL = -1, /* a mistake in the code that answers so */
  WEFT_ERROR_INVALID_ARGUMENT = -2,     /* a value that cannot be worked with; the usual one for a node */
  WEFT_ERROR_TYPE_MISMATCH = -3,        /* another kind, element type or shape than is wanted */
  WEFT_ERROR_NOT_FOUND = -4,            /* a name or index of which there is nothing; the end of a sequence */
  WEFT_ERROR_BAD_FILE = -5,             /* an input file is missing or malformed */
  WEFT_ERROR_IO = -6,                   /* writing failed */
  WEFT_ERROR_OUT_OF_MEMORY = -7,        /* of the machine, or of the run's budget */
  WEFT_ERROR_DEVICE_OUT_OF_MEMORY = -8, /* the host frees what it can and tries once more */
  WEFT_ERROR_UNSUPPORTED_DEVICE = -9,   /* a tensor lies where this cannot reach it */
  WEFT_ERROR_UNSUPPORTED = -10,         /* an optional ability that is not there */
  WEFT_ERROR_MISSING_SERVICE = -11,     /* init(): this host lacks what the plugin cannot do without */
  WEFT_ERROR_CANCELLED = -12            /* the run is to stop: passed on, without a message */
};

/* How long work reports and learns that it is to stop. report() answers WEFT_ERROR_CANCELLED then; the work ends
 * as soon as it can and returns that status. `step` of `total` is done; total 0: not known. [any thread] */
typedef struct weft_progress {
  uint32_t struct_size;
  void* user;
  weft_status(WEFT_CALL* report)(void* user, uint64_t step, uint64_t total);
} weft_progress;

#endif
