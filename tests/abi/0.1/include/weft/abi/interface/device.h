/* Devices that packs bring: memory, copies and streams. The CPU is the engine's own. */
#ifndef WEFT_ABI_DEVICE_H
#define WEFT_ABI_DEVICE_H

#include "../value.h"

#define WEFT_DEVICE "weft.device/0"
/* All functions [any thread]. Addresses are the device's own and mean nothing to the host; every byte of an allocation
 * has one, so that address + n is a place within it. A device without streams leaves make_stream and what follows NULL
 * and ignores `stream`: its copies have been made when the function returns. So they have where `stream` is NULL. */
typedef struct weft_device {
  uint32_t struct_size;
  weft_device_id(WEFT_CALL* id)(void* self);
  const char*(WEFT_CALL* name)(void* self); /* "NVIDIA H100", lives as long as the object */
  weft_status(WEFT_CALL* memory)(void* self, uint64_t* used, uint64_t* total); /* used: by this process, as far known */
  /* 256-byte aligned; `bytes` is at least 1. WEFT_ERROR_DEVICE_OUT_OF_MEMORY: the host frees what it can, once. */
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

/* What a plugin answers get_factory() with that brings devices, beside its node factory, which may be empty then. Both
 * functions may load a driver and take their time; neither is called before a device is asked for. [any thread] */
#define WEFT_DEVICE_FACTORY "weft.device-factory/0"
typedef struct weft_device_factory {
  uint32_t struct_size;
  int32_t type; /* WEFT_DEVICE_CUDA, WEFT_DEVICE_VULKAN */
  /* How many there are, the one to prefer first. None is an error that says why: no driver, no device. */
  weft_status(WEFT_CALL* count)(int32_t* count);
  /* *device is a new reference to an object with the interface weft.device/0. Called once for each index. */
  weft_status(WEFT_CALL* open)(int32_t index, const weft_value** device);
} weft_device_factory;

#endif
