/* Devices that packs bring: memory, copies and streams. The CPU is the engine's own. */
#ifndef WEFT_ABI_DEVICE_H
#define WEFT_ABI_DEVICE_H

#include "../value.h"

#define WEFT_DEVICE "weft.device/0"
/* All functions [any thread]. Addresses are the device's own and mean nothing to the host. */
typedef struct weft_device {
  uint32_t struct_size;
  weft_device_id(WEFT_CALL* id)(void* self);
  const char*(WEFT_CALL* name)(void* self); /* "NVIDIA H100", lives as long as the object */
  weft_status(WEFT_CALL* memory)(void* self, uint64_t* used, uint64_t* total);
  weft_status(WEFT_CALL* allocate)(void* self, uint64_t bytes, void** address);
  void(WEFT_CALL* free)(void* self, void* address);
  weft_status(WEFT_CALL* copy_in)(void* self, void* device_address, const void* host, uint64_t bytes, void* stream);
  weft_status(WEFT_CALL* copy_out)(void* self, void* host, const void* device_address, uint64_t bytes, void* stream);
  weft_status(WEFT_CALL* make_stream)(void* self, void** stream);
  void(WEFT_CALL* free_stream)(void* self, void* stream);
  weft_status(WEFT_CALL* record_event)(void* self, void* stream, void** event);
  weft_status(WEFT_CALL* wait_event)(void* self, void* stream, void* event);
  weft_status(WEFT_CALL* synchronize)(void* self, void* stream);
  void(WEFT_CALL* free_event)(void* self, void* event);
} weft_device;

#endif
