#include "map.h"

#include <algorithm>
#include <thread>

#include "bodies.h"
#include "elements.h"

namespace weft::flow {
namespace {

constexpr const char* itemName = "item";
constexpr const char* indexName = "index";

}  // namespace

void Map::extraPorts(ExtraPorts& ports) {
  const std::vector<BodyPort> inputs = ports.bodyInputs(body);
  if (!hasName(inputs, itemName)) ports.fail(body, "the subgraph has no input \"item\", for the items to go into");
  for (const BodyPort& input : inputs) {
    if (input.name == itemName || input.name == indexName || isOwn<Map>(input.name)) continue;
    ports.addInput(input.name, input.type, "For every item the same", optional);
  }
  for (const BodyPort& output : ports.bodyOutputs(body)) {
    ports.addOutput(output.name, listOf(output.type), "What each item gave, in their order");
  }
}

void Map::inferBody(Infer& infer) {
  for (const BodyPort& input : infer.bodyInputs(body)) {
    if (input.name == itemName) infer.give(body, itemName, elementOf(infer.inputType(items)));
    if (input.name == indexName) infer.give(body, indexName, "integer");
  }
}

void Map::infer(Infer& infer) {
  const std::vector<BodyPort> outputs = infer.bodyOutputs(body);
  for (size_t i = 0; i < outputs.size(); ++i) infer.setExtraType(i, listOf(outputs[i].type));
}

void Map::process(Call& call) {
  if (!m_running) {
    m_running = true;
    m_ended = false;
    m_begun = m_done = 0;
    m_results.clear();
  }
  const Elements elements(call[items]);
  while (std::optional<weft::Pass> pass = call.takePass()) {
    m_results[pass->tag] = std::move(pass->outputs);
    call.progress(++m_done, elements.count().value_or(0));
  }
  const auto wanted = static_cast<size_t>(call[atOnce]);
  const size_t most = wanted > 0 ? wanted : 2 * std::max<size_t>(1, std::thread::hardware_concurrency());
  while (!m_ended && m_begun - m_done < most) m_ended = !startNext(call);
  if (!m_ended || m_begun > m_done) return call.waitForPasses();
  finish(call);
}

// False: the last one has begun.
bool Map::startNext(Call& call) {
  call.checkCancelled();
  const Value item = Elements(call[items]).at(m_begun);
  if (!item) return false;
  std::vector<std::pair<std::string, Value>> inputs{{itemName, item}};
  const std::vector<std::string> names = call.passInputs(body);
  if (std::find(names.begin(), names.end(), indexName) != names.end()) {
    inputs.emplace_back(indexName, Value::integer(static_cast<int64_t>(m_begun)));
  }
  call.startPass(body, m_begun, inputs);
  m_results.emplace_back();
  ++m_begun;
  return true;
}

void Map::finish(Call& call) {
  for (const std::string& id : call.extraOutputs()) {
    std::vector<Value> list;
    list.reserve(m_results.size());
    for (const Value& outputs : m_results) list.push_back(outputs.item(id.c_str()));
    call.set(id, Value::list(list));
  }
  m_results.clear();
  m_running = false;
}

}  // namespace weft::flow
