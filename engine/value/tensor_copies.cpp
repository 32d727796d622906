#include <weft/value/tensor_copies.h>

#include <array>
#include <mutex>
#include <unordered_set>

#include "value_data.h"

namespace weft {
namespace {

// Locks by a tensor's address. One is held while a copy is made, and none of the others is taken meanwhile; the lists
// of copies have locks of their own, held for moments, so that an allocation that makes room may drop copies.
std::mutex& lockOf(std::array<std::mutex, 32>& locks, const weft_value* tensor) {
  return locks[reinterpret_cast<uintptr_t>(tensor) / sizeof(weft_value) % locks.size()];
}

std::mutex& transferLock(const weft_value* tensor) {
  static auto& locks = *new std::array<std::mutex, 32>;
  return lockOf(locks, tensor);
}

std::mutex& listLock(const weft_value* tensor) {
  static auto& locks = *new std::array<std::mutex, 32>;
  return lockOf(locks, tensor);
}

Value keptCopy(const weft_value* tensor, const weft_value_tensor& data, weft_device_id device) {
  const std::lock_guard lock(listLock(tensor));
  if (data.copies) {
    for (const Value& copy : *data.copies) {
      const weft_device_id id = copy.asTensor()->device;
      if (id.type == device.type && id.index == device.index) return copy;
    }
  }
  return {};
}

void dropOwnCopies(const weft_value* tensor, weft_value_tensor& data) {
  std::unique_ptr<std::vector<Value>> dropped;  // dies after the lock
  const std::lock_guard lock(listLock(tensor));
  dropped = std::move(data.copies);
}

}  // namespace

Result<Value> copyOn(const Value& tensor, weft_device_id device, const std::function<Result<Value>()>& make) {
  auto* pointer = const_cast<weft_value*>(tensor.get());
  auto* data = pointer ? std::get_if<weft_value_tensor>(&pointer->data) : nullptr;
  if (!data) return makeError(ErrorCode::TypeMismatch, "only tensors have copies, and this is " + tensor.describe());
  const std::lock_guard transfer(transferLock(pointer));
  if (Value kept = keptCopy(pointer, *data, device)) return kept;
  auto made = make();
  if (!made) return made;
  const std::lock_guard lock(listLock(pointer));
  if (!data->copies) data->copies = std::make_unique<std::vector<Value>>();
  data->copies->push_back(*made);
  return made;
}

void dropCopies(const Value& value) {
  std::vector<const weft_value*> pending;
  std::unordered_set<const weft_value*> seen;  // a list that holds another one twice, many levels deep
  const auto visit = [&](const Value& item) {
    if (item.get() && seen.insert(item.get()).second) pending.push_back(item.get());
  };
  visit(value);
  while (!pending.empty()) {
    auto* current = const_cast<weft_value*>(pending.back());
    pending.pop_back();
    if (auto* tensor = std::get_if<weft_value_tensor>(&current->data)) {
      dropOwnCopies(current, *tensor);
    } else if (const auto* list = std::get_if<std::vector<Value>>(&current->data)) {
      for (const Value& item : *list) visit(item);
    } else if (const auto* record = std::get_if<std::map<std::string, Value, std::less<>>>(&current->data)) {
      for (const auto& [name, item] : *record) visit(item);
    }
  }
}

}  // namespace weft
