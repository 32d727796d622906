#include "interpolate.h"

#include <string>

#include "sampling/arithmetic.h"
#include "sampling/latents/interpolate.h"

namespace weft::schedulers {
namespace {

sampling::Interpolation methodOf(std::string_view id) {
  return id == "linear" ? sampling::Interpolation::Linear : sampling::Interpolation::Spherical;
}

}  // namespace

void InterpolateLatents::process(Call& call) {
  const Tensor first = sampling::asComputed(call[a], "\"a\""), second = sampling::asComputed(call[b], "\"b\"");
  if (first.rank() == 0 || first.elements() == 0)
    throw Failure("\"a\" is " + sampling::shapeText(first.shape()) + "; there is nothing to interpolate");
  const size_t row = first.elements() / size_t(first.size(0));
  call.set(between, sampling::interpolate(first, second, call[factor], methodOf(call[method]), row));
}

void InterpolateConditionings::process(Call& call) {
  call.set(between, sampling::interpolateValue(call[a], call[b], call[factor], methodOf(call[method])));
}

}  // namespace weft::schedulers
