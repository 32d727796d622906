// Memory and description of values. Both walk without recursion: lists may be nested as deep as memory allows.
#include <weft/base/text.h>
#include <weft/value/device.h>
#include <algorithm>
#include <unordered_set>

#include "tensor_layout.h"
#include "value_data.h"

namespace weft {
namespace {

uint64_t ownBytes(const weft_value& value) {
  uint64_t bytes = sizeof(weft_value);
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    bytes += text->size();
  } else if (const auto* tensor = std::get_if<weft_value_tensor>(&value.data)) {
    bytes += tensorSpan(tensor->managed->tensor);
  } else if (const auto* list = std::get_if<std::vector<Value>>(&value.data)) {
    bytes += list->size() * sizeof(Value);
  } else if (const auto* record = std::get_if<std::map<std::string, Value, std::less<>>>(&value.data)) {
    for (const auto& [name, item] : *record) bytes += name.size() + sizeof(std::string) + sizeof(Value);
  } else if (const auto* object = std::get_if<weft_object>(&value.data)) {
    if (object->bytes) bytes += object->bytes(object->self);
  }
  return bytes;
}

// Where a tensor's elements begin; of other values, the value itself.
const void* identityOf(const weft_value& value) {
  const auto* tensor = std::get_if<weft_value_tensor>(&value.data);
  if (!tensor || !tensor->managed->tensor.data) return &value;
  return static_cast<const char*>(tensor->managed->tensor.data) + tensor->managed->tensor.byte_offset;
}

std::string shapeText(const weft_tensor& tensor) {
  std::string text = "[";
  for (int32_t i = 0; i < tensor.dimensions; ++i) text += (i ? ", " : "") + std::to_string(tensor.shape[i]);
  return text + "]";
}

std::string recordText(const std::map<std::string, Value, std::less<>>& record) {
  constexpr size_t shown = 8;
  std::string text = "record {";
  size_t count = 0;
  for (const auto& [name, item] : record) {
    if (count == shown) {
      text += ", ...";
      break;
    }
    text += (count++ ? ", " : "") + printable(name, 40);
  }
  return text + "}";
}

}  // namespace

std::vector<Storage> storagesOf(std::span<const Value> values) {
  std::vector<Storage> storages;
  std::vector<const weft_value*> pending;
  // Counted once each: without this, a list that holds another one twice, 64 deep, would never end.
  std::unordered_set<const void*> seen;
  const auto visit = [&](const Value& item) {
    if (item.get() && seen.insert(item.get()).second) pending.push_back(item.get());
  };
  for (const Value& value : values) visit(value);
  while (!pending.empty()) {
    const weft_value* value = pending.back();
    pending.pop_back();
    const void* identity = identityOf(*value);
    if (identity == value || seen.insert(identity).second) storages.push_back({identity, ownBytes(*value)});
    if (const auto* list = std::get_if<std::vector<Value>>(&value->data)) {
      for (const Value& item : *list) visit(item);
    } else if (const auto* record = std::get_if<std::map<std::string, Value, std::less<>>>(&value->data)) {
      for (const auto& [name, item] : *record) visit(item);
    }
  }
  return storages;
}

uint64_t Value::bytes() const {
  if (!m_pointer) return 0;
  if (kind() != Kind::List && kind() != Kind::Record) return ownBytes(*m_pointer);
  uint64_t total = 0;
  for (const Storage& storage : storagesOf({this, 1})) total += storage.bytes;
  return total;
}

std::string Value::describe() const {
  switch (kind()) {
    case Kind::Number:
      return "number " + formatNumber(*asNumber());
    case Kind::Integer:
      return "integer " + std::to_string(*asInteger());
    case Kind::Boolean:
      return *asBoolean() ? "boolean true" : "boolean false";
    case Kind::String:
      return "string " + inQuotes(*asString(), 40);
    case Kind::Tensor: {
      const weft_tensor& tensor = *asTensor();
      const std::string text = "tensor " + dtypeName(tensor.dtype) + " " + shapeText(tensor);
      return tensor.device.type == WEFT_DEVICE_CPU ? text : text + " on " + deviceName(tensor.device);
    }
    case Kind::List:
      return "list of " + std::to_string(asList()->size());
    case Kind::Record:
      return recordText(*asRecord());
    case Kind::Object:
      return "object " + printable(asObject()->type, 60);
    case Kind::Sequence:
      return asSequence()->length < 0 ? "sequence of unknown length"
                                      : "sequence of " + std::to_string(asSequence()->length);
    case Kind::None:
      break;
  }
  return "nothing";
}

}  // namespace weft
