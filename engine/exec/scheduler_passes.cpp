// A node that runs a body: each pass is a scheduler of its own. The node is called again when one has ended; nothing
// waits in between.
#include <algorithm>

#include <weft/base/text.h>

#include "scheduler.h"

namespace weft {
namespace {

Result<std::vector<Value>> argumentsOf(const PlannedBody& body, std::map<std::string, Value> inputs) {
  std::vector<Value> arguments;
  arguments.reserve(body.inputs.size() + body.captures.size());
  for (const std::string& name : body.inputs) {
    auto given = inputs.extract(name);
    if (given.empty())
      return makeError(ErrorCode::InvalidArgument,
                       "the body has an input " + inQuotes(name) + ", for which a pass was given nothing");
    arguments.push_back(std::move(given.mapped()));
  }
  if (inputs.empty()) return arguments;
  const std::string& name = inputs.begin()->first;
  return makeError(ErrorCode::InvalidArgument,
                   "the body has no input " + inQuotes(name) + didYouMean(name, body.inputs));
}

}  // namespace

Result<void> Scheduler::startPass(int node, size_t parameter, uint64_t tag, std::map<std::string, Value> inputs,
                                  const std::vector<std::vector<Value>>& captures) {
  const std::vector<PlannedBody>& bodies = planned(node).bodies;
  const auto body = std::find_if(bodies.begin(), bodies.end(),
                                 [&](const PlannedBody& candidate) { return candidate.parameter == parameter; });
  if (body == bodies.end()) {
    return makeError(ErrorCode::InvalidArgument, "parameter " + std::to_string(parameter) + " names no body");
  }
  const auto number = static_cast<size_t>(body - bodies.begin());
  auto arguments = argumentsOf(*body, std::move(inputs));
  if (!arguments) return std::move(arguments).error();
  arguments->insert(arguments->end(), captures[number].begin(), captures[number].end());
  auto made = std::make_unique<Scheduler>(m_run, *m_plan.bodies.at(node)[number], Origin{this, node, tag},
                                          *std::move(arguments));

  Run::Change change(m_run);
  Slot& here = slot(node);
  if (!here.passes) here.passes = std::make_unique<Passes>();
  if (here.passes->ending) {  // another pass has failed: this one would be stopped at once
    change.leavings.passes.push_back(std::move(made));
    return {};
  }
  Scheduler& pass = *made;
  pass.m_passNumber = here.passes->underWay.size();
  here.passes->underWay.push_back(std::move(made));
  pass.start(change.leavings);
  return {};
}

std::optional<Pass> Scheduler::takePass(int node) {
  const auto lock = m_run.lock();
  const auto& passes = slot(node).passes;
  if (!passes || passes->ended.empty()) return std::nullopt;
  std::optional<Pass> pass = std::move(passes->ended.front());
  passes->ended.pop_front();
  return pass;
}

void Scheduler::passEnded(Scheduler& pass, Leavings& leavings) {
  const int node = pass.m_origin.loop;
  Slot& here = slot(node);
  Passes& passes = *here.passes;
  std::unique_ptr<Scheduler>& place = passes.underWay[pass.m_passNumber];
  std::unique_ptr<Scheduler> own = std::move(place);
  if (&place != &passes.underWay.back()) {
    place = std::move(passes.underWay.back());
    place->m_passNumber = pass.m_passNumber;
  }
  passes.underWay.pop_back();

  std::optional<Reason> bad;
  if (pass.m_spoiledNode >= 0) {
    bad = Reason{.root = pass.slot(pass.m_spoiledNode).reason.root};
  } else if (pass.m_cutShort) {
    bad = Reason{.cancelled = true};
  } else {
    pass.dropUnneeded(leavings);
    passes.ended.push_back({pass.m_origin.tag, pass.takeOutputs()});
  }
  m_run.retire(std::move(own), leavings);

  if (passes.ending) {
    const auto [outcome, reason] = *passes.ending;
    if (here.state == State::Ending && passes.underWay.empty()) settle(node, outcome, reason, leavings);
  } else if (!bad) {
    if (here.state == State::Suspended) makeReady(node);
  } else if (here.state == State::Running) {
    passes.ending.emplace(Outcome::Skipped, *bad);
    stopPasses(node, *bad);
  } else {
    settle(node, Outcome::Skipped, *bad, leavings);
  }
}

// What nobody demanded would have read values too.
void Scheduler::dropUnneeded(Leavings& leavings) {
  for (size_t n = 0; n < m_slots.size(); ++n) {
    if (m_slots[n].demanded) continue;
    m_slots[n].state = State::Done;
    dropReaders(static_cast<int>(n), leavings);
  }
}

std::map<std::string, Value> Scheduler::takeOutputs() {
  std::map<std::string, Value> outputs;
  for (const PlannedOutput& output : m_plan.plan.outputs) {
    if (Value value = fetch(output.source)) outputs[output.name] = std::move(value);
  }
  return outputs;
}

}  // namespace weft
