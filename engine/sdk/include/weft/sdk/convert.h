// Between what a port or parameter is declared to carry and what C++ code works with.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weft/sdk/tensor.h>

namespace weft {
inline namespace sdk {

// A value seen as a port's View.
template <class View>
View viewOf(const weft_value* pointer) {
  const Value value = Value::borrow(pointer);
  if constexpr (std::is_same_v<View, Value>)
    return value;
  else if constexpr (std::is_same_v<View, double>)
    return value.asNumber();
  else if constexpr (std::is_same_v<View, int64_t>)
    return value.asInteger();
  else if constexpr (std::is_same_v<View, bool>)
    return value.asBoolean();
  else if constexpr (std::is_same_v<View, std::string_view>)
    return value.asString();
  else
    return View(value);
}

// The value for an output that is read as View. A mistake is told in words, where the compiler can see it.
template <class View = Value, class Data>
Value toValue(Data&& data) {
  using Plain = std::remove_cvref_t<Data>;
  constexpr bool any = std::is_same_v<View, Value>;
  if constexpr (std::is_base_of_v<Value, Plain>) {
    return std::forward<Data>(data);
  } else if constexpr (std::is_same_v<Plain, MutableTensor>) {
    static_assert(std::is_rvalue_reference_v<Data&&>,
                  "hand a MutableTensor over with std::move(): nobody may change it afterwards");
    static_assert(any || std::is_same_v<View, Tensor>, "this output is declared as something else than a tensor");
    if constexpr (std::is_rvalue_reference_v<Data&&>) return std::move(data).publish();
  } else if constexpr (std::is_same_v<Plain, std::vector<Value>>) {
    static_assert(any, "this output is declared as something else than a list");
    return Value::list(data);
  } else if constexpr (std::is_same_v<Plain, bool>) {
    static_assert(any || std::is_same_v<View, bool>, "this output is declared as something else than weft::Boolean");
    return Value::boolean(data);
  } else if constexpr (std::is_floating_point_v<Plain>) {
    static_assert(any || std::is_same_v<View, double>,
                  "this output is declared as something else than weft::Number; round for weft::Integer");
    return Value::number(static_cast<double>(data));
  } else if constexpr (std::is_integral_v<Plain> || std::is_enum_v<Plain>) {
    static_assert(any || std::is_same_v<View, int64_t> || std::is_same_v<View, double>,
                  "this output is declared as something else than weft::Integer or weft::Number");
    if constexpr (std::is_same_v<View, double>)
      return Value::number(static_cast<double>(data));
    else
      return Value::integer(static_cast<int64_t>(data));
  } else if constexpr (std::is_convertible_v<Data, std::string_view>) {
    static_assert(any || std::is_same_v<View, std::string_view>,
                  "this output is declared as something else than weft::String");
    return Value::string(std::string_view(data));
  } else {
    static_assert(!sizeof(Plain),
                  "no value can be made of this; give a number, bool, text, weft::Value, std::move(a MutableTensor), "
                  "std::vector<weft::Value>, weft::makeObject(…) or weft::makeOwn<T>(…)");
  }
}

}  // namespace sdk
}  // namespace weft
