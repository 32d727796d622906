#include "lists.h"

#include <charconv>
#include <cmath>
#include <string>

#include "elements.h"
#include "pack/parts.h"

namespace weft::flow {

void Range::process(Call& call) {
  const int64_t start = call[first], by = call[step], many = call[count];
  std::vector<Value> numbers;
  numbers.reserve(static_cast<size_t>(many));
  int64_t number = start;
  for (int64_t i = 0; i < many; ++i) {
    if (i % (1 << 16) == 0) call.checkCancelled();
    numbers.push_back(Value::integer(number));
    if (i + 1 < many && __builtin_add_overflow(number, by, &number)) {
      throw Failure("number " + std::to_string(i + 1) + " of the list is beyond 64 bits");
    }
  }
  call.set(list, Value::list(numbers));
}

void Words::process(Call& call) {
  std::vector<Value> texts;
  for (const std::string& part : partsOf(call[text])) texts.push_back(Value::string(part));
  call.set(list, Value::list(texts));
}

void Numbers::process(Call& call) {
  std::vector<Value> numbers;
  for (const std::string& part : partsOf(call[text])) {
    double number = 0;
    const auto read = std::from_chars(part.data(), part.data() + part.size(), number);
    if (read.ec != std::errc() || read.ptr != part.data() + part.size() || !std::isfinite(number))
      throw Failure("\"" + part + "\" is no number; wanted numbers with commas between");
    numbers.push_back(Value::number(number));
  }
  call.set(list, Value::list(numbers));
}

void Item::process(Call& call) {
  const Elements elements(call[items]);
  const int64_t wanted = call[index];
  const auto count = elements.count();
  if (wanted < 0 && !count) throw Failure("the sequence does not say how long it is: the index must be 0 or more");
  const int64_t at = wanted < 0 ? static_cast<int64_t>(*count) + wanted : wanted;
  const Value item = at < 0 ? Value() : elements.at(static_cast<uint64_t>(at));
  if (!item) {
    throw Failure("there is no item " + std::to_string(wanted) + (count ? " among " + std::to_string(*count) : ""));
  }
  call.set(value, item);
}

}  // namespace weft::flow
