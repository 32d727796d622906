// Where the values are that a session's runs computed: in the executor's cache, by the key that a node had when it last
// ended, or kept here because the run was asked to.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <weft/exec/executor.h>
#include <weft/graph/document.h>

namespace weft::runner {

// A node as a plan calls it, behind instances of subgraphs: ("outer", "picture") may be ("outer/save", "image").
Endpoint resolveEndpoint(const Document& document, Endpoint endpoint);

// Makes the plan keep all outputs of a node (or instance) until its run has ended: RunResult::outputs has them as
// "node.port". False: the plan has no such node.
bool keepOutputs(Plan& plan, const Document& document, const std::string& node);

// Any thread.
class Results {
 public:
  explicit Results(const Executor& executor) : m_executor(executor) {}

  void starts(const Plan& plan);
  void event(const Event& event);
  void ended(RunResult result);
  void clear();

  // The picture that stands for what a node gave when it last ended; nullopt: none of its outputs is one.
  struct PictureRef {
    Key key{};
    size_t output = 0;
  };
  std::optional<PictureRef> pictureOf(const std::string& node) const;

  // The error says what would bring the value back.
  Result<Value> find(const Endpoint& endpoint) const;
  Result<Value> output(const std::string& name) const;  // of the graph, of the last run that had any

 private:
  struct Computed {
    Key key{};
    std::vector<std::string> ports;
    std::optional<size_t> picture;  // which output is one
  };
  const Executor& m_executor;
  mutable std::mutex m_mutex;
  const Plan* m_plan = nullptr;                          // of the run under way
  std::unordered_map<std::string_view, size_t> m_index;  // its nodes, merged ones too
  std::unordered_map<std::string, Computed> m_computed;
  std::map<std::string, Value> m_kept;
};

}  // namespace weft::runner
