// A node whose second input is listed or not.
#pragma once

#include <weft/sdk.h>

struct Partial : weft::Node<Partial> {
  static constexpr weft::About about{"Partial", "Test", "Adds two numbers."};
  static constexpr auto first = weft::input<weft::Number>("first", "A number");
  static constexpr auto second = weft::input<weft::Number>("second", "A number");
  static constexpr auto sum = weft::output<weft::Number>("sum", "The sum");
#ifdef LEAVE_OUT
  static constexpr auto ports = weft::ports(first, sum);
#else
  static constexpr auto ports = weft::ports(first, second, sum);
#endif
  void process(weft::Call& call);
};
