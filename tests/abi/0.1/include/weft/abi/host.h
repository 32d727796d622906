/* What the host offers. A plugin gets the host at init() and asks for services by id; each is a table of functions
 * that lives as long as the process. A service a host does not have is NULL; WEFT_VALUES, WEFT_CALLS, WEFT_ERRORS and
 * WEFT_LOG are always there. */
#ifndef WEFT_ABI_HOST_H
#define WEFT_ABI_HOST_H

#include "value.h"

typedef struct weft_host {
  uint32_t struct_size;
  weft_version abi;    /* the host's; a plugin that needs a later one fails its init() */
  const char* name;    /* of the program, for messages */
  const char* version; /* of the program */
  const void*(WEFT_CALL* get_service)(const char* id); /* [any thread] */
} weft_host;

/* The message that belongs to the last failure on this thread. An interface function that fails leaves one here. */
#define WEFT_ERRORS "weft.errors/0"
typedef struct weft_errors {
  uint32_t struct_size;
  void(WEFT_CALL* set)(const char* message); /* copied */
  const char*(WEFT_CALL* get)(void);         /* never NULL; valid until the next set on this thread */
} weft_errors;

enum { WEFT_LOG_DEBUG = 0, WEFT_LOG_INFO = 1, WEFT_LOG_WARNING = 2, WEFT_LOG_ERROR = 3 };
#define WEFT_LOG "weft.log/0"
typedef struct weft_log {
  uint32_t struct_size;
  /* [any thread] One line. `category` is what WEFT_LOG filters by: the plugin's name, or a part of it. */
  void(WEFT_CALL* write)(int32_t level, const char* category, const char* text);
} weft_log;

/* Memory that the engine counts, in the name of the node whose call this thread is in. What does not fit the budget is
 * WEFT_ERROR_OUT_OF_MEMORY, on a device WEFT_ERROR_DEVICE_OUT_OF_MEMORY, with a message that says who holds what; the
 * host has given up what it could before. [any thread] */
typedef struct weft_charge weft_charge;
#define WEFT_ALLOCATOR "weft.allocator/0"
typedef struct weft_allocator {
  uint32_t struct_size;
  /* A compact, uninitialised tensor; 64-byte aligned on the CPU. On another device it is that device's memory, which
   * the host opens if need be. The caller owns *out until it makes a value of it. */
  weft_status(WEFT_CALL* tensor)(weft_device_id device, weft_dtype dtype, const int64_t* shape, int32_t dimensions,
                                 weft_managed_tensor** out);
  /* A block on the CPU: uninitialised, 64-byte aligned, not NULL, also for 0 bytes. For a library's own allocator. */
  weft_status(WEFT_CALL* allocate)(uint64_t bytes, void** block);
  void(WEFT_CALL* release)(void* block); /* NULL is allowed */
  /* Counts bytes that the plugin is about to allocate itself, on a device or in a library of its own, until discharge,
   * which follows when they have been freed. */
  weft_status(WEFT_CALL* charge)(weft_device_id device, uint64_t bytes, weft_charge** charge);
  void(WEFT_CALL* discharge)(weft_charge* charge); /* NULL is allowed */
} weft_allocator;

/* The devices that packs bring, as objects with the interface weft.device/0 and those of their kind (weft.vulkan/0).
 * A node asks for the device it is placed on. [any thread] */
#define WEFT_DEVICES "weft.devices/0"
typedef struct weft_devices {
  uint32_t struct_size;
  /* A new reference. Not the CPU, which is no such object. */
  weft_status(WEFT_CALL* open)(weft_device_id device, const weft_value** object);
} weft_devices;

/* Pure functions of (seed, stream, offset): no hidden state, the same on every machine. Philox 4x32-10 (Salmon et al.,
 * "Parallel random numbers: as easy as 1, 2, 3", 2011). `stream` names what the numbers are for; `offset` is which
 * number of the stream stands first in out[0 .. count), so that parts may be drawn in any order, by any thread. [any
 * thread] */
#define WEFT_RANDOM "weft.random/0"
typedef struct weft_random {
  uint32_t struct_size;
  void(WEFT_CALL* uniform)(int64_t seed, const char* stream, uint64_t offset, float* out, size_t count); /* [0, 1) */
  void(WEFT_CALL* normal)(int64_t seed, const char* stream, uint64_t offset, float* out, size_t count); /* Box-Muller */
} weft_random;

/* Runs body(user, begin, end) over parts of [0, count), on the host's threads, and returns when all are done; in this
 * thread alone if there are no others. Parts are no longer than `grain` (0 counts as 1), and are cut by count
 * and grain alone. Returns the first error. The body uses nothing of `call` but cancelled(). [call] */
#define WEFT_PARALLEL "weft.parallel/0"
typedef struct weft_parallel {
  uint32_t struct_size;
  weft_status(WEFT_CALL* run)(weft_call* call, size_t count, size_t grain,
                              weft_status(WEFT_CALL* body)(void* user, size_t begin, size_t end), void* user);
} weft_parallel;

/* Output files. A file appears under its name only when it is committed; nothing an earlier run wrote is replaced. */
typedef struct weft_output weft_output;
enum {
  WEFT_OUTPUT_REPLACE = 1, /* replaces what this node wrote under this name in this run; else a new number */
  WEFT_OUTPUT_DURABLE = 2  /* survives a power cut once committed (a checkpoint) */
};
#define WEFT_FILES "weft.files/0"
typedef struct weft_files {
  uint32_t struct_size;
  /* Opens an output `name` + `extension` (".png") below the output folder; `name` may hold folders, never "..".
   * *path is a temporary file to write to, on the same file system. What is not committed when process() returns is
   * abandoned. `flags`: WEFT_OUTPUT_…, or 0. [call] */
  weft_status(WEFT_CALL* open)(weft_call* call, const char* name, const char* extension, uint32_t flags,
                               weft_output** output, const char** path);
  weft_status(WEFT_CALL* commit)(weft_output* output, const char** path); /* ends it; *path is where it lies now */
  void(WEFT_CALL* abandon)(weft_output* output);                          /* ends it; nothing is left */
  const char*(WEFT_CALL* output_folder)(weft_call* call);                 /* to look for checkpoints of earlier runs */
} weft_files;

/* The graph as it runs, as JSON text, for pictures that carry it. [call] */
#define WEFT_DOCUMENT "weft.document/0"
typedef struct weft_document {
  uint32_t struct_size;
  const char*(WEFT_CALL* json)(weft_call* call); /* NULL when there is none */
} weft_document;

/* Where a plugin has several kernels for one thing, which differ in speed and in the last bits of what they compute:
 * which one it is to be on this machine. The answers are the same for the life of the process, and part of every
 * content key. [any thread] */
#define WEFT_KERNELS "weft.kernels/0"
typedef struct weft_kernels {
  uint32_t struct_size;
  const char*(WEFT_CALL* processor)(void); /* the kind that choices hold for: "GenuineIntel x86-64-v4 amx" */
  /* "linear.f32" -> "convolution"; NULL: nobody has measured it, what is good for processor() is to be taken. */
  const char*(WEFT_CALL* choice)(const char* operation);
} weft_kernels;

enum { WEFT_THREAD_OTHER = 0, WEFT_THREAD_CALL = 1 };
#define WEFT_THREAD_CHECK "weft.thread-check/0"
typedef struct weft_thread_check {
  uint32_t struct_size;
  int32_t(WEFT_CALL* kind)(void); /* [any thread] whether this thread is inside a process() call */
} weft_thread_check;

#endif
