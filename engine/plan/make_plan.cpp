#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

// Whether something stays behind when it has run.
bool saves(const PlannedNode& node) {
  if (node.type->has(WEFT_NODE_SIDE_EFFECTS) || node.type->has(WEFT_NODE_OUTPUT)) return true;
  return std::any_of(node.bodies.begin(), node.bodies.end(), [](const PlannedBody& body) {
    return std::any_of(body.plan->nodes.begin(), body.plan->nodes.end(), saves);
  });
}

}  // namespace

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
  orderNodes(planning);
  flowTypes(planning, planning.order);
  Result<Plan> plan = assemble(planning);
  if (!planning.problems.empty()) return refuse();
  // Only what is left behind may carry the graph: a result that depended on it could never be reused.
  if (std::any_of(plan->nodes.begin(), plan->nodes.end(), saves)) plan->documentJson = documentWithSettings(planning);
  return plan;
}

}  // namespace weft
