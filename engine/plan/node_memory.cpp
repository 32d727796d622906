#include "node_memory.h"

#include <algorithm>

namespace weft {
namespace {

uint64_t slotOf(size_t node, size_t output) { return (uint64_t{node} << 16) | output; }

// Next to nothing, whatever it is.
bool isSmall(const Type& type) {
  const TypeTerm& term = type.terms[0];
  if (type.terms.size() != 1) return false;
  if (term.name == "list") return term.arguments.size() == 1 && isSmall(term.arguments[0]);
  return term.name == "number" || term.name == "integer" || term.name == "boolean" || term.name == "string";
}

// The port hands on a value that it was given, as a variable's type says.
bool handsOn(const PortType& port) { return port.type.terms.size() == 1 && port.type.terms[0].name.starts_with('$'); }

bool isLight(const PlannedNode& node) { return node.type->cost == WEFT_COST_LIGHT || node.type->cost == WEFT_COST_IO; }

void forEachInput(const PlannedNode& node, const auto& visit) {
  for (size_t port = 0; port < node.links.size(); ++port) {
    for (const PlannedInput& input : node.links[port]) visit(input, node.inputs[port].flags);
  }
  for (const PlannedInput& input : node.parameterLinks) visit(input, 0u);
}

}  // namespace

uint64_t addBytes(uint64_t a, uint64_t b) {
  uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

const Type& typeOfOutput(const PlannedNode& node, size_t output) {
  return output < node.outputTypes.size() ? node.outputTypes[output] : node.outputs[output].type;
}

bool isObject(const Type& type) {
  return std::all_of(type.terms.begin(), type.terms.end(), [](const TypeTerm& term) {
    const std::optional<Kind> kind = kindOfType(term.name);
    return kind ? *kind == Kind::Object : term.name != "any" && !term.name.starts_with('$');
  });
}

std::optional<Type> typeOfInput(const std::vector<PlannedNode>& nodes, const PlannedInput& input) {
  if (input.node >= 0) return typeOfOutput(nodes[static_cast<size_t>(input.node)], static_cast<size_t>(input.output));
  if (input.constant) return typeOfValue(input.constant);
  return std::nullopt;
}

// What using the objects takes that the node is given; `any`: it is given some.
std::optional<uint64_t> NodeMemory::workOfInputs(const PlannedNode& node, bool& any) const {
  std::optional<uint64_t> most = 0;
  forEachInput(node, [&](const PlannedInput& input, uint32_t) {
    if (input.node < 0) return;
    const auto found = m_work.find(slotOf(static_cast<size_t>(input.node), static_cast<size_t>(input.output)));
    if (found == m_work.end()) return;
    any = true;
    most = most && found->second ? std::optional(std::max(*most, *found->second)) : std::nullopt;
  });
  return most;
}

void NodeMemory::add(PlannedNode& node, const OutputBytesList& said, std::optional<uint64_t> own) {
  if (own == UINT64_MAX) own = std::nullopt;  // what a plugin answers when it cannot tell
  bool usesObjects = false;
  const std::optional<uint64_t> work = m_work.empty() ? 0 : workOfInputs(node, usesObjects);
  // A light node takes little, and what it makes of objects it hands on: a guided denoiser, a patched model.
  if (isLight(node)) {
    node.workspace = own.value_or(0);
  } else if (own) {
    node.workspace = work ? std::optional(addBytes(*own, *work)) : std::nullopt;
  } else {
    node.workspace = usesObjects ? work : std::nullopt;
  }

  uint64_t total = 0;
  bool known = true;
  const size_t index = m_nodes.size();
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    const Type& type = typeOfOutput(node, i);
    if (isSmall(type)) continue;
    const OutputBytes* told = i < said.size() && said[i] ? &*said[i] : nullptr;
    const bool object = isObject(type);
    std::optional<uint64_t> bytes = told ? told->kept : bytesOfType(type);
    if (!bytes && !told && object && isLight(node)) bytes = 0;
    if (object) m_work[slotOf(index, i)] = told ? told->work : isLight(node) ? work : std::nullopt;
    node.outputSizes.resize(node.outputs.size(), 0);
    node.outputSizes[i] = bytes;
    known = known && bytes;
    total = addBytes(total, bytes.value_or(0));
  }
  if (known) node.outputBytes = total;
}

NodeMemory::Need NodeMemory::leastOf(const PlannedNode& node) const {
  Need need;
  need.workspace = node.workspace.value_or(0);
  std::vector<std::pair<uint64_t, uint64_t>> inputs;  // outputs that are read, with their bytes
  forEachInput(node, [&](const PlannedInput& input, uint32_t flags) {
    // What is consumed may become an output; what is lazy may never be there together with the rest.
    if (input.node < 0 || (flags & (WEFT_PORT_CONSUMES | WEFT_PORT_LAZY)) != 0) return;
    const PlannedNode& source = m_nodes[static_cast<size_t>(input.node)];
    const auto output = static_cast<size_t>(input.output);
    if (output >= source.outputSizes.size()) return;
    // A light node asks an object, or hands it on: what it keeps may lie elsewhere.
    if (isLight(node) && isObject(typeOfOutput(source, output))) return;
    inputs.emplace_back(slotOf(static_cast<size_t>(input.node), output), source.outputSizes[output].value_or(0));
  });
  std::sort(inputs.begin(), inputs.end());
  inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
  for (const auto& [slot, bytes] : inputs) need.inputs = addBytes(need.inputs, bytes);
  // Of several objects all but the largest may have moved out already.
  uint64_t largestObject = 0;
  for (size_t i = 0; i < node.outputSizes.size(); ++i) {
    if (handsOn(node.outputs[i])) continue;
    const uint64_t bytes = node.outputSizes[i].value_or(0);
    if (isObject(typeOfOutput(node, i))) {
      largestObject = std::max(largestObject, bytes);
    } else {
      need.outputs = addBytes(need.outputs, bytes);
    }
  }
  need.outputs = addBytes(need.outputs, largestObject);
  return need;
}

}  // namespace weft
