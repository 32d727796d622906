// Objects that answer weft.residency, known for as long as their values live: what can be moved out of a device's
// memory while nobody uses it.
#pragma once

#include <cstdint>
#include <functional>

#include <weft/abi/tensor.h>

struct weft_value;

namespace weft {

// A number for the object, not 0, if it answers weft.residency.
uint64_t addResidentObject(weft_value& value);
void removeResidentObject(uint64_t number) noexcept;

// Moves objects out, the oldest first, until `enough` says so: from the CPU back to their files, from another device to
// the CPU, or to their files where there is no room. Those that are in use refuse and are passed over.
void moveObjectsOut(weft_device_id device, const std::function<bool()>& enough);

}  // namespace weft
