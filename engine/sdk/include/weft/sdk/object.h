// Objects with interfaces: making one from a C++ class, and finding an interface on one. For an object of a type of
// one's own that no other plugin has to know, own.h takes any class.
#pragma once

#include <cstring>
#include <memory>

#include <weft/sdk/value.h>

namespace weft {
inline namespace sdk {

// The base of everything handed out as an object. One interface table a class; see DenoiserObject for the pattern. It
// may be destroyed on any thread, and is asked from any thread unless its interface says otherwise.
class Object {
 public:
  virtual ~Object() = default;
  virtual const void* interface(const char* id) = 0;  // a table that lives as long as the object; nullptr: has it not
  virtual uint64_t bytes() const { return 0; }        // of memory that it holds
};

namespace detail {

inline void WEFT_CALL destroyObject(void* self) { delete static_cast<Object*>(self); }

}  // namespace detail

// `type` says what it is, as in type expressions ("denoiser"), and is a literal.
inline Value makeObject(const char* type, std::unique_ptr<Object> object) {
  weft_object description{};
  description.struct_size = sizeof(weft_object);
  description.type = type;
  description.self = object.release();
  description.get_interface = [](void* self, const char* id) { return static_cast<Object*>(self)->interface(id); };
  description.destroy = &detail::destroyObject;
  description.bytes = [](void* self) { return static_cast<Object*>(self)->bytes(); };
  return Value::made(services().values->object(&description));
}

// A value known to be an object that answers an interface; Table is its struct.
template <class Table>
class InterfaceOf : public Value {
 public:
  InterfaceOf() = default;
  InterfaceOf(Value value, const char* id) : Value(std::move(value)) {
    const weft_object* object = nullptr;
    expect(services().values->as_object(present(), &object), "an object");
    m_table = static_cast<const Table*>(object->get_interface(object->self, id));
    m_self = object->self;
    if (!m_table)
      throw Failure(std::string("the ") + object->type + " does not answer " + id, WEFT_ERROR_TYPE_MISMATCH);
  }
  const Table* table() const { return m_table; }
  void* self() const { return m_self; }

 private:
  const Table* m_table = nullptr;
  void* m_self = nullptr;
};

}  // namespace sdk
}  // namespace weft
