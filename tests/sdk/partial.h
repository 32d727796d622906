// A node whose second input is listed or not, and one that makes a value that cannot be.
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

struct BadText : weft::Node<BadText> {
  static constexpr weft::About about{"Bad text", "Test", "Makes text that is no UTF-8."};
  static constexpr auto text = weft::output<weft::String>("text", "The text");
  static constexpr auto ports = weft::ports(text);
  void process(weft::Call& call);
};
