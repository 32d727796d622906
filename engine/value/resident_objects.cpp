#include "resident_objects.h"

#include <map>
#include <mutex>
#include <vector>

#include <weft/abi/interface/residency.h>

#include "value_data.h"

namespace weft {
namespace {

std::mutex g_mutex;
uint64_t g_last = 0;
std::map<uint64_t, weft_value*>& objects() {
  static auto& map = *new std::map<uint64_t, weft_value*>;  // used by threads that outlive main()
  return map;
}

const weft_residency* residencyOf(const weft_object& object) {
  return static_cast<const weft_residency*>(object.get_interface(object.self, WEFT_RESIDENCY));
}

// A reference to each, but to those that are being destroyed.
std::vector<Value> liveObjects() {
  std::vector<Value> live;
  const std::lock_guard lock(g_mutex);
  for (auto& [number, value] : objects()) {
    uint64_t references = value->references.load(std::memory_order_relaxed);
    while (references > 0 && !value->references.compare_exchange_weak(references, references + 1)) {
    }
    if (references > 0) live.push_back(Value::adopt(value));
  }
  return live;
}

}  // namespace

uint64_t addResidentObject(weft_value& value) {
  const auto* object = std::get_if<weft_object>(&value.data);
  if (!object || !residencyOf(*object)) return 0;
  const std::lock_guard lock(g_mutex);
  objects()[++g_last] = &value;
  return g_last;
}

void removeResidentObject(uint64_t number) noexcept {
  const std::lock_guard lock(g_mutex);
  objects().erase(number);
}

void moveObjectsOut(weft_device_id device, const std::function<bool()>& enough) {
  for (const Value& value : liveObjects()) {
    if (enough()) return;
    const weft_object& object = *value.asObject();
    const weft_residency& residency = *residencyOf(object);
    if (residency.bytes(object.self, device) == 0) continue;
    constexpr weft_device_id host{WEFT_DEVICE_CPU, 0};
    if (device.type != WEFT_DEVICE_CPU && residency.move(object.self, device, host) == WEFT_OK) continue;
    residency.drop(object.self);
  }
}

}  // namespace weft
