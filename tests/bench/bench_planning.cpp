// Load and check of a graph file against a plain parse of the same text; and a second run after one parameter changed
// against the first, which loads, plans and computes.
#include <string>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include <weft/exec/executor.h>
#include <weft/plan/plan.h>

#include "support/fake_nodes.h"

namespace weft::test {
namespace {

constexpr int length = 10'000;

// A chain: each node adds the one before it to a parameter of its own.
std::string chainText() {
  std::string text = R"({"weft": 1, "outputs": {"last": "n)" + std::to_string(length - 1) + R"(.value"}, "nodes": {)";
  for (int i = 0; i < length; ++i) {
    text += (i ? ",\n  \"n" : "\n  \"n") + std::to_string(i) + R"(": {"type": "weft.test.Add", "params": {"b": )" +
            std::to_string(i) + "}";
    if (i) text += R"(, "inputs": {"a": "n)" + std::to_string(i - 1) + R"(.value"})";
    text += "}";
  }
  return text + "}}";
}

NodeCatalog catalog() {
  NodeCatalog catalog;
  NodeType add = fakeType("weft.test.Add", {}, {"value:number"}, [](NodeCall& call) {
    call.setOutput(0, Value::number(*call.parameter(0).asNumber() + *call.parameter(1).asNumber()));
    return CallOutcome::Done;
  });
  add.parameters = {fakeParameter("a", WEFT_PARAMETER_NUMBER, Value::number(0)),
                    fakeParameter("b", WEFT_PARAMETER_NUMBER, Value::number(0))};
  (void)catalog.add(std::move(add));
  return catalog;
}

template <class AnyJson>
void parseOnly(benchmark::State& state) {
  const std::string text = chainText();
  for (auto _ : state) benchmark::DoNotOptimize(AnyJson::parse(text));
  state.SetItemsProcessed(state.iterations() * length);
}
BENCHMARK(parseOnly<nlohmann::json>)->Unit(benchmark::kMillisecond);
BENCHMARK(parseOnly<nlohmann::ordered_json>)->Unit(benchmark::kMillisecond);

// At most four times parseOnly<nlohmann::json>.
void loadAndCheck(benchmark::State& state) {
  const std::string text = chainText();
  const NodeCatalog types = catalog();
  for (auto _ : state) {
    Problems problems;
    const Result<Document> document = Document::parse(text, "chain.json", problems);
    const Result<Plan> plan = makePlan(*document, types, {}, problems);
    if (!plan) state.SkipWithError(plan.error().message.c_str());
    benchmark::DoNotOptimize(plan);
  }
  state.SetItemsProcessed(state.iterations() * length);
}
BENCHMARK(loadAndCheck)->Unit(benchmark::kMillisecond);

void planAgain(benchmark::State& state) {
  const NodeCatalog types = catalog();
  Problems problems;
  Result<Document> document = Document::parse(chainText(), "chain.json", problems);
  int64_t count = 0;
  for (auto _ : state) {
    (void)document->setParameter("n" + std::to_string(length - 1), "b", Json(++count));
    const Result<Plan> plan = makePlan(*document, types, {}, problems);
    benchmark::DoNotOptimize(plan);
  }
  state.SetItemsProcessed(state.iterations() * length);
}
BENCHMARK(planAgain)->Unit(benchmark::kMillisecond);

void run(benchmark::State& state, Executor& executor, const Plan& plan, double expected) {
  const RunResult result = executor.run(plan, {}, CancelToken(), [](const Event&) {});
  const auto last = result.outputs.find("last");
  if (last == result.outputs.end() || last->second.asNumber() != expected) state.SkipWithError("another sum");
}

constexpr double sumBefore = double(length - 1) * (length - 2) / 2;

void firstRun(benchmark::State& state) {
  const std::string text = chainText();
  const NodeCatalog types = catalog();
  for (auto _ : state) {
    Executor executor;
    Problems problems;
    const Result<Document> document = Document::parse(text, "chain.json", problems);
    const Result<Plan> plan = makePlan(*document, types, {}, problems);
    run(state, executor, *plan, sumBefore + length - 1);
  }
  state.SetItemsProcessed(state.iterations() * length);
}
BENCHMARK(firstRun)->Unit(benchmark::kMillisecond);

// At most half of firstRun: only the planning is left, and one node.
void secondRun(benchmark::State& state) {
  const NodeCatalog types = catalog();
  Executor executor;
  Problems problems;
  Result<Document> document = Document::parse(chainText(), "chain.json", problems);
  run(state, executor, *makePlan(*document, types, {}, problems), sumBefore + length - 1);
  int64_t changed = length;
  for (auto _ : state) {
    (void)document->setParameter("n" + std::to_string(length - 1), "b", Json(++changed));
    const Result<Plan> plan = makePlan(*document, types, {}, problems);
    run(state, executor, *plan, sumBefore + double(changed));
  }
  state.SetItemsProcessed(state.iterations() * length);
}
BENCHMARK(secondRun)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weft::test
