// One call of a node, by hand, in place of the executor's.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>

class FakeCall : public weft::NodeCall {
 public:
  std::map<size_t, std::vector<weft::Value>> inputs;
  std::vector<weft::Value> parameters;
  std::map<size_t, weft::Value> outputs;
  std::set<size_t> wanted;
  std::vector<std::string> progressTexts, savedPaths;
  std::string id = "outer/inner", folder = "/nowhere", document;
  bool isCancelled = false, previewsWanted = false;
  std::vector<weft::Value> previews;
  size_t cancelledAfter = SIZE_MAX;                                                    // so many reports of progress
  std::shared_ptr<std::atomic<int>> resumed = std::make_shared<std::atomic<int>>(0);   // how often, from any thread
  std::vector<std::pair<uint64_t, std::map<std::string, weft::Value>>> startedPasses;  // tag and inputs
  std::vector<weft::Pass> endedPasses;                                                 // to be taken, the first first

  std::vector<weft::PortType> inputTypes, outputTypes;
  std::vector<std::string> passInputNames;

  explicit FakeCall(const weft::NodeType& type) : inputTypes(type.inputs), outputTypes(type.outputs) {
    for (const weft::ParameterType& parameter : type.parameters) parameters.push_back(parameter.defaultValue);
  }

  size_t inputCount(size_t port) const override {
    const auto found = inputs.find(port);
    return found == inputs.end() ? 0 : found->second.size();
  }
  const weft::Value* input(size_t port, size_t index) const override {
    return index < inputCount(port) ? &inputs.at(port)[index] : nullptr;
  }
  weft::Value takeInput(size_t port, size_t index) override {
    return index < inputCount(port) ? std::move(inputs[port][index]) : weft::Value();
  }
  std::span<const weft::PortType> inputPorts() const override { return inputTypes; }
  std::span<const weft::PortType> outputPorts() const override { return outputTypes; }
  void wantInput(size_t port) override { wanted.insert(port); }
  const weft::Value& parameter(size_t index) const override { return parameters.at(index); }
  void setOutput(size_t port, weft::Value value) override { outputs[port] = std::move(value); }
  bool cancelled() const override { return isCancelled || progressTexts.size() >= cancelledAfter; }
  void progress(uint64_t step, uint64_t total, std::string_view text) override {
    progressTexts.push_back(std::to_string(step) + "/" + std::to_string(total) + " " + std::string(text));
  }
  bool wantsPreview() const override { return previewsWanted; }
  void preview(const weft::Value& image) override { previews.push_back(image); }
  const std::string& node() const override { return id; }
  uint32_t threads() const override { return 2; }
  weft_device_id device() const override { return {WEFT_DEVICE_CPU, 0}; }
  weft_dtype dtype() const override { return {}; }
  bool deterministic() const override { return false; }
  void* stream() const override { return nullptr; }
  std::function<void()> suspend() override {
    return [counter = resumed] { ++*counter; };
  }
  weft::Result<void> startPass(size_t, uint64_t tag, std::map<std::string, weft::Value> passInputs) override {
    startedPasses.emplace_back(tag, std::move(passInputs));
    return {};
  }
  std::span<const std::string> passInputs(size_t) const override { return passInputNames; }
  std::optional<weft::Pass> takePass() override {
    if (endedPasses.empty()) return std::nullopt;
    weft::Pass pass = std::move(endedPasses.front());
    endedPasses.erase(endedPasses.begin());
    return pass;
  }
  // In two threads one after the other, so that bodies meet a thread that is not the call's.
  weft::Result<void> parallel(size_t count, size_t grain,
                              const std::function<weft::Result<void>(size_t, size_t)>& body) override {
    weft::Result<void> result;
    const size_t half = std::max(grain, count / 2);
    std::thread([&] { result = body(0, std::min(half, count)); }).join();
    if (!result || half >= count) return result;
    return body(half, count);
  }
  const std::string& outputFolder() const override { return folder; }
  const std::string& documentJson() const override { return document; }
  void saved(const std::string& path) override { savedPaths.push_back(path); }
};
