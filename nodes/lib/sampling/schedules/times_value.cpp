#include "sampling/schedules/times_value.h"

#include <algorithm>

namespace weft::sampling {

Value valueOfTimes(const Times& times) {
  auto tensor = MutableTensor::make<double>({int64_t(times.size())});
  std::copy(times.begin(), times.end(), tensor.data<double>().begin());
  return std::move(tensor).publish();
}

Times timesOf(const Value& schedule) {
  const Tensor tensor(schedule);
  if (tensor.rank() != 1) throw Failure("the schedule is no row of numbers", WEFT_ERROR_TYPE_MISMATCH);
  return tensor.copyAs<double>();
}

}  // namespace weft::sampling
