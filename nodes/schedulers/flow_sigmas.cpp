#include "flow_sigmas.h"

namespace weft::schedulers {

void FlowSigmas::process(Call& call) {
  const int64_t count = call[steps];
  const double s = call[shift];
  auto tensor = MutableTensor::make<double>({count + 1});
  const auto out = tensor.data<double>();
  for (int64_t i = 0; i <= count; ++i) {
    const double t = double(count - i) / double(count);
    out[size_t(i)] = s * t / (1 + (s - 1) * t);
  }
  out[0] = 1;  // the quotient may round to a neighbour
  call.set(sigmas, std::move(tensor));
}

}  // namespace weft::schedulers
