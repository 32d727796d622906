// What nodes answer before anything runs.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include <weft/base/byte_size.h>
#include <weft/base/json.h>
#include <weft/base/text.h>
#include <weft/value/foreign_call.h>
#include <weft/value/memory.h>

#include "checks.h"
#include "rig.h"

namespace weft::checks {
namespace {

constexpr double longestAnswer = 0.05;  // seconds: an editor asks with every change

bool isAsked(const NodeType& type) {
  return type.infer || type.estimate || type.fingerprint || type.extraPorts || type.inferBody;
}

// All answers to a question, as one text; errors too.
std::string answers(const NodeType& type, const NodeQuestion& question) {
  std::string text;
  const auto add = [&](const char* function, const auto& result, const auto& tell) {
    text += std::string(function) + ": " + (result ? tell(*result) : "error " + result.error().message) + '\n';
  };
  if (type.infer) {
    add("infer()", type.infer(question), [](const InferResult& result) {
      std::string all;
      for (const auto& one : result.outputTypes) all += (one ? one->text() : "?") + ' ';
      return all;
    });
  }
  if (type.estimate) {
    add("estimate()", type.estimate(question), [](uint64_t bytes) { return std::to_string(bytes); });
  }
  if (type.fingerprint) {
    add("fingerprint()", type.fingerprint(question), [](const std::pair<uint64_t, uint64_t>& words) {
      return std::to_string(words.first) + ' ' + std::to_string(words.second);
    });
  }
  if (type.inferBody) {
    add("infer_body()", type.inferBody(question), [](const std::vector<PassInput>& inputs) {
      std::string all;
      for (const PassInput& input : inputs) all += input.name + ' ';
      return all;
    });
  }
  if (type.extraPorts) {
    NodeQuestion early = question;
    early.inputs = {};
    early.inputTypes.clear();
    add("extra_ports()", type.extraPorts(early), [](const auto& ports) {
      std::string all;
      for (const PortType& port : ports.first) all += port.id + ' ';
      for (const PortType& port : ports.second) all += port.id + ' ';
      return all;
    });
  }
  return text;
}

// What is known of a graph that is being made: everything, no links, no parameters, neither.
std::vector<NodeQuestion> questionsOf(const Sample& sample) {
  std::vector<NodeQuestion> all(4, sample.question());
  for (const size_t i : {size_t{1}, size_t{3}})
    std::fill(all[i].inputTypes.begin(), all[i].inputTypes.end(), std::nullopt);
  for (const size_t i : {size_t{2}, size_t{3}}) {
    for (size_t p = 0; p < all[i].parameters.size(); ++p) {
      // A path and a body are never linked.
      const int32_t kind = sample.type->parameters[p].kind;
      if (kind != WEFT_PARAMETER_PATH && kind != WEFT_PARAMETER_GRAPH) all[i].parameters[p] = {};
    }
  }
  return all;
}

void forEachAsked(CheckContext& context, const std::function<void(Rig&, const Sample&)>& use) {
  auto rig = Rig::enter(context);
  if (!rig) return;
  bool any = false;
  for (const NodeType& type : rig->types()) {
    if (!isAsked(type)) continue;
    for (const Recipe& recipe : Sampler::usualRecipes(type)) {
      const auto sample = rig->hasTime() ? rig->sample(type, recipe) : std::nullopt;
      if (!sample) continue;
      any = true;
      rig->tell("the questions about " + sample->where());
      use(*rig, *sample);
    }
  }
  if (!any) context.skip("no node answers questions");
}

}  // namespace

void questionsUnknown(CheckContext& context) {
  forEachAsked(context, [](Rig& rig, const Sample& sample) {
    for (const NodeQuestion& question : questionsOf(sample)) {
      const std::string text = answers(*sample.type, question);
      const size_t threw = text.find(" threw ");
      const size_t silent = text.find("failed without saying why");
      if (threw != std::string::npos || silent != std::string::npos) {
        rig.context().fail(sample.where(), "with links and parameters that are not known yet: " + printable(text) +
                                               "; answer nothing, or an error that says which parameter is wrong");
      }
    }
  });
}

void questionsRepeat(CheckContext& context) {
  forEachAsked(context, [](Rig& rig, const Sample& sample) {
    const NodeQuestion question = sample.question();
    const std::string first = answers(*sample.type, question);
    std::mutex mutex;
    std::string other;
    const auto ask = [&] {
      for (int i = 0; i < 20; ++i) {
        const std::string text = answers(*sample.type, question);
        if (text == first) continue;
        const std::lock_guard lock(mutex);
        other = text;
      }
    };
    ask();
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) threads.emplace_back(ask);
    for (std::thread& thread : threads) thread.join();
    if (other.empty()) return;
    rig.context().fail(sample.where(), "answers a question otherwise when it is asked again, or on several threads: " +
                                           printable(first) + " and " + printable(other));
  });
}

