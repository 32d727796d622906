/* Tensors in the layout of DLPack 1.x (https://dmlc.github.io/dlpack), declared here so that a plugin needs nothing
 * else. The names differ from DLPack's own so that both headers may be included; the layout is the same.
 *
 * Rules on top of DLPack: what a value holds is immutable once published (flag READ_ONLY). Strides are in elements;
 * NULL means compact row-major. Tensors that the host hands to a node are ready to be read. A node that is given a
 * stream leaves its outputs ready on that stream; all others are finished when they are handed over. */
#ifndef WEFT_ABI_TENSOR_H
#define WEFT_ABI_TENSOR_H

#include "base.h"

/* DLPack's numbers. `index` tells devices of one type apart, from 0; of the CPU it is 0. */
enum { WEFT_DEVICE_CPU = 1, WEFT_DEVICE_CUDA = 2, WEFT_DEVICE_VULKAN = 7 };
typedef struct weft_device_id {
  int32_t type;
  int32_t index;
} weft_device_id;

/* What elements are, and their size. Hosts take INT and UINT of 8, 16, 32 and 64 bits, FLOAT of 16, 32 and 64, BFLOAT
 * of 16, and BOOL of 8: a byte that is 0 or 1. */
enum { WEFT_TYPE_INT = 0, WEFT_TYPE_UINT = 1, WEFT_TYPE_FLOAT = 2, WEFT_TYPE_BFLOAT = 4, WEFT_TYPE_BOOL = 6 };
typedef struct weft_dtype {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes; /* always 1 */
} weft_dtype;

/* Element (i, j, …) lies at data + byte_offset + (i * strides[0] + j * strides[1] + …) * bits / 8. A tensor of no
 * dimensions has one element; where a side is 0 there is none, and data may be NULL. Strides may be 0 and negative. */
typedef struct weft_tensor {
  void* data; /* on another device than the CPU: an address of its own (weft.device/0) */
  weft_device_id device;
  int32_t dimensions; /* how many sides `shape` and `strides` have, 0 or more */
  weft_dtype dtype;
  int64_t* shape;   /* sides, 0 or more */
  int64_t* strides; /* in elements, or NULL: compact row-major */
  uint64_t byte_offset;
} weft_tensor;

/* READ_ONLY: others may read it. IS_COPIED: the maker copied it for this one taker. */
enum { WEFT_TENSOR_READ_ONLY = 1, WEFT_TENSOR_IS_COPIED = 2 };
#define WEFT_DLPACK_MAJOR 1
#define WEFT_DLPACK_MINOR 0
typedef struct weft_dlpack_version {
  uint32_t major, minor;
} weft_dlpack_version;

/* A tensor with its owner. On another major version nothing but the deleter may be touched. */
typedef struct weft_managed_tensor {
  weft_dlpack_version version;
  void* manager;                                              /* the maker's own */
  void(WEFT_CALL* deleter)(struct weft_managed_tensor* self); /* [any thread], may be NULL */
  uint64_t flags;                                             /* WEFT_TENSOR_… */
  weft_tensor tensor;
} weft_managed_tensor;

#endif
