// Values: immutable once made, reference-counted, of one of nine kinds (abi/value.h). A Value is a handle; copies
// share. All functions may be called from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/abi/value.h>
#include <weft/base/result.h>

namespace weft {

enum class Kind : int32_t {
  None = 0,  // an empty handle
  Number = WEFT_KIND_NUMBER,
  Integer = WEFT_KIND_INTEGER,
  Boolean = WEFT_KIND_BOOLEAN,
  String = WEFT_KIND_STRING,
  Tensor = WEFT_KIND_TENSOR,
  List = WEFT_KIND_LIST,
  Record = WEFT_KIND_RECORD,
  Object = WEFT_KIND_OBJECT,
  Sequence = WEFT_KIND_SEQUENCE,
};
std::string_view kindName(Kind kind);

class Value {
 public:
  Value() = default;
  Value(const Value& other) noexcept;
  Value(Value&& other) noexcept : m_pointer(std::exchange(other.m_pointer, nullptr)) {}
  Value& operator=(Value other) noexcept {
    std::swap(m_pointer, other.m_pointer);
    return *this;
  }
  ~Value();

  static Value number(double value);
  static Value integer(int64_t value);
  static Value boolean(bool value);
  static Value string(std::string text);
  static Result<Value> tensor(weft_managed_tensor* tensor);  // takes ownership, also on failure; checks the layout
  static Value list(std::vector<Value> items);
  static Value record(std::map<std::string, Value, std::less<>> items);
  static Result<Value> object(const weft_object& object);        // owns object.self, also on failure
  static Result<Value> sequence(const weft_sequence& sequence);  // owns sequence.self, also on failure

  static Value adopt(const weft_value* pointer);   // takes over one reference
  static Value borrow(const weft_value* pointer);  // adds one
  const weft_value* get() const { return m_pointer; }
  const weft_value* release() { return std::exchange(m_pointer, nullptr); }  // hands its reference over
  explicit operator bool() const { return m_pointer != nullptr; }
  bool unique() const;    // this is the last reference
  bool writable() const;  // and a tensor may be written to; another process's may not

  Kind kind() const;
  // Of another kind: nullopt or nullptr. asNumber also reads an integer that a double holds exactly, asInteger a
  // number that is whole and fits.
  std::optional<double> asNumber() const;
  std::optional<int64_t> asInteger() const;
  std::optional<bool> asBoolean() const;
  const std::string* asString() const;
  const weft_tensor* asTensor() const;
  const std::vector<Value>* asList() const;
  const std::map<std::string, Value, std::less<>>* asRecord() const;
  const weft_object* asObject() const;
  const weft_sequence* asSequence() const;

  // A managed tensor that keeps this value alive; READ_ONLY is set.
  weft_managed_tensor* toDlpack() const;

  uint64_t bytes() const;        // memory it keeps alive, nested values included
  std::string describe() const;  // "tensor float32 [1, 16, 8, 8]", for messages

 private:
  const weft_value* m_pointer = nullptr;
};

// Whether the elements lie row by row without gaps, as where strides are NULL.
bool isCompact(const weft_tensor& tensor);

// A piece of memory that values keep alive. Tensors that begin at the same element share one, whatever their shapes.
struct Storage {
  const void* identity = nullptr;
  uint64_t bytes = 0;
};
// Each once, those of nested values too; together what Value::bytes() counts.
std::vector<Storage> storagesOf(std::span<const Value> values);

// How many values are alive in the process: what leak tests compare.
int64_t liveValues();

}  // namespace weft
