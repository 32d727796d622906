// How values get from their producers to their readers: the last one gets the last reference.
#include "scheduler.h"

namespace weft {

// nullptr: a constant, or nothing.
Scheduler::Share* Scheduler::shareOf(const PlannedInput& input) {
  if (input.node >= 0) return &m_outputs[m_plan.graph.outputOf(input)];
  if (input.node == PlannedInput::fromArgument) return &m_arguments[static_cast<size_t>(input.output)];
  return nullptr;
}

const Value* Scheduler::valueOf(const PlannedInput& input) const {
  if (input.node >= 0) return &m_outputs[m_plan.graph.outputOf(input)].value;
  if (input.node == PlannedInput::fromArgument) return &m_arguments[static_cast<size_t>(input.output)].value;
  return &input.constant;
}

// Tensors alone: what objects say of themselves is a plugin's code, and the rest is small.
uint64_t Scheduler::inputBytes(int node) const {
  uint64_t bytes = 0;
  for (const auto& links : planned(node).links) {
    for (const PlannedInput& input : links) {
      const Value& value = *valueOf(input);
      if (value.kind() == Kind::Tensor) bytes += value.bytes();
    }
  }
  return bytes;
}

Value Scheduler::fetch(const PlannedInput& input) {
  Share* share = shareOf(input);
  if (!share) return input.constant;
  return --share->readers == 0 ? std::move(share->value) : share->value;
}

void Scheduler::fetchInputs(int node) {
  Slot& here = slot(node);
  const PlannedNode& plan = planned(node);
  for (size_t port = 0; port < plan.links.size(); ++port) {
    if (plan.inputs[port].has(WEFT_PORT_LAZY) ? !here.run->wants(port) : here.fetched) continue;
    std::vector<Value> values;
    values.reserve(plan.links[port].size());
    for (const PlannedInput& input : plan.links[port]) values.push_back(fetch(input));
    here.run->giveInput(port, std::move(values));
  }
  if (here.fetched) return;
  here.fetched = true;
  for (size_t i = 0; i < plan.parameterLinks.size(); ++i) {
    if (plan.parameterLinks[i].linked()) here.run->giveParameter(i, fetch(plan.parameterLinks[i]));
  }
  for (const PlannedBody& body : plan.bodies) {
    std::vector<Value> captures;
    captures.reserve(body.captures.size());
    for (const PlannedInput& input : body.captures) captures.push_back(fetch(input));
    here.run->giveCaptures(std::move(captures));
  }
}

void Scheduler::storeOutputs(int node, std::vector<Value> outputs, Leavings& leavings) {
  const size_t first = m_plan.graph.firstOutput(node);
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (m_outputs[first + i].readers > 0) {
      m_outputs[first + i].value = std::move(outputs[i]);
    } else {
      leavings.values.push_back(std::move(outputs[i]));
    }
  }
}

void Scheduler::dropReader(const PlannedInput& input, Leavings& leavings) {
  Share* share = shareOf(input);
  if (share && --share->readers == 0) leavings.values.push_back(std::move(share->value));
}

// What the node never fetched, and never will.
void Scheduler::dropReaders(int node, Leavings& leavings) {
  Slot& here = slot(node);
  const PlannedNode& plan = planned(node);
  for (size_t port = 0; port < plan.links.size(); ++port) {
    const bool lazy = plan.inputs[port].has(WEFT_PORT_LAZY);
    if (lazy ? here.run && here.run->wasGiven(port) : here.fetched) continue;
    for (const PlannedInput& input : plan.links[port]) dropReader(input, leavings);
  }
  if (here.fetched) return;
  here.fetched = true;
  for (const PlannedInput& input : plan.parameterLinks) dropReader(input, leavings);
  for (const PlannedBody& body : plan.bodies) {
    for (const PlannedInput& input : body.captures) dropReader(input, leavings);
  }
}

}  // namespace weft
