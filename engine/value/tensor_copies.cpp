#include <weft/value/tensor_copies.h>

#include <array>
#include <iterator>
#include <mutex>
#include <unordered_set>

#include "value_data.h"

namespace weft {
namespace {

// Held while a copy of a tensor is made; of several such locks a thread holds one at a time.
std::mutex& transferLock(const weft_value* tensor) {
  static auto& locks = *new std::array<std::mutex, 64>;
  return locks[reinterpret_cast<uintptr_t>(tensor) / sizeof(weft_value) % locks.size()];
}

// The tensors that have copies, and the lock of all their lists: held for moments, never while anything is allocated on
// a device or destroyed.
struct Owners {
  std::mutex mutex;
  std::unordered_set<weft_value*> all;
};

Owners& owners() {
  static auto& instance = *new Owners;
  return instance;
}

Value keptCopy(const weft_value_tensor& data, weft_device_id device) {
  const std::lock_guard lock(owners().mutex);
  if (data.copies) {
    for (const Value& copy : *data.copies) {
      const weft_device_id id = copy.asTensor()->device;
      if (id.type == device.type && id.index == device.index) return copy;
    }
  }
  return {};
}

}  // namespace

Result<Value> copyOn(const Value& tensor, weft_device_id device, const std::function<Result<Value>()>& make) {
  auto* pointer = const_cast<weft_value*>(tensor.get());
  auto* data = pointer ? std::get_if<weft_value_tensor>(&pointer->data) : nullptr;
  if (!data) return makeError(ErrorCode::TypeMismatch, "only tensors have copies, and this is " + tensor.describe());
  const std::lock_guard transfer(transferLock(pointer));
  if (Value kept = keptCopy(*data, device)) return kept;
  auto made = make();
  if (!made) return made;
  const std::lock_guard lock(owners().mutex);
  owners().all.insert(pointer);
  if (!data->copies) data->copies = std::make_unique<std::vector<Value>>();
  data->copies->push_back(*made);
  return made;
}

void dropCopies() {
  std::vector<Value> dropped;  // they die after the lock
  const std::lock_guard lock(owners().mutex);
  for (weft_value* owner : owners().all) {
    auto& copies = *std::get_if<weft_value_tensor>(&owner->data)->copies;
    std::move(copies.begin(), copies.end(), std::back_inserter(dropped));
    copies.clear();
  }
}

void forgetCopies(weft_value* tensor) {
  const std::lock_guard lock(owners().mutex);
  owners().all.erase(tensor);
}

}  // namespace weft
