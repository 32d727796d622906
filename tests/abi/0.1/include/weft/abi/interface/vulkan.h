/* What a plugin needs to run shaders of its own on a Vulkan device of ours: asked of the object of that device (service
 * WEFT_DEVICES). Handles are Vulkan's, without its headers: a dispatchable one is a pointer, any other a number. */
#ifndef WEFT_ABI_VULKAN_H
#define WEFT_ABI_VULKAN_H

#include "../value.h"

typedef struct weft_vulkan_handles {
  uint32_t struct_size;  /* set by the caller */
  uint32_t queue_family; /* of `queue`, which computes and copies */
  void* instance;        /* VkInstance, of Vulkan 1.1 */
  void* physical_device; /* VkPhysicalDevice */
  void* device;          /* VkDevice */
  void* queue;           /* VkQueue: only between lock() and unlock() */
} weft_vulkan_handles;

#define WEFT_VULKAN "weft.vulkan/0"
/* All functions [any thread]. The handles live as long as the device object. */
typedef struct weft_vulkan {
  uint32_t struct_size;
  weft_status(WEFT_CALL* handles)(void* self, weft_vulkan_handles* out);
  /* Around every use of the queue: submit, wait for idle. Short: others wait. Does not nest. */
  void(WEFT_CALL* lock)(void* self);
  void(WEFT_CALL* unlock)(void* self);
  /* The VkBuffer (storage, transfer source and destination) that holds an address of weft.device/0, such as a tensor's
   * data + byte_offset: where in it, and how many bytes of the allocation follow. What was written there must have
   * been waited for, and be visible to all, before the node returns. */
  weft_status(WEFT_CALL* buffer)(void* self, const void* address, uint64_t* buffer, uint64_t* offset, uint64_t* bytes);
} weft_vulkan;

#endif
