#include "conditioning_nodes.h"

#include <string>
#include <vector>

#include "guidance/conditioning.h"

namespace weft::guidance {

void SetArea::process(Call& call) {
  const Area area{call[measure] == "share", call[x], call[y], call[width], call[height]};
  if (!(area.width > 0 && area.height > 0)) throw Failure("the area is empty; width and height must be above 0");
  if (area.isShare && (area.x + area.width > 1 || area.y + area.height > 1))
    throw Failure("the area does not lie within the latent: x + width and y + height must not be above 1");
  call.set(result, withArea(call[conditioning], area));
}

void SetMask::process(Call& call) { call.set(result, withField(call[conditioning], "area_mask", call[mask])); }

void SetStrength::process(Call& call) {
  call.set(result, withField(call[conditioning], "strength", Value::number(call[strength])));
}

void SetTimeRange::process(Call& call) {
  call.set(result, withTimeRange(call[conditioning], Interval::checked(call[measure], call[start], call[end])));
}

void CombineConditionings::process(Call& call) {
  std::vector<Value> all;
  for (const Value& one : call.all(conditionings)) all.push_back(one);
  if (all.empty()) throw Failure("nothing is linked to \"conditionings\"");
  call.set(result, combined(all));
}

void AverageConditionings::process(Call& call) { call.set(result, averaged(call[to], call[from], call[strength])); }

void ConcatConditionings::process(Call& call) { call.set(result, concatenated(call[to], call[from])); }

}  // namespace weft::guidance
