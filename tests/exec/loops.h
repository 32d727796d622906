// Nodes that run a body which takes "value" and "index" and gives "value".
#pragma once

#include <numeric>

#include "support/fake_nodes.h"

namespace weft::test {

inline NodeType loopType(std::string id, std::function<std::unique_ptr<NodeInstance>()> make) {
  NodeType type = fakeType(std::move(id), {"value:number"}, {"value:number"}, {});
  type.parameters.push_back(fakeParameter("body", WEFT_PARAMETER_GRAPH, Value::string("body")));
  type.create = [make = std::move(make)]() -> Result<std::unique_ptr<NodeInstance>> { return make(); };
  return type;
}

// The value goes through the body `count` times, one pass after the other.
class RepeatNode final : public NodeInstance {
 public:
  explicit RepeatNode(int count) : m_count(count) {}
  Result<CallOutcome> process(NodeCall& call) override {
    Value value = call.takeInput(0, 0);  // empty when it was called before
    if (auto pass = call.takePass()) {
      value = std::move(pass->outputs.at("value"));
      ++m_done;
    }
    if (m_done == m_count) {
      call.setOutput(0, std::move(value));
      return CallOutcome::Done;
    }
    auto started = call.startPass(0, 0, {{"value", std::move(value)}, {"index", Value::integer(m_done)}});
    if (!started) return std::move(started).error();
    return CallOutcome::Pending;
  }

 private:
  const int m_count;
  int m_done = 0;
};

// `count` passes with the same value, `width` at a time; the sum of what they give, in their order.
class MapNode final : public NodeInstance {
 public:
  MapNode(int count, int width) : m_count(count), m_width(width), m_results(static_cast<size_t>(count)) {}
  Result<CallOutcome> process(NodeCall& call) override {
    while (auto pass = call.takePass()) {
      m_results[pass->tag] = *pass->outputs.at("value").asNumber();
      ++m_done;
    }
    if (m_done == m_count) {
      call.setOutput(0, Value::number(std::accumulate(m_results.begin(), m_results.end(), 0.0)));
      return CallOutcome::Done;
    }
    while (m_started < m_count && m_started - m_done < m_width) {
      const auto tag = static_cast<uint64_t>(m_started);
      auto started = call.startPass(0, tag, {{"value", *call.input(0, 0)}, {"index", Value::integer(m_started)}});
      if (!started) return std::move(started).error();
      ++m_started;
    }
    return CallOutcome::Pending;
  }

 private:
  const int m_count, m_width;
  int m_started = 0, m_done = 0;
  std::vector<double> m_results;  // by tag
};

inline NodeType repeatType(int count) {
  return loopType("test.loop.Repeat", [count] { return std::make_unique<RepeatNode>(count); });
}

inline NodeType mapType(int count, int width) {
  return loopType("test.loop.Map", [count, width] { return std::make_unique<MapNode>(count, width); });
}

}  // namespace weft::test
