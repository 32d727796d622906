#include "sampling/history.h"

#include <algorithm>
#include <string>
#include <utility>

namespace weft::sampling {
namespace {

constexpr int64_t mostDrawn = 1 << 24;  // what a run that goes on there has to draw once more

}  // namespace

Value valueOf(const History& history) {
  auto numbers = MutableTensor::make<double>({int64_t(history.numbers.size())});
  std::ranges::copy(history.numbers, numbers.data<double>().begin());
  std::vector<Value> tensors(history.tensors.begin(), history.tensors.end());
  return Value::record({{"tensors", Value::list(tensors)},
                        {"numbers", std::move(numbers).publish()},
                        {"noise_drawn", Value::integer(int64_t(history.noiseDrawn))}});
}

History historyOf(const Value& value) {
  History history;
  if (!value) return history;
  const Value tensors = value.item("tensors"), numbers = value.item("numbers"), drawn = value.item("noise_drawn");
  if (!tensors || !numbers || !drawn)
    throw Failure("this is not the history of a step of this solver", WEFT_ERROR_TYPE_MISMATCH);
  for (size_t i = 0; i < tensors.size(); ++i) history.tensors.emplace_back(tensors.item(i));
  history.numbers = Tensor(numbers).copyAs<double>();
  if (drawn.asInteger() < 0 || drawn.asInteger() > mostDrawn)
    throw Failure("the history counts " + std::to_string(drawn.asInteger()) + " draws of noise; no sampling does that");
  history.noiseDrawn = uint64_t(drawn.asInteger());
  return history;
}

}  // namespace weft::sampling
