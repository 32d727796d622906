#include "devices.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include <weft/value/make_tensor.h>
#include <weft/value/tensor_copies.h>

namespace weft {
namespace {

bool isCpu(weft_device_id device) { return device.type == WEFT_DEVICE_CPU; }
bool isSame(weft_device_id a, weft_device_id b) { return a.type == b.type && (isCpu(a) || a.index == b.index); }

bool mayHoldTensors(const Value& value) {
  const Kind kind = value.kind();
  return kind == Kind::Tensor || kind == Kind::List || kind == Kind::Record;
}

template <class Visit>
void forItems(const Value& value, Visit&& visit) {
  if (const auto* list = value.asList()) {
    for (const Value& item : *list) visit(item);
  } else if (const auto* record = value.asRecord()) {
    for (const auto& [name, item] : *record) visit(item);
  }
}

uint64_t bytesOf(const Value& tensor) {
  const weft_tensor& view = *tensor.asTensor();
  const auto bytes = compactBytes(view.dtype, {view.shape, static_cast<size_t>(view.dimensions)});
  return bytes ? *bytes : 0;
}

}  // namespace

Devices::Devices(std::function<Result<Device>(weft_device_id)> open)
    : m_open(std::move(open)), m_reliever([](weft_device_id device, uint64_t) {
        if (!isCpu(device)) weft::dropCopies();
      }) {}

Result<const Device*> Devices::find(weft_device_id id) {
  if (!m_open) return makeError(ErrorCode::NotFound, "nobody brings devices");
  const std::lock_guard lock(m_mutex);
  const std::pair<int32_t, int32_t> key(id.type, id.index);
  auto known = m_devices.find(key);
  if (known == m_devices.end()) known = m_devices.emplace(key, m_open(id)).first;
  if (!known->second) return known->second.error();
  return &*known->second;
}

Result<void> Devices::prepare(weft_device_id device) {
  if (isCpu(device)) return {};
  m_used = true;
  const auto found = find(device);
  if (found || found.error().code == ErrorCode::NotFound) return {};
  return makeError(found.error().code, "cannot use " + deviceName(device) + ": " + found.error().message);
}

Result<Value> Devices::moved(const Value& value, weft_device_id device) {
  if (!m_used || !mayHoldTensors(value)) return value;
  return value.asTensor() ? movedTensor(value, device) : movedItems(value, device);
}

Result<void> Devices::move(Value& value, weft_device_id device) {
  if (!m_used || !mayHoldTensors(value)) return {};
  auto there = moved(value, device);
  if (!there) return std::move(there).error();
  value = *std::move(there);
  return {};
}

Result<Value> Devices::movedTensor(const Value& value, weft_device_id device) {
  const weft_device_id at = value.asTensor()->device;
  if (isSame(at, device)) return value;
  if (!isCpu(at) && !isCpu(device)) {
    auto between = movedTensor(value, cpuDevice);
    if (!between || !isCpu(between->asTensor()->device)) return between;
    return movedTensor(*between, device);
  }
  const bool in = isCpu(at);
  const auto found = find(in ? device : at);
  if (!found) {
    if (found.error().code == ErrorCode::NotFound) return value;
    return found.error();
  }
  return copyOn(value, device, [&]() -> Result<Value> {
    auto copy = in ? (*found)->copyIn(*value.asTensor()) : (*found)->copyOut(*value.asTensor());
    if (!copy) {
      Error error = std::move(copy).error();
      error.message = (in ? "copying to " : "copying from ") + deviceName(in ? device : at) + ": " + error.message;
      return error;
    }
    (in ? m_in : m_out).fetch_add(1, std::memory_order_relaxed);
    m_bytes.fetch_add(bytesOf(value), std::memory_order_relaxed);
    return copy;
  });
}

// Items before what holds them, each once, without recursion: lists may be nested as deep as memory allows.
Result<Value> Devices::movedItems(const Value& value, weft_device_id device) {
  std::unordered_map<const weft_value*, Value> done;
  std::vector<std::pair<Value, bool>> pending;  // true: its items are done
  pending.emplace_back(value, false);
  while (!pending.empty()) {
    auto [current, itemsDone] = std::move(pending.back());
    pending.pop_back();
    if (done.contains(current.get())) continue;
    if (current.asTensor()) {
      auto there = movedTensor(current, device);
      if (!there) return there;
      done.emplace(current.get(), *std::move(there));
    } else if (!itemsDone) {
      pending.emplace_back(current, true);
      forItems(current, [&](const Value& item) {
        if (mayHoldTensors(item) && !done.contains(item.get())) pending.emplace_back(item, false);
      });
    } else {
      const auto standIn = [&](const Value& item) {
        const auto found = done.find(item.get());
        return found == done.end() ? item : found->second;
      };
      bool changed = false;
      forItems(current, [&](const Value& item) { changed = changed || standIn(item).get() != item.get(); });
      if (!changed) {
        done.emplace(current.get(), current);
      } else if (const auto* list = current.asList()) {
        std::vector<Value> items;
        items.reserve(list->size());
        for (const Value& item : *list) items.push_back(standIn(item));
        done.emplace(current.get(), Value::list(std::move(items)));
      } else {
        std::map<std::string, Value, std::less<>> items;
        for (const auto& [name, item] : *current.asRecord()) items.emplace(name, standIn(item));
        done.emplace(current.get(), Value::record(std::move(items)));
      }
    }
  }
  return done.at(value.get());
}

Devices::Copies Devices::copies() const { return {m_in.load(), m_out.load(), m_bytes.load()}; }

void Devices::startRun() { m_in = m_out = m_bytes = 0; }

void Devices::dropCopies() {
  if (m_used) weft::dropCopies();
}

}  // namespace weft
