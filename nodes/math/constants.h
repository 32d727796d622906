// weft.math.Number, Integer, Boolean and Text: a value to link to several places.
#pragma once

#include <weft/sdk.h>

namespace weft::math {

template <class Self>
struct Constant : Node<Self> {
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  void process(Call& call) { call.set(Self::value, call[Self::literal]); }
};

struct Number : Constant<Number> {
  static constexpr About about{"Number", "Math", "A number, to be linked to any number of places.", "constant float"};
  static constexpr auto literal = param("value", 0.0, "The number; finite");
  static constexpr auto value = output<weft::Number>("value", "The same number");
  static constexpr auto ports = weft::ports(literal, value);
};

struct Integer : Constant<Integer> {
  static constexpr About about{
      "Integer", "Math", "A whole number, to be linked to any number of places: a seed, a size.", "constant int seed"};
  static constexpr auto literal = param("value", 0, "The number; any of 64 bits");
  static constexpr auto value = output<weft::Integer>("value", "The same number");
  static constexpr auto ports = weft::ports(literal, value);
};

struct Boolean : Constant<Boolean> {
  static constexpr About about{"Boolean", "Math", "True or false, to be linked to any number of places.",
                               "constant bool switch condition"};
  static constexpr auto literal = param("value", false, "True or false");
  static constexpr auto value = output<weft::Boolean>("value", "The same");
  static constexpr auto ports = weft::ports(literal, value);
};

struct Text : Constant<Text> {
  static constexpr About about{"Text", "Math", "A text, to be linked to any number of places: a prompt, a name.",
                               "constant string prompt"};
  static constexpr auto literal = param("value", "", multiline, "The text, in UTF-8");
  static constexpr auto value = output<String>("value", "The same text");
  static constexpr auto ports = weft::ports(literal, value);
};

}  // namespace weft::math
