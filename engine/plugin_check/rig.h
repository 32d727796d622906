// What a check that calls nodes works with: the plugin in this process, samples for its nodes, and a clock.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "check.h"
#include "plugin_under_test.h"
#include "sample.h"
#include "trial.h"

namespace weft {

class Rig {
 public:
  // Enters the plugin. A failure is told to the context; then there is no rig.
  static std::optional<Rig> enter(CheckContext& context);
  static std::optional<Rig> enter(CheckContext& context, const weft_host& host);

  CheckContext& context() { return *m_context; }
  const PluginUnderTest& plugin() const { return *m_plugin; }
  const std::vector<NodeType>& types() const { return m_plugin->types(); }
  const TrialOptions& options() const { return m_options; }

  // A sample of the recipe. nullopt: the node cannot be tried so, which is no fault of its.
  std::optional<Sample> sample(const NodeType& type, const Recipe& recipe = {});
  // nullptr: create() failed, for the reason that refusal() tells.
  std::unique_ptr<NodeInstance> create(const NodeType& type);
  const std::string& refusal() const { return m_refusal; }

  // Says what is done from now on; for the explanation of a crash.
  void tell(const std::string& text) { m_context->activity.tell(text); }
  // process() with an instance of its own.
  TrialResult run(const Sample& sample);
  TrialResult run(NodeInstance& node, const Sample& sample, const TrialOptions& options);

  bool hasTime() const;  // to try more
  // Whether something was tried; for the end of a check.
  bool triedAny() const { return m_tried > 0; }

 private:
  Rig(CheckContext& context, PluginUnderTest plugin);

  CheckContext* m_context;
  std::unique_ptr<PluginUnderTest> m_plugin;  // which samples and nodes refer to
  std::unique_ptr<Sampler> m_sampler;
  TrialOptions m_options;
  std::chrono::steady_clock::time_point m_begin;
  size_t m_tried = 0;
  std::string m_refusal;
};

// Enters the plugin and calls use(rig, type) for each node while there is time. Where nothing could be tried, the check
// is skipped for that.
void forEachNode(CheckContext& context, const std::function<void(Rig& rig, const NodeType& type)>& use);

// The same for each node and each of the recipes; use(rig, sample).
using RecipesFor = std::function<std::vector<Recipe>(const NodeType& type)>;
void forEachSample(CheckContext& context, const RecipesFor& recipes,
                   const std::function<void(Rig& rig, const Sample& sample)>& use);

}  // namespace weft
