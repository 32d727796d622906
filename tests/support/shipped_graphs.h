// Graphs with the built packs and the model that is shipped, planned and run in this process.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/exec/executor.h>
#include <weft/host/host.h>
#include <weft/plan/plan.h>

namespace weft::test {

inline const NodeCatalog& packs() {
  static const Host host([] {
    HostOptions options;
    options.builtInFolder = std::string(WEFT_BUILD_DIR) + "/lib/weft";
    options.folders = {options.builtInFolder};
    return options;
  }());
  return host.catalog();
}

inline Plan planOf(const Document& document, const std::vector<std::string>& only,
                   const std::map<std::string, Json>& set, const NodeCatalog& catalog = packs()) {
  PlanOptions options;
  options.roots.search = {std::string(WEFT_SOURCE_DIR) + "/graphs/models"};
  options.only = only;
  options.set = set;
  options.device = "cpu";
  Problems problems;
  Result<Plan> plan = makePlan(document, catalog, options, problems);
  if (!plan) throw std::runtime_error(problems.front().path + ": " + problems.front().message);
  return *std::move(plan);
}

inline Document documentOf(const Result<Document>& document) {
  if (!document) throw std::runtime_error(document.error().message);
  return *document;
}
inline Document shippedGraph(const std::string& file) {
  Problems problems;
  return documentOf(Document::load(std::string(WEFT_SOURCE_DIR) + "/graphs/" + file, problems));
}

// Two samplings of the shipped model that need nothing of each other: "left" and "right", with a seed each.
inline Document twoSamplings() {
  Problems problems;
  return documentOf(Document::parse(R"({"weft": 1,
    "inputs": {"left": {"to": ["noise_left.seed"], "default": 1}, "right": {"to": ["noise_right.seed"], "default": 2},
               "steps": {"to": ["sigmas.steps"], "default": 10},
               "batch": {"to": ["noise_left.batch", "noise_right.batch"], "default": 1}},
    "nodes": {
      "model": {"type": "weft.io.LoadModel", "params": {"path": "emoji"}},
      "text": {"type": "weft.encoders.EncodeText", "params": {"text": "red apple"},
               "inputs": {"encoder": "model.text_encoder"}},
      "noise_left": {"type": "weft.schedulers.Noise", "inputs": {"model": "model.denoiser"}},
      "noise_right": {"type": "weft.schedulers.Noise", "inputs": {"model": "model.denoiser"}},
      "sigmas": {"type": "weft.schedulers.FlowSigmas"},
      "left": {"type": "weft.schedulers.Sample", "inputs": {"denoiser": "model.denoiser", "sigmas": "sigmas.sigmas",
               "noise": "noise_left.noise", "conditioning": "text.conditioning"}},
      "right": {"type": "weft.schedulers.Sample", "inputs": {"denoiser": "model.denoiser", "sigmas": "sigmas.sigmas",
                "noise": "noise_right.noise", "conditioning": "text.conditioning"}}},
    "outputs": {"left": "left.latent", "right": "right.latent"}})",
                                    "two samplings", problems));
}

struct TimedRun {
  RunResult result;
  std::vector<Event> events;

  // From the start of the first of these nodes to the end of the last, in seconds.
  double seconds(const std::vector<std::string>& nodes) const {
    double start = 1e300, end = 0;
    for (const Event& event : events) {
      if (std::find(nodes.begin(), nodes.end(), event.node) == nodes.end()) continue;
      if (event.kind == Event::Kind::NodeStarted) start = std::min(start, event.time);
      if (event.kind == Event::Kind::NodeFinished) end = std::max(end, event.time);
    }
    if (result.status != RunResult::Status::Done || end <= start) throw std::runtime_error("the run failed");
    return end - start;
  }
};

inline TimedRun timedRun(Executor& executor, const Plan& plan, const RunOptions& options = {}) {
  TimedRun run;
  run.result = executor.run(plan, options, CancelToken(), [&](const Event& event) {
    if (event.kind == Event::Kind::NodeStarted || event.kind == Event::Kind::NodeFinished ||
        event.kind == Event::Kind::NodeFailed)
      run.events.push_back(event);
  });
  return run;
}

}  // namespace weft::test
