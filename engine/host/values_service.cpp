// weft.values: the C face of Value.
#include <iterator>

#include <weft/base/text.h>
#include <weft/value/value.h>

#include "guard.h"
#include "services.h"
#include "struct_reader.h"

namespace weft {
namespace {

// Looks at a plugin's reference without counting it.
class Borrowed {
 public:
  explicit Borrowed(const weft_value* pointer) : m_value(Value::adopt(pointer)) {}
  ~Borrowed() { (void)m_value.release(); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  const Value* operator->() const { return &m_value; }

 private:
  Value m_value;
};

weft_status mismatch(const Borrowed& value, const char* wanted) {
  const std::string found = value->get() ? value->describe() : std::string("no value");
  return failWith(WEFT_ERROR_TYPE_MISMATCH, found + " where " + wanted + " is needed");
}

template <typename Make>
const weft_value* makeValue(Make&& make) {
  try {
    return make().release();
  } catch (...) {
    setThreadError(currentException("weft_values").message);
    return nullptr;
  }
}

const weft_value* refuse(std::string_view message) {
  setThreadError(message);
  return nullptr;
}

const weft_value* take(Result<Value> made) {
  if (made) return std::move(*made).release();
  return refuse(made.error().message);
}

void WEFT_CALL retain(const weft_value* value) { (void)Value::borrow(value).release(); }
void WEFT_CALL release(const weft_value* value) { Value::adopt(value); }
int32_t WEFT_CALL kind(const weft_value* value) { return static_cast<int32_t>(Borrowed(value)->kind()); }

const weft_value* WEFT_CALL number(double value) {
  return makeValue([&] { return Value::number(value); });
}
const weft_value* WEFT_CALL integer(int64_t value) {
  return makeValue([&] { return Value::integer(value); });
}
const weft_value* WEFT_CALL boolean(int32_t value) {
  return makeValue([&] { return Value::boolean(value != 0); });
}

const weft_value* WEFT_CALL string(const char* text, size_t bytes) {
  if (!text && bytes > 0) return refuse("a string of a null pointer");
  const std::string_view view(text ? text : "", bytes);
  if (!isValidUtf8(view)) return refuse("a string must be valid UTF-8");
  return makeValue([&] { return Value::string(std::string(view)); });
}

const weft_value* WEFT_CALL tensor(weft_managed_tensor* managed) {
  if (!managed) return refuse("a tensor of a null pointer");
  return makeValue([&]() -> Value { return Value::adopt(take(Value::tensor(managed))); });
}

const weft_value* WEFT_CALL list(const weft_value* const* items, size_t count) {
  if (!items && count > 0) return refuse("a list of a null pointer");
  for (size_t i = 0; i < count; ++i) {
    if (!items[i]) return refuse("item " + std::to_string(i) + " of a list is a null pointer");
  }
  return makeValue([&] {
    std::vector<Value> values(count);
    for (size_t i = 0; i < count; ++i) values[i] = Value::borrow(items[i]);
    return Value::list(std::move(values));
  });
}

const weft_value* WEFT_CALL record(const char* const* names, const weft_value* const* items, size_t count) {
  if ((!names || !items) && count > 0) return refuse("a record of a null pointer");
  return makeValue([&] {
    std::map<std::string, Value, std::less<>> values;
    for (size_t i = 0; i < count; ++i) {
      if (!names[i] || !items[i]) return Value::adopt(refuse("a record's name or value is a null pointer"));
      if (!isValidUtf8(names[i])) return Value::adopt(refuse("a record's name must be valid UTF-8"));
      if (!values.emplace(names[i], Value::borrow(items[i])).second) {
        return Value::adopt(refuse("a record has the name " + inQuotes(names[i]) + " twice"));
      }
    }
    return Value::record(std::move(values));
  });
}

const weft_value* WEFT_CALL object(const weft_object* source) {
  if (!source) return refuse("an object of a null pointer");
  const auto copy = readStruct(source, WEFT_UP_TO(weft_object, destroy), "the object");
  if (!copy) return refuse(copy.error().message);
  return makeValue([&]() -> Value { return Value::adopt(take(Value::object(*copy))); });
}

const weft_value* WEFT_CALL sequence(const weft_sequence* source) {
  if (!source) return refuse("a sequence of a null pointer");
  const auto copy = readStruct(source, WEFT_UP_TO(weft_sequence, destroy), "the sequence");
  if (!copy) return refuse(copy.error().message);
  return makeValue([&]() -> Value { return Value::adopt(take(Value::sequence(*copy))); });
}

weft_status WEFT_CALL asNumber(const weft_value* pointer, double* out) {
  const Borrowed value(pointer);
  const auto number = value->asNumber();
  if (!number || !out) return mismatch(value, "a number");
  *out = *number;
  return WEFT_OK;
}

weft_status WEFT_CALL asInteger(const weft_value* pointer, int64_t* out) {
  const Borrowed value(pointer);
  const auto integer = value->asInteger();
  if (!integer || !out) return mismatch(value, "an integer");
  *out = *integer;
  return WEFT_OK;
}

weft_status WEFT_CALL asBoolean(const weft_value* pointer, int32_t* out) {
  const Borrowed value(pointer);
  const auto boolean = value->asBoolean();
  if (!boolean || !out) return mismatch(value, "a boolean");
  *out = *boolean ? 1 : 0;
  return WEFT_OK;
}

weft_status WEFT_CALL asString(const weft_value* pointer, const char** text, size_t* bytes) {
  const Borrowed value(pointer);
  const std::string* string = value->asString();
  if (!string || !text) return mismatch(value, "a string");
  *text = string->c_str();
  if (bytes) *bytes = string->size();
  return WEFT_OK;
}

weft_status WEFT_CALL asTensor(const weft_value* pointer, const weft_tensor** out) {
  const Borrowed value(pointer);
  const weft_tensor* tensor = value->asTensor();
  if (!tensor || !out) return mismatch(value, "a tensor");
  *out = tensor;
  return WEFT_OK;
}

weft_status WEFT_CALL toDlpack(const weft_value* pointer, weft_managed_tensor** out) {
  const Borrowed value(pointer);
  if (!value->asTensor() || !out) return mismatch(value, "a tensor");
  return shielded("to_dlpack", [&] {
    *out = value->toDlpack();
    return *out ? weft_status{WEFT_OK} : failWith(WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  });
}

weft_status WEFT_CALL listSize(const weft_value* pointer, size_t* out) {
  const Borrowed value(pointer);
  const auto* items = value->asList();
  if (!items || !out) return mismatch(value, "a list");
  *out = items->size();
  return WEFT_OK;
}

const weft_value* WEFT_CALL listItem(const weft_value* pointer, size_t index) {
  const auto* items = Borrowed(pointer)->asList();
  return items && index < items->size() ? (*items)[index].get() : nullptr;
}

const weft_value* WEFT_CALL recordItem(const weft_value* pointer, const char* name) {
  const auto* items = Borrowed(pointer)->asRecord();
  if (!items || !name) return nullptr;
  const auto found = items->find(std::string_view(name));
  return found == items->end() ? nullptr : found->second.get();
}

const char* WEFT_CALL recordName(const weft_value* pointer, size_t index) {
  const auto* items = Borrowed(pointer)->asRecord();
  return items && index < items->size() ? std::next(items->begin(), static_cast<ptrdiff_t>(index))->first.c_str()
                                        : nullptr;
}

weft_status WEFT_CALL asObject(const weft_value* pointer, const weft_object** out) {
  const Borrowed value(pointer);
  const weft_object* object = value->asObject();
  if (!object || !out) return mismatch(value, "an object");
  *out = object;
  return WEFT_OK;
}

weft_status WEFT_CALL asSequence(const weft_value* pointer, const weft_sequence** out) {
  const Borrowed value(pointer);
  const weft_sequence* sequence = value->asSequence();
  if (!sequence || !out) return mismatch(value, "a sequence");
  *out = sequence;
  return WEFT_OK;
}

}  // namespace

const weft_values& valuesTable() {
  static const weft_values table = {sizeof(weft_values),
                                    retain,
                                    release,
                                    kind,
                                    number,
                                    integer,
                                    boolean,
                                    string,
                                    tensor,
                                    list,
                                    record,
                                    object,
                                    sequence,
                                    asNumber,
                                    asInteger,
                                    asBoolean,
                                    asString,
                                    asTensor,
                                    toDlpack,
                                    listSize,
                                    listItem,
                                    recordItem,
                                    recordName,
                                    asObject,
                                    asSequence};
  return table;
}

}  // namespace weft
