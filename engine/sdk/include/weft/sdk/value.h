// Handles on values. A copy shares; nothing is ever changed after it was made. Values may be read, copied and let go
// from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/sdk/host.h>

namespace weft {
inline namespace sdk {

class Value {
 public:
  Value() = default;
  Value(const Value& other) : m_pointer(other.m_pointer) {
    if (m_pointer) services().values->retain(m_pointer);
  }
  Value(Value&& other) noexcept : m_pointer(std::exchange(other.m_pointer, nullptr)) {}
  Value& operator=(Value other) noexcept {
    std::swap(m_pointer, other.m_pointer);
    return *this;
  }
  ~Value() {
    if (m_pointer) services().values->release(m_pointer);
  }

  static Value adopt(const weft_value* pointer) {  // takes the reference over; throws for NULL: no memory
    if (!pointer) throw std::bad_alloc();
    Value value;
    value.m_pointer = pointer;
    return value;
  }
  // The same for what a maker of weft_values answered: NULL is also what it cannot make a value of.
  static Value made(const weft_value* pointer) {
    const std::string_view cause = pointer ? "" : services().errors->get();
    if (!cause.empty() && cause != detail::noMemory) throw Failure(std::string(cause));
    return adopt(pointer);
  }
  static Value borrow(const weft_value* pointer) {  // NULL gives an empty handle
    if (pointer) services().values->retain(pointer);
    Value value;
    value.m_pointer = pointer;
    return value;
  }
  static Value number(double number) { return made(services().values->number(number)); }
  static Value integer(int64_t integer) { return made(services().values->integer(integer)); }
  static Value boolean(bool boolean) { return made(services().values->boolean(boolean)); }
  static Value string(std::string_view text) { return made(services().values->string(text.data(), text.size())); }
  static Value list(const std::vector<Value>& items) {
    std::vector<const weft_value*> pointers;
    for (const Value& item : items) pointers.push_back(item.get());
    return made(services().values->list(pointers.data(), pointers.size()));
  }
  static Value record(const std::vector<std::pair<std::string, Value>>& items) {
    std::vector<const char*> names;
    std::vector<const weft_value*> pointers;
    for (const auto& [name, item] : items) {
      names.push_back(name.c_str());
      pointers.push_back(item.get());
    }
    return made(services().values->record(names.data(), pointers.data(), names.size()));
  }

  explicit operator bool() const { return m_pointer != nullptr; }
  const weft_value* get() const { return m_pointer; }
  const weft_value* release() { return std::exchange(m_pointer, nullptr); }
  int32_t kind() const { return m_pointer ? services().values->kind(m_pointer) : 0; }

  // Readers throw Failure for another kind.
  double asNumber() const {
    double number = 0;
    expect(services().values->as_number(present(), &number), "a number");
    return number;
  }
  int64_t asInteger() const {
    int64_t integer = 0;
    expect(services().values->as_integer(present(), &integer), "an integer");
    return integer;
  }
  bool asBoolean() const {
    int32_t boolean = 0;
    expect(services().values->as_boolean(present(), &boolean), "a boolean");
    return boolean != 0;
  }
  std::string_view asString() const {  // lives as long as the value
    const char* text = nullptr;
    size_t bytes = 0;
    expect(services().values->as_string(present(), &text, &bytes), "a string");
    return {text, bytes};
  }
  size_t size() const {  // of a list
    size_t count = 0;
    expect(services().values->list_size(present(), &count), "a list");
    return count;
  }
  Value item(size_t index) const {  // of a list; empty: past the end
    return borrow(services().values->list_item(present(), index));
  }
  Value item(const std::string& name) const {  // of a record; empty: not there
    return borrow(services().values->record_item(present(), name.c_str()));
  }
  std::vector<Value> items() const {  // of a list
    std::vector<Value> all;
    for (size_t i = 0; i < size(); ++i) all.push_back(item(i));
    return all;
  }
  std::vector<std::string> names() const {  // of a record
    if (kind() != WEFT_KIND_RECORD) throw Failure("expected a record", WEFT_ERROR_TYPE_MISMATCH);
    std::vector<std::string> all;
    while (const char* name = services().values->record_name(m_pointer, all.size())) all.emplace_back(name);
    return all;
  }

 protected:
  const weft_value* present() const {
    if (!m_pointer) throw Failure("a value is missing", WEFT_ERROR_TYPE_MISMATCH);
    return m_pointer;
  }
  static void expect(weft_status status, const char* what) {
    if (status < 0) throw Failure(std::string("expected ") + what, WEFT_ERROR_TYPE_MISMATCH);
  }

 private:
  const weft_value* m_pointer = nullptr;
};

}  // namespace sdk
}  // namespace weft
