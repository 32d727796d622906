// The structure is a table of values, each after those that it holds, so that one pass reads it without recursion:
// a count, the values, then a count and the places of what was asked for. Numbers are little-endian.
#include <weft/value/codec.h>
#include <weft/value/make_tensor.h>
#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>

#include "tensor_layout.h"

namespace weft {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

constexpr uint32_t noValue = UINT32_MAX;

template <typename T>
void put(std::string& structure, T value) {
  structure.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
bool get(std::string_view& rest, T& value) {
  if (rest.size() < sizeof value) return false;
  std::memcpy(&value, rest.data(), sizeof value);
  rest.remove_prefix(sizeof value);
  return true;
}

class Encoder {
 public:
  explicit Encoder(const LeafWriter& writeLeaf) : m_writeLeaf(writeLeaf) {}

  Result<std::string> encode(std::span<const Value> values) {
    put<uint32_t>(0);  // the count, when it is known
    for (const Value& value : values) {
      if (!value) continue;
      if (auto added = addTree(value); !added) return added.error();
    }
    const auto count = static_cast<uint32_t>(m_places.size());
    std::memcpy(m_out.data(), &count, sizeof count);
    put<uint32_t>(static_cast<uint32_t>(values.size()));
    for (const Value& value : values) putPlace(value);
    return std::move(m_out);
  }

 private:
  // A container is visited twice: first it sends for what it holds, then it is written.
  struct Visit {
    Value value;
    bool ready = false;
  };

  static Error tooMuch() {
    return makeError(ErrorCode::InvalidArgument, "a value has more parts than 32 bits can count");
  }

  Result<void> addTree(const Value& root) {
    std::vector<Visit> open{{root, false}};
    while (!open.empty()) {
      const Visit visit = open.back();
      open.pop_back();
      if (m_places.contains(visit.value.get())) continue;
      if (const bool holds = visit.value.asList() || visit.value.asRecord(); holds && !visit.ready) {
        open.push_back({visit.value, true});
        if (!sendForItems(visit.value, open)) return tooMuch();
        continue;
      }
      if (auto written = write(visit.value); !written) return written;
      if (m_places.size() == noValue) return tooMuch();
      m_places.emplace(visit.value.get(), static_cast<uint32_t>(m_places.size()));
    }
    return {};
  }

  static bool sendForItems(const Value& value, std::vector<Visit>& open) {
    if (const auto* list = value.asList()) {
      if (list->size() >= noValue) return false;
      for (const Value& item : *list) {
        if (item) open.push_back({item, false});
      }
    } else {
      for (const auto& [name, item] : *value.asRecord()) {
        if (item) open.push_back({item, false});
      }
    }
    return true;
  }

  Result<void> write(const Value& value) {
    put<uint8_t>(static_cast<uint8_t>(value.kind()));
    switch (value.kind()) {
      case Kind::Number:
        put<double>(*value.asNumber());
        return {};
      case Kind::Integer:
        put<int64_t>(*value.asInteger());
        return {};
      case Kind::Boolean:
        put<uint8_t>(*value.asBoolean() ? 1 : 0);
        return {};
      case Kind::String:
        return putText(*value.asString());
      case Kind::List:
        put<uint32_t>(static_cast<uint32_t>(value.asList()->size()));
        for (const Value& item : *value.asList()) putPlace(item);
        return {};
      case Kind::Record:
        put<uint32_t>(static_cast<uint32_t>(value.asRecord()->size()));
        for (const auto& [name, item] : *value.asRecord()) {
          if (auto written = putText(name); !written) return written;
          putPlace(item);
        }
        return {};
      default:
        return m_writeLeaf(value, m_out);
    }
  }

  template <typename T>
  void put(T value) {
    weft::put(m_out, value);
  }
  Result<void> putText(const std::string& text) {
    if (text.size() > UINT32_MAX) return tooMuch();
    put<uint32_t>(static_cast<uint32_t>(text.size()));
    m_out += text;
    return {};
  }
  void putPlace(const Value& value) { put<uint32_t>(value ? m_places.at(value.get()) : noValue); }

  const LeafWriter& m_writeLeaf;
  std::string m_out;
  std::unordered_map<const weft_value*, uint32_t> m_places;
};

Error damaged(const std::string& why) { return makeError(ErrorCode::BadFile, "damaged: " + why); }
Error cut() { return damaged("it ends early, or points at what is not there"); }

class Decoder {
 public:
  Decoder(std::string_view structure, const LeafReader& readLeaf) : m_rest(structure), m_readLeaf(readLeaf) {}

  Result<std::vector<Value>> decode() {
    uint32_t count = 0;
    if (!get(count)) return cut();
    for (uint32_t i = 0; i < count; ++i) {
      Result<Value> value = readValue();
      if (!value) return value.error();
      m_values.push_back(*std::move(value));
    }
    std::vector<Value> values;
    if (!getItems(values)) return cut();
    if (!m_rest.empty()) return damaged("something is left over");
    return values;
  }

 private:
  Result<Value> readValue() {
    uint8_t kind = 0;
    if (!get(kind)) return cut();
    switch (static_cast<Kind>(kind)) {
      case Kind::Number: {
        double number = 0;
        if (!get(number)) return cut();
        return Value::number(number);
      }
      case Kind::Integer: {
        int64_t integer = 0;
        if (!get(integer)) return cut();
        return Value::integer(integer);
      }
      case Kind::Boolean: {
        uint8_t boolean = 0;
        if (!get(boolean) || boolean > 1) return cut();
        return Value::boolean(boolean == 1);
      }
      case Kind::String: {
        std::string text;
        if (!getText(text)) return cut();
        return Value::string(std::move(text));
      }
      case Kind::Tensor:
      case Kind::Object:
      case Kind::Sequence:
        return m_readLeaf(static_cast<Kind>(kind), m_rest);
      case Kind::List: {
        std::vector<Value> items;
        if (!getItems(items)) return cut();
        return Value::list(std::move(items));
      }
      case Kind::Record:
        return readRecord();
      default:
        return damaged("no value has kind " + std::to_string(kind));
    }
  }

  Result<Value> readRecord() {
    uint32_t count = 0;
    if (!get(count)) return cut();
    std::map<std::string, Value, std::less<>> items;
    for (uint32_t i = 0; i < count; ++i) {
      std::string name;
      Value item;
      if (!getText(name) || !getPlace(item)) return cut();
      if (!items.emplace(std::move(name), std::move(item)).second) return damaged("a name stands twice in a record");
    }
    return Value::record(std::move(items));
  }

  template <typename T>
  bool get(T& value) {
    return weft::get(m_rest, value);
  }
  bool getText(std::string& text) {
    uint32_t size = 0;
    if (!get(size) || m_rest.size() < size) return false;
    text.assign(m_rest.substr(0, size));
    m_rest.remove_prefix(size);
    return true;
  }
  bool getPlace(Value& value) {
    uint32_t place = 0;
    if (!get(place)) return false;
    if (place == noValue) return true;
    if (place >= m_values.size()) return false;
    value = m_values[place];
    return true;
  }
  bool getItems(std::vector<Value>& items) {
    uint32_t count = 0;
    if (!get(count) || m_rest.size() / sizeof(uint32_t) < count) return false;
    items.resize(count);
    return std::all_of(items.begin(), items.end(), [&](Value& item) { return getPlace(item); });
  }

  std::string_view m_rest;
  const LeafReader& m_readLeaf;
  std::vector<Value> m_values;
};

Result<void> writeTensor(const Value& value, std::string& structure, EncodedValues& out) {
  const weft_tensor* tensor = value.asTensor();
  if (!tensor || tensor->device.type != WEFT_DEVICE_CPU || !isCompact(*tensor)) {
    return makeError(ErrorCode::Unsupported, "this is no compact tensor on the CPU: " + value.describe());
  }
  const uint64_t bytes = tensorSpan(*tensor);
  put<uint8_t>(structure, tensor->dtype.code);
  put<uint8_t>(structure, tensor->dtype.bits);
  put<uint8_t>(structure, static_cast<uint8_t>(tensor->dimensions));
  for (int32_t i = 0; i < tensor->dimensions; ++i) put<int64_t>(structure, tensor->shape[i]);
  if (bytes > 0) out.blocks.push_back({static_cast<const char*>(tensor->data) + tensor->byte_offset, bytes});
  out.blockBytes += bytes;
  return {};
}

Result<Value> readTensor(Kind kind, std::string_view& rest, uint64_t& blockBytes, const BlockReader& readBlock) {
  if (kind != Kind::Tensor) return damaged("no value has kind " + std::to_string(static_cast<int32_t>(kind)));
  weft_dtype dtype{0, 0, 1};
  uint8_t dimensions = 0;
  if (!get(rest, dtype.code) || !get(rest, dtype.bits) || !get(rest, dimensions)) return cut();
  std::vector<int64_t> shape(dimensions);
  for (int64_t& size : shape) {
    if (!get(rest, size)) return cut();
  }
  const Result<uint64_t> bytes = compactBytes(dtype, shape);
  if (!bytes) return damaged(bytes.error().message);
  if (*bytes > blockBytes) return damaged("a tensor is larger than what there is");
  const Result<weft_managed_tensor*> made = makeTensor(dtype, shape);
  if (!made) return made.error();
  Result<Value> value = Value::tensor(*made);
  if (!value) return damaged(value.error().message);
  // Nobody else has seen it yet.
  if (auto read = *bytes > 0 ? readBlock((*made)->tensor.data, *bytes) : Result<void>(); !read) return read.error();
  blockBytes -= *bytes;
  return value;
}

}  // namespace

Result<std::string> encodeTree(std::span<const Value> values, const LeafWriter& writeLeaf) {
  return Encoder(writeLeaf).encode(values);
}

Result<std::vector<Value>> decodeTree(std::string_view structure, const LeafReader& readLeaf) {
  return Decoder(structure, readLeaf).decode();
}

std::optional<EncodedValues> encodeValues(std::span<const Value> values) {
  EncodedValues out;
  auto structure =
      encodeTree(values, [&](const Value& leaf, std::string& written) { return writeTensor(leaf, written, out); });
  if (!structure) return std::nullopt;
  out.structure = *std::move(structure);
  return out;
}

Result<std::vector<Value>> decodeValues(std::string_view structure, uint64_t blockBytes, const BlockReader& readBlock) {
  auto values = decodeTree(
      structure, [&](Kind kind, std::string_view& rest) { return readTensor(kind, rest, blockBytes, readBlock); });
  if (values && blockBytes > 0) return damaged("something is left over");
  return values;
}

}  // namespace weft
