// From the text of a graph to its plan, by the number of nodes: each step should cost the same per node at any size.
#include <string>

#include <benchmark/benchmark.h>

#include <weft/plan/plan.h>

#include "support/fake_nodes.h"

namespace weft::test {
namespace {

// A chain: each node adds the one before it to a parameter of its own.
std::string chain(int64_t length) {
  std::string text = R"({"weft": 1, "outputs": {"last": "n)" + std::to_string(length - 1) + R"(.sum"}, "nodes": {)";
  for (int64_t i = 0; i < length; ++i) {
    text += (i ? ", " : "") + ("\"n" + std::to_string(i) + R"(": {"type": "weft.test.Add", "params": {"bias": )") +
            std::to_string(i) + "}";
    if (i) text += R"(, "inputs": {"value": "n)" + std::to_string(i - 1) + R"(.sum"})";
    text += "}";
  }
  return text + "}}";
}

NodeCatalog catalog() {
  NodeCatalog catalog;
  NodeType add = fakeType("weft.test.Add", {}, {"sum:number"}, [](NodeCall& call) { return addInputs(call, 1, 0); });
  add.inputs = fakePorts({"value:number"}, WEFT_PORT_OPTIONAL);
  add.parameters.push_back(fakeParameter("bias", WEFT_PARAMETER_NUMBER, Value::number(0)));
  (void)catalog.add(std::move(add));
  return catalog;
}

void readDocument(benchmark::State& state) {
  const std::string text = chain(state.range(0));
  for (auto _ : state) {
    Problems problems;
    Result<Document> document = Document::parse(text, "chain.json", problems);
    if (!document) state.SkipWithError(document.error().message.c_str());
    benchmark::DoNotOptimize(document);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(readDocument)->RangeMultiplier(10)->Range(10, 100'000)->Unit(benchmark::kMicrosecond);

void planDocument(benchmark::State& state) {
  const NodeCatalog types = catalog();
  Problems problems;
  const Result<Document> document = Document::parse(chain(state.range(0)), "chain.json", problems);
  if (!document) return state.SkipWithError(document.error().message.c_str());
  for (auto _ : state) {
    Result<Plan> plan = makePlan(document.value(), types, {}, problems);
    if (!plan) {
      state.SkipWithError(plan.error().message.c_str());
      break;
    }
    benchmark::DoNotOptimize(plan);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(planDocument)->RangeMultiplier(10)->Range(10, 100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace weft::test
