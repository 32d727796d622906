// Objects of a type that only this plugin knows: any C++ class, handed from one of its nodes to another.
//
//   struct Palette {                                            declared with weft::input<weft::Own<Palette>>(…)
//     static constexpr weft::Text type{"org.example.palette"};    made with weft::makeOwn<Palette>(arguments…)
//     std::vector<float> colours;                               read as call[palette]->colours
//   };
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <weft/sdk/declare.h>
#include <weft/sdk/object.h>

namespace weft {
inline namespace sdk {

namespace detail {

template <class T>
struct OwnObject : Object {
  template <class... Arguments>
  explicit OwnObject(Arguments&&... arguments) : content{std::forward<Arguments>(arguments)...} {}
  const void* interface(const char*) override { return nullptr; }
  uint64_t bytes() const override {
    if constexpr (requires { content.bytes(); })
      return content.bytes();
    else
      return sizeof(T);
  }
  T content;
};

}  // namespace detail

// The T in an object value. Read only: several nodes may hold it, on several threads.
template <class T>
class OwnRef : public Value {
 public:
  OwnRef() = default;
  explicit OwnRef(Value value) : Value(std::move(value)) {
    const weft_object* object = nullptr;
    expect(services().values->as_object(present(), &object), "an object");
    // A type's name could be anybody's; that this library made the object is sure.
    if (object->destroy == &detail::destroyObject && std::strcmp(object->type, T::type.chars) == 0)
      m_content = &static_cast<const detail::OwnObject<T>*>(static_cast<const Object*>(object->self))->content;
    else
      throw Failure(std::string("expected a ") + T::type.chars + " of this plugin, not a " + object->type,
                    WEFT_ERROR_TYPE_MISMATCH);
  }
  const T& operator*() const { return *m_content; }
  const T* operator->() const { return m_content; }

 private:
  const T* m_content = nullptr;
};

// The port type.
template <class T>
using Own = As<T::type, OwnRef<T>>;

// The value. The arguments make the T. What it holds in memory is told by its bytes() const, if it has that.
template <class T, class... Arguments>
Value makeOwn(Arguments&&... arguments) {
  return makeObject(T::type.chars, std::make_unique<detail::OwnObject<T>>(std::forward<Arguments>(arguments)...));
}

}  // namespace sdk
}  // namespace weft
