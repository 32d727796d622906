#include <weft/plan/memory_estimate.h>

#include <algorithm>
#include <map>

#include "node_memory.h"

namespace weft {
namespace {

std::string deviceOf(const PlannedNode& node) {
  if (node.device == "cuda") return "cuda:0";
  return node.device.starts_with("cuda") || node.device.starts_with("vulkan") ? node.device : "cpu";
}

// What lies on one device at a time.
struct Level {
  DeviceEstimate estimate;
  uint64_t values = 0, weights = 0;

  void reach(uint64_t bytes, const std::string& node) {
    if (bytes <= estimate.peak) return;
    estimate.peak = bytes;
    estimate.node = node;
    estimate.weights = weights;
  }
};

class Simulation {
 public:
  explicit Simulation(const Plan& plan) : m_plan(plan) {}

  std::vector<DeviceEstimate> run() {
    findLastReaders();
    m_levels["cpu"].estimate.device = "cpu";
    for (size_t i = 0; i < m_plan.nodes.size(); ++i) step(i);
    std::vector<DeviceEstimate> estimates;
    for (auto& [device, level] : m_levels) estimates.push_back(std::move(level.estimate));
    return estimates;
  }

 private:
  // An output of a node, as an index into m_lastReaders.
  size_t slotOf(const PlannedInput& input) const {
    return m_firstSlot[static_cast<size_t>(input.node)] + static_cast<size_t>(input.output);
  }

  void findLastReaders() {
    size_t slots = 0;
    for (const PlannedNode& node : m_plan.nodes) {
      m_firstSlot.push_back(slots);
      slots += node.outputs.size();
    }
    m_lastReaders.assign(slots, 0);
    for (size_t i = 0; i < m_plan.nodes.size(); ++i) {
      for (size_t k = 0; k < m_plan.nodes[i].outputs.size(); ++k) m_lastReaders[m_firstSlot[i] + k] = i;
      forEachInput(m_plan.nodes[i], [&](const PlannedInput& input) { m_lastReaders[slotOf(input)] = i; });
    }
    for (const PlannedOutput& output : m_plan.outputs) {
      if (output.source.node >= 0) m_lastReaders[slotOf(output.source)] = m_plan.nodes.size();
    }
  }

  static void forEachInput(const PlannedNode& node, const auto& visit) {
    const auto visitAll = [&](const std::vector<PlannedInput>& inputs) {
      for (const PlannedInput& input : inputs) {
        if (input.node >= 0) visit(input);
      }
    };
    for (const auto& links : node.links) visitAll(links);
    visitAll(node.parameterLinks);
    for (const PlannedBody& body : node.bodies) visitAll(body.captures);
  }

  Level& levelOf(const std::string& device) {
    Level& level = m_levels[device];
    if (level.estimate.device.empty()) level.estimate.device = device;
    return level;
  }

  void step(size_t index) {
    const PlannedNode& node = m_plan.nodes[index];
    Level& level = levelOf(deviceOf(node));
    if (!node.workspace || !node.outputBytes) level.estimate.unknown.push_back(node.id);
    for (size_t i = 0; i < node.outputSizes.size(); ++i) {
      const uint64_t bytes = node.outputSizes[i].value_or(0);
      level.values = addBytes(level.values, bytes);
      if (isObject(typeOfOutput(node, i))) level.weights = addBytes(level.weights, bytes);
    }
    level.reach(addBytes(addBytes(level.values, node.workspace.value_or(0)), copiesFor(node, level)), node.id);
    addBodies(node);
    for (size_t i = 0; i < node.outputSizes.size(); ++i) {
      if (m_lastReaders[m_firstSlot[index] + i] == index) drop(node, i);
    }
    forEachInput(node, [&](const PlannedInput& input) {
      size_t& last = m_lastReaders[slotOf(input)];
      if (last != index) return;
      last = m_plan.nodes.size();  // it may be read several times, and dies once
      drop(m_plan.nodes[static_cast<size_t>(input.node)], static_cast<size_t>(input.output));
    });
  }

  // What lies on another device is there a second time while the node runs.
  uint64_t copiesFor(const PlannedNode& node, const Level& level) const {
    uint64_t bytes = 0;
    forEachInput(node, [&](const PlannedInput& input) {
      const PlannedNode& source = m_plan.nodes[static_cast<size_t>(input.node)];
      const auto output = static_cast<size_t>(input.output);
      if (output >= source.outputSizes.size() || isObject(typeOfOutput(source, output))) return;
      if (deviceOf(source) != level.estimate.device) bytes = addBytes(bytes, source.outputSizes[output].value_or(0));
    });
    return bytes;
  }

  // Depth is bounded: bodies nest as subgraphs do.
  void addBodies(const PlannedNode& node) {
    for (const PlannedBody& body : node.bodies) {
      if (!body.plan) continue;
      for (DeviceEstimate& inner : estimateMemory(*body.plan)) {
        Level& level = levelOf(inner.device);
        const uint64_t weights = level.weights;
        level.weights = addBytes(weights, inner.weights);
        level.reach(addBytes(level.values, inner.peak), inner.node);
        level.weights = weights;
        auto& unknown = level.estimate.unknown;
        unknown.insert(unknown.end(), inner.unknown.begin(), inner.unknown.end());
      }
    }
  }

  void drop(const PlannedNode& node, size_t output) {
    if (output >= node.outputSizes.size()) return;
    Level& level = levelOf(deviceOf(node));
    const uint64_t bytes = node.outputSizes[output].value_or(0);
    level.values -= std::min(level.values, bytes);
    if (isObject(typeOfOutput(node, output))) level.weights -= std::min(level.weights, bytes);
  }

  const Plan& m_plan;
  std::vector<size_t> m_firstSlot;
  std::vector<size_t> m_lastReaders;      // per output; its own node: nobody reads it
  std::map<std::string, Level> m_levels;  // "cpu" sorts before "cuda" and "vulkan"
};

}  // namespace

std::vector<DeviceEstimate> estimateMemory(const Plan& plan) { return Simulation(plan).run(); }

}  // namespace weft
