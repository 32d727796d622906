#include "rig.h"

#include <algorithm>

#include <weft/base/text.h>
#include <weft/host/host.h>

namespace weft {
namespace {

constexpr double longestCheck = 8;  // seconds after which nothing new is tried

}  // namespace

Rig::Rig(CheckContext& context, PluginUnderTest plugin)
    : m_context(&context),
      m_plugin(std::make_unique<PluginUnderTest>(std::move(plugin))),
      m_sampler(std::make_unique<Sampler>(m_plugin->types(), context.scratch + "/files")),
      m_begin(std::chrono::steady_clock::now()) {
  m_options.outputFolder = context.scratch + "/out";
}

std::optional<Rig> Rig::enter(CheckContext& context) { return enter(context, hostTable()); }

std::optional<Rig> Rig::enter(CheckContext& context, const weft_host& host) {
  context.activity.tell("loading");
  auto plugin = PluginUnderTest::enter(context.library, host);
  if (plugin) return Rig(context, *std::move(plugin));
  context.fail({}, plugin.error().message);
  return std::nullopt;
}

std::optional<Sample> Rig::sample(const NodeType& type, const Recipe& recipe) {
  tell("the questions about node " + inQuotes(type.id));
  auto sample = m_sampler->make(type, recipe);
  if (sample) return *std::move(sample);
  m_refusal = sample.error().message;
  return std::nullopt;
}

std::unique_ptr<NodeInstance> Rig::create(const NodeType& type) {
  tell("create() of node " + inQuotes(type.id));
  auto node = type.create();
  if (node) return *std::move(node);
  m_refusal = node.error().message;
  return nullptr;
}

TrialResult Rig::run(const Sample& sample) {
  const auto node = create(*sample.type);
  if (!node) return {makeError(ErrorCode::Internal, "not created"), std::vector<Value>(sample.outputPorts.size())};
  return run(*node, sample, m_options);
}

TrialResult Rig::run(NodeInstance& node, const Sample& sample, const TrialOptions& options) {
  tell("process() of " + sample.where());
  ++m_tried;
  return runTrial(node, sample, options);
}

bool Rig::hasTime() const {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
  return seconds < std::min(longestCheck, m_context->timeLimit / 3);
}

void forEachNode(CheckContext& context, const std::function<void(Rig& rig, const NodeType& type)>& use) {
  auto rig = Rig::enter(context);
  if (!rig) return;
  for (const NodeType& type : rig->types()) {
    if (rig->hasTime()) use(*rig, type);
  }
  if (!rig->triedAny()) context.skip("no node of its could be tried so");
}

void forEachSample(CheckContext& context, const RecipesFor& recipes,
                   const std::function<void(Rig& rig, const Sample& sample)>& use) {
  forEachNode(context, [&](Rig& rig, const NodeType& type) {
    for (const Recipe& recipe : recipes(type)) {
      if (!rig.hasTime()) return;
      if (const auto sample = rig.sample(type, recipe)) use(rig, *sample);
    }
  });
}

}  // namespace weft