void questionsTime(CheckContext& context) {
  forEachAsked(context, [](Rig& rig, const Sample& sample) {
    double best = 1e9;
    for (int i = 0; i < 4 && best > longestAnswer; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      (void)answers(*sample.type, sample.question());
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    if (best <= longestAnswer) return;
    rig.context().fail(sample.where(), "takes " + std::to_string(static_cast<int>(best * 1000)) +
                                           " ms to answer what is asked before a run; at most 50 ms: compute nothing, "
                                           "touch no tensor");
  });
}

void questionsExtraPorts(CheckContext& context) {
  auto rig = Rig::enter(context);
  if (!rig) return;
  bool any = false;
  for (const NodeType& type : rig->types()) {
    if (!type.extraPorts) continue;
    NodeType bare = type;  // for its parameters alone
    bare.extraPorts = {};
    for (uint64_t seed = 0; seed < 40; ++seed) {
      const Recipe recipe{.seed = seed, .parameters = seed == 0 ? ParameterFill::Defaults : ParameterFill::Random};
      const auto sample = rig->sample(bare, recipe);
      if (!sample) continue;
      any = true;
      NodeQuestion question = sample->question();
      question.inputs = {};
      question.inputTypes.clear();
      rig->tell("extra_ports() of " + sample->where());
      const auto ports = type.extraPorts(question);
      // Refused by the plugin, with a text for the user, or by the host, since the ports are no good.
      if (ports || ports.error().message.find("extra_ports()") != 0) continue;
      context.fail("node " + inQuotes(type.id) + (sample->text.empty() ? "" : " with " + sample->text),
                   ports.error().message);
    }
  }
  if (!any) context.skip("no node has ports beyond the declared ones");
}

void questionsMigrate(CheckContext& context) {
  auto rig = Rig::enter(context);
  if (!rig) return;
  bool any = false;
  for (const NodeType& type : rig->types()) {
    if (!type.migrate) continue;
    Json old = Json::object();
    for (uint32_t version = 0; version < type.behaviourVersion; ++version) {
      any = true;
      rig->tell("migrate() of node " + inQuotes(type.id) + " from version " + std::to_string(version));
      const auto migrated = type.migrate(version, old);
      if (!migrated) continue;  // it says that this version is none of its
      for (const auto& [id, value] : migrated->items()) {
        if (type.parameterIndex(id) >= 0) continue;
        context.fail("node " + inQuotes(type.id), "migrate() from version " + std::to_string(version) +
                                                      " gives a parameter " + inQuotes(id) +
                                                      ", which the node does "
                                                      "not have");
      }
    }
  }
  if (!any) context.skip("no node has older versions");
}

void questionsEstimate(CheckContext& context) {
  constexpr uint64_t slack = uint64_t{4} << 20;
  bool any = false;
  forEachSample(
      context,
      [&](const NodeType& type) {
        any = any || type.estimate;
        return type.estimate ? Sampler::usualRecipes(type) : std::vector<Recipe>();
      },
      [&](Rig& rig, const Sample& sample) {
        const auto estimated = sample.type->estimate(sample.question());
        const auto node = estimated && *estimated != UINT64_MAX ? rig.create(*sample.type) : nullptr;
        if (!node) return;
        MemoryOwner owner("check");
        uint64_t peak = 0, kept = 0;
        {
          const MemoryScope scope(&owner);
          const TrialResult result = rig.run(*node, sample, rig.options());
          peak = owner.peak();
          for (const Value& value : result.outputs) kept += value ? value.bytes() : 0;
        }
        const uint64_t needed = peak - std::min(peak, kept);
        if (needed <= 2 * *estimated + slack) return;
        rig.context().fail(sample.where(), "estimate() says that process() needs " + formatBytes(*estimated) +
                                               " beside inputs and outputs, and it took " + formatBytes(needed));
      });
  if (!any) context.skip("no node estimates its memory");
}

}  // namespace weft::checks
