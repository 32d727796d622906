// weft.math.Add, Subtract, Multiply, Divide, Minimum, Maximum, Power: two numbers in, one out.
#pragma once

#include <algorithm>
#include <cmath>

#include <weft/sdk.h>

namespace weft::math {

// The result, if it is finite; throws Failure otherwise: no port carries infinities or NaN.
double finite(double result);

// Self brings `about` and `static double apply(double a, double b)`.
template <class Self>
struct Binary : Node<Self> {
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto a = param("a", 0.0, "The first number, given here or linked");
  static constexpr auto b = param("b", 0.0, "The second number, given here or linked");
  static constexpr auto value = output<weft::Number>("value", "The result");
  static constexpr auto ports = weft::ports(a, b, value);
  void process(Call& call) { call.set(value, finite(Self::apply(call[a], call[b]))); }
};

struct Add : Binary<Add> {
  static constexpr About about{"Add", "Math", "The sum a + b.", "plus sum"};
  static double apply(double a, double b) { return a + b; }
};

struct Subtract : Binary<Subtract> {
  static constexpr About about{"Subtract", "Math", "The difference a - b.", "minus difference"};
  static double apply(double a, double b) { return a - b; }
};

struct Multiply : Binary<Multiply> {
  static constexpr About about{"Multiply", "Math", "The product a * b.", "times product"};
  static double apply(double a, double b) { return a * b; }
};

struct Divide : Binary<Divide> {
  static constexpr About about{"Divide", "Math", "The quotient a / b. Division by zero is an error.", "quotient ratio"};
  static double apply(double a, double b);
};

struct Minimum : Binary<Minimum> {
  static constexpr About about{"Minimum", "Math", "The smaller of a and b.", "min smaller clamp"};
  static double apply(double a, double b) { return std::min(a, b); }
};

struct Maximum : Binary<Maximum> {
  static constexpr About about{"Maximum", "Math", "The greater of a and b.", "max greater clamp"};
  static double apply(double a, double b) { return std::max(a, b); }
};

struct Power : Binary<Power> {
  static constexpr About about{"Power", "Math",
                               "a to the power b. A negative a needs a whole b, and 0 takes no negative b.",
                               "exponent square root"};
  static double apply(double a, double b);
};

struct Round : Node<Round> {
  static constexpr About about{"Round", "Math", "The whole number nearest to a, or the one below or above it.",
                               "floor ceil truncate integer"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto a = param("a", 0.0, "The number, given here or linked");
  static constexpr auto mode =
      param("mode", "nearest",
            choices(choice("nearest", "The nearest; halves go away from zero"), choice("down", "The nearest below"),
                    choice("up", "The nearest above"), choice("to_zero", "What stands before the decimal point")),
            "Which whole number is taken");
  static constexpr auto value = output<weft::Number>("value", "A whole number; it fits a port for integers");
  static constexpr auto ports = weft::ports(a, mode, value);
  void process(Call& call);
};

struct Compare : Node<Compare> {
  static constexpr About about{"Compare", "Math", "Whether a relation holds between a and b.",
                               "less greater equal condition boolean"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};
  static constexpr auto a = param("a", 0.0, "The first number, given here or linked");
  static constexpr auto b = param("b", 0.0, "The second number, given here or linked");
  static constexpr auto relation =
      param("relation", "less",
            choices(choice("less", "a < b"), choice("less_or_equal", "a <= b"), choice("equal", "a = b, exactly"),
                    choice("greater", "a > b"), choice("greater_or_equal", "a >= b")),
            "The relation");
  static constexpr auto value = output<weft::Boolean>("value", "True where it holds");
  static constexpr auto ports = weft::ports(a, b, relation, value);
  void process(Call& call);
};

}  // namespace weft::math
