#include <cmath>
#include <cstring>
#include <memory>

#include "resident_objects.h"
#include "tensor_layout.h"
#include "value_data.h"

namespace weft {
namespace {

std::atomic<int64_t> g_live{0};

void retain(const weft_value* pointer) {
  if (pointer) const_cast<weft_value*>(pointer)->references.fetch_add(1, std::memory_order_relaxed);
}

// What waits for its destruction on this thread; nullptr while nothing is being destroyed. Values that die because
// another one does are queued here, whether they hang in a list or an object's destroy() lets go of them: neither
// deep nesting nor a lack of memory can hurt.
thread_local weft_value** t_dead = nullptr;

void release(const weft_value* pointer) {
  if (!pointer) return;
  auto* value = const_cast<weft_value*>(pointer);
  if (value->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (t_dead) {
    value->nextDead = *t_dead;
    *t_dead = value;
    return;
  }
  weft_value* dead = value;
  t_dead = &dead;
  while (dead) {
    weft_value* current = std::exchange(dead, dead->nextDead);
    delete current;
  }
  t_dead = nullptr;
}

template <typename Struct>
Struct copyStruct(const Struct& source) {
  Struct copy{};
  const size_t size = std::min<size_t>(source.struct_size, sizeof(Struct));
  std::memcpy(&copy, &source, size);
  copy.struct_size = static_cast<uint32_t>(size);
  return copy;
}

template <typename T>
const T* dataOf(const weft_value* pointer) {
  return pointer ? std::get_if<T>(&pointer->data) : nullptr;
}

void WEFT_CALL releaseExported(weft_managed_tensor* managed) {
  release(static_cast<const weft_value*>(managed->manager));
  delete managed;
}

}  // namespace

std::string_view kindName(Kind kind) {
  switch (kind) {
    case Kind::None:
      return "nothing";
    case Kind::Number:
      return "number";
    case Kind::Integer:
      return "integer";
    case Kind::Boolean:
      return "boolean";
    case Kind::String:
      return "string";
    case Kind::Tensor:
      return "tensor";
    case Kind::List:
      return "list";
    case Kind::Record:
      return "record";
    case Kind::Object:
      return "object";
    case Kind::Sequence:
      return "sequence";
  }
  return "unknown";
}

Value::Value(const Value& other) noexcept : m_pointer(other.m_pointer) { retain(m_pointer); }
Value::~Value() { weft::release(m_pointer); }

Value Value::number(double value) { return adopt(new weft_value(value)); }
Value Value::integer(int64_t value) { return adopt(new weft_value(value)); }
Value Value::boolean(bool value) { return adopt(new weft_value(value)); }
Value Value::string(std::string text) { return adopt(new weft_value(std::move(text))); }
Value Value::list(std::vector<Value> items) { return adopt(new weft_value(std::move(items))); }
Value Value::record(std::map<std::string, Value, std::less<>> items) { return adopt(new weft_value(std::move(items))); }

Result<Value> Value::tensor(weft_managed_tensor* tensor) {
  if (!tensor) return makeError(ErrorCode::InvalidArgument, "bad tensor: NULL");
  if (auto checked = checkTensorLayout(*tensor); !checked) {
    if (tensor->deleter) tensor->deleter(tensor);
    return checked.error();
  }
  return adopt(new weft_value(weft_value_tensor{tensor}));
}

Result<Value> Value::object(const weft_object& object) {
  const weft_object copy = copyStruct(object);
  const char* missing = !copy.type            ? "type"
                        : !copy.get_interface ? "get_interface"
                        : !copy.destroy       ? "destroy"
                                              : nullptr;
  if (!missing) {
    auto value = std::make_unique<weft_value>(copy);
    value->residentNumber = addResidentObject(*value);
    return adopt(value.release());
  }
  if (copy.destroy) copy.destroy(copy.self);
  return makeError(ErrorCode::InvalidArgument, "bad object: \"" + std::string(missing) + "\" is missing");
}

Result<Value> Value::sequence(const weft_sequence& sequence) {
  const weft_sequence copy = copyStruct(sequence);
  const char* problem = !copy.get          ? "\"get\" is missing"
                        : !copy.destroy    ? "\"destroy\" is missing"
                        : copy.length < -1 ? "its length is below -1"
                                           : nullptr;
  if (!problem) return adopt(new weft_value(copy));
  if (copy.destroy) copy.destroy(copy.self);
  return makeError(ErrorCode::InvalidArgument, "bad sequence: " + std::string(problem));
}

Value Value::adopt(const weft_value* pointer) {
  Value value;
  value.m_pointer = pointer;
  return value;
}

Value Value::borrow(const weft_value* pointer) {
  retain(pointer);
  return adopt(pointer);
}

bool Value::unique() const { return m_pointer && m_pointer->references.load(std::memory_order_acquire) == 1; }

bool Value::writable() const {
  if (!unique()) return false;
  const auto* tensor = dataOf<weft_value_tensor>(m_pointer);
  return !tensor || !(tensor->managed->flags & WEFT_TENSOR_READ_ONLY);
}

Kind Value::kind() const { return m_pointer ? m_pointer->kind() : Kind::None; }

std::optional<double> Value::asNumber() const {
  if (const auto* number = dataOf<double>(m_pointer)) return *number;
  const auto* integer = dataOf<int64_t>(m_pointer);
  if (!integer) return std::nullopt;
  const auto number = static_cast<double>(*integer);
  if (number >= 0x1p63 || static_cast<int64_t>(number) != *integer) return std::nullopt;
  return number;
}

std::optional<int64_t> Value::asInteger() const {
  if (const auto* integer = dataOf<int64_t>(m_pointer)) return *integer;
  const auto* number = dataOf<double>(m_pointer);
  if (!number || !(*number >= -0x1p63 && *number < 0x1p63) || std::trunc(*number) != *number) return std::nullopt;
  return static_cast<int64_t>(*number);
}

std::optional<bool> Value::asBoolean() const {
  if (const auto* boolean = dataOf<bool>(m_pointer)) return *boolean;
  return std::nullopt;
}

const std::string* Value::asString() const { return dataOf<std::string>(m_pointer); }
const weft_tensor* Value::asTensor() const {
  const auto* tensor = dataOf<weft_value_tensor>(m_pointer);
  return tensor ? &tensor->managed->tensor : nullptr;
}
const std::vector<Value>* Value::asList() const { return dataOf<std::vector<Value>>(m_pointer); }
const std::map<std::string, Value, std::less<>>* Value::asRecord() const {
  return dataOf<std::map<std::string, Value, std::less<>>>(m_pointer);
}
const weft_object* Value::asObject() const { return dataOf<weft_object>(m_pointer); }
const weft_sequence* Value::asSequence() const { return dataOf<weft_sequence>(m_pointer); }

weft_managed_tensor* Value::toDlpack() const {
  const weft_tensor* tensor = asTensor();
  if (!tensor) return nullptr;
  auto managed = std::make_unique<weft_managed_tensor>();
  managed->version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  managed->manager = const_cast<weft_value*>(m_pointer);
  managed->deleter = releaseExported;
  managed->flags = WEFT_TENSOR_READ_ONLY;
  managed->tensor = *tensor;
  retain(m_pointer);
  return managed.release();
}

int64_t liveValues() { return g_live.load(); }

}  // namespace weft

weft_value::weft_value(Data content) : data(std::move(content)) { weft::g_live.fetch_add(1); }

weft_value::~weft_value() {
  weft::g_live.fetch_sub(1);
  if (residentNumber != 0) weft::removeResidentObject(residentNumber);
  if (const auto* tensor = std::get_if<weft_value_tensor>(&data)) {
    if (tensor->copies) weft::forgetCopies(this);
    if (tensor->managed->deleter) tensor->managed->deleter(tensor->managed);
  } else if (const auto* object = std::get_if<weft_object>(&data)) {
    object->destroy(object->self);
  } else if (const auto* sequence = std::get_if<weft_sequence>(&data)) {
    sequence->destroy(sequence->self);
  }
}
