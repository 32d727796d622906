#include "arithmetic.h"

#include <string>

#include "weft/base/text.h"

namespace weft::math {

double finite(double result) {
  if (!std::isfinite(result)) throw Failure("the result is too large for a number");
  return result;
}

double Divide::apply(double a, double b) {
  if (b == 0) throw Failure("cannot divide " + formatNumber(a) + " by zero; \"b\" must be another number");
  return a / b;
}

double Power::apply(double a, double b) {
  if (a == 0 && b < 0) throw Failure("cannot raise 0 to the negative power " + formatNumber(b));
  if (a < 0 && b != std::trunc(b)) {
    throw Failure("cannot raise the negative number " + formatNumber(a) + " to " + formatNumber(b) +
                  ", which is not whole");
  }
  return std::pow(a, b);
}

void Round::process(Call& call) {
  const double number = call[a];
  const std::string_view how = call[mode];
  call.set(value, how == "down"      ? std::floor(number)
                  : how == "up"      ? std::ceil(number)
                  : how == "to_zero" ? std::trunc(number)
                                     : std::round(number));
}

void Compare::process(Call& call) {
  const double first = call[a];
  const double second = call[b];
  const std::string_view which = call[relation];
  call.set(value, which == "less"            ? first < second
                  : which == "less_or_equal" ? first <= second
                  : which == "equal"         ? first == second
                  : which == "greater"       ? first > second
                                             : first >= second);
}

}  // namespace weft::math
