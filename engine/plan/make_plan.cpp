#include <algorithm>

#include "planning.h"

namespace weft {

Result<Plan> makePlan(const Document& document, const NodeCatalog& catalog, const PlanOptions& options,
                      Problems& problems) {
  Planning planning(document, catalog, options);
  const auto refuse = [&]() -> Error {
    Problems found = planning.problems.take();
    const Problem& first = found.front();
    Error error = makeError(ErrorCode::InvalidArgument,
                            first.path.empty() ? first.message : first.path + ": " + first.message, first.path);
    problems.insert(problems.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    return error;
  };
  if (!planning.expansion.expand()) return refuse();
  readNodes(planning);
  checkSettings(planning);
  linkNodes(planning);
  checkBorders(planning);
  const std::vector<int> order = orderNodes(planning);
  flowTypes(planning, order);
  Result<Plan> plan = assemble(planning, order);
  if (!planning.problems.empty()) return refuse();
  // Only what is left behind may carry the graph: a result that depended on it could never be reused.
  const auto saves = [](const PlannedNode& node) {
    return node.type->has(WEFT_NODE_SIDE_EFFECTS) || node.type->has(WEFT_NODE_OUTPUT);
  };
  if (std::any_of(plan->nodes.begin(), plan->nodes.end(), saves)) plan->documentJson = documentWithSettings(planning);
  return plan;
}

}  // namespace weft
