/* Tensors in the layout of DLPack 1.x (https://dmlc.github.io/dlpack), declared here so that a plugin needs nothing
 * else. The names differ from DLPack's own so that both headers may be included; the layout is the same.
 *
 * Rules on top of DLPack: what a value holds is immutable once published (flag READ_ONLY). Strides are in elements;
 * NULL means compact row-major. Tensors that the host hands to a node are ready to be read. A node that is given a
 * stream leaves its outputs ready on that stream; all others are finished when they are handed over. */
#ifndef WEFT_ABI_TENSOR_H
#define WEFT_ABI_TENSOR_H

#include "base.h"

enum { WEFT_DEVICE_CPU = 1, WEFT_DEVICE_CUDA = 2, WEFT_DEVICE_VULKAN = 7 };
typedef struct weft_device_id {
  int32_t type;
  int32_t index;
} weft_device_id;

enum { WEFT_TYPE_INT = 0, WEFT_TYPE_UINT = 1, WEFT_TYPE_FLOAT = 2, WEFT_TYPE_BFLOAT = 4, WEFT_TYPE_BOOL = 6 };
typedef struct weft_dtype {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes; /* always 1 */
} weft_dtype;

typedef struct weft_tensor {
  void* data;
  weft_device_id device;
  int32_t dimensions;
  weft_dtype dtype;
  int64_t* shape;
  int64_t* strides; /* in elements, or NULL: compact row-major */
  uint64_t byte_offset;
} weft_tensor;

enum { WEFT_TENSOR_READ_ONLY = 1, WEFT_TENSOR_IS_COPIED = 2 };
#define WEFT_DLPACK_MAJOR 1
#define WEFT_DLPACK_MINOR 0
typedef struct weft_dlpack_version {
  uint32_t major, minor;
} weft_dlpack_version;

/* On another major version nothing but the deleter may be touched. */
typedef struct weft_managed_tensor {
  weft_dlpack_version version;
  void* manager;
  void(WEFT_CALL* deleter)(struct weft_managed_tensor* self); /* [any thread], may be NULL */
  uint64_t flags;
  weft_tensor tensor;
} weft_managed_tensor;

#endif
