#include "digest.h"

#include <cmath>
#include <vector>

#include <weft/base/text.h>
#include <weft/value/foreign_call.h>
#include <weft/value/make_tensor.h>

namespace weft {
namespace {

constexpr int64_t mostItems = 8;  // of a sequence
constexpr int deepest = 32;       // lists in lists; what lies deeper is not looked at

std::vector<char> elementsOf(const weft_tensor& tensor) {
  const auto bytes = compactBytes(tensor.dtype, {tensor.shape, static_cast<size_t>(tensor.dimensions)});
  std::vector<char> elements(bytes ? *bytes : 0);
  if (!elements.empty()) gather(tensor, static_cast<const char*>(tensor.data) + tensor.byte_offset, elements.data());
  return elements;
}

void add(Hasher& hasher, const Value& value, int depth) {
  hasher.add(static_cast<int32_t>(value.kind()));
  if (depth > deepest) return;
  if (const weft_tensor* tensor = value.asTensor()) {
    hasher.add(uint32_t{tensor->dtype.code}).add(uint32_t{tensor->dtype.bits}).add(tensor->dimensions);
    for (int32_t i = 0; i < tensor->dimensions; ++i) hasher.add(tensor->shape[i]);
    if (tensor->device.type != WEFT_DEVICE_CPU) return;
    const std::vector<char> elements = elementsOf(*tensor);
    hasher.add(std::string_view(elements.data(), elements.size()));
  } else if (const auto* list = value.asList()) {
    hasher.add(list->size());
    for (const Value& item : *list) add(hasher, item, depth + 1);
  } else if (const auto* record = value.asRecord()) {
    hasher.add(record->size());
    for (const auto& [name, item] : *record) {
      hasher.add(name);
      add(hasher, item, depth + 1);
    }
  } else if (const auto* sequence = value.asSequence()) {
    hasher.add(sequence->length);
    for (int64_t i = 0; i < mostItems; ++i) {
      const weft_value* item = nullptr;
      if (!callChecked("get()", [&] { return sequence->get(sequence->self, i, &item); })) break;
      add(hasher, Value::adopt(item), depth + 1);
    }
  } else if (const std::string* text = value.asString()) {
    hasher.add(*text);
  } else if (value.kind() == Kind::Integer) {
    hasher.add(*value.asInteger());
  } else if (value.kind() == Kind::Number) {
    hasher.add(*value.asNumber());
  } else if (value.kind() == Kind::Boolean) {
    hasher.add(*value.asBoolean());
  }
}

}  // namespace

Hash128 digestOf(const Value& value) {
  Hasher hasher;
  add(hasher, value, 0);
  return hasher.finish();
}

Hash128 digestOf(std::span<const Value> values) {
  Hasher hasher;
  for (const Value& value : values) add(hasher, value, 0);
  return hasher.finish();
}

std::string outside(const Value& value, double low, double high) {
  const weft_tensor* tensor = value.asTensor();
  if (!tensor || tensor->device.type != WEFT_DEVICE_CPU) return {};
  if (tensor->dtype.code != WEFT_TYPE_FLOAT || tensor->dtype.bits != 32) return {};
  const std::vector<char> elements = elementsOf(*tensor);
  const auto* numbers = reinterpret_cast<const float*>(elements.data());
  for (size_t i = 0; i < elements.size() / sizeof(float); ++i) {
    if (numbers[i] >= low && numbers[i] <= high) continue;
    return "element " + std::to_string(i) + " is " + formatNumber(numbers[i]);
  }
  return {};
}

}  // namespace weft
