#include "guidance_interval.h"

#include "guidance/formulas.h"
#include "guidance/switched.h"

namespace weft::guidance {

void GuidanceInterval::process(Call& call) {
  const Interval interval = Interval::checked(call[measure], call[start], call[end]);
  call.set(out, makeObject("denoiser", makeSwitched(call[guided], call[plain], interval)));
}

void Thresholding::process(Call& call) {
  const double share = call[ratio], most = call[maximum], bound = call[clip];
  const bool isDynamic = call[method] == "dynamic";
  answer(call, makeGuided({call[denoiser], {}, {}, {}, false}, changedRule([=](const Tensor& x0) {
                            return isDynamic ? dynamicallyThresholded(x0, share, most) : clipped(x0, bound);
                          })));
}

}  // namespace weft::guidance
