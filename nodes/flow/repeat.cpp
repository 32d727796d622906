#include "repeat.h"

#include <algorithm>

#include "bodies.h"

namespace weft::flow {
namespace {

constexpr const char* indexName = "index";

bool isCarried(const std::string& input, const std::vector<BodyPort>& outputs) {
  return input != indexName && !isOwn<Repeat>(input) && hasName(outputs, input);
}

}  // namespace

void Repeat::extraPorts(ExtraPorts& ports) {
  const std::vector<BodyPort> outputs = ports.bodyOutputs(body);
  for (const BodyPort& input : ports.bodyInputs(body)) {
    if (input.name == indexName || isOwn<Repeat>(input.name)) continue;
    const bool carried = isCarried(input.name, outputs);
    ports.addInput(input.name, input.type,
                   carried ? "For the first pass; later ones get what the pass before gave" : "For every pass the same",
                   carried && !input.hasDefault ? PortFlags{} : optional);
  }
  for (const BodyPort& output : outputs) ports.addOutput(output.name, output.type, "As the last pass gave it");
}

void Repeat::inferBody(Infer& infer) {
  const std::vector<BodyPort> outputs = infer.bodyOutputs(body);
  for (const BodyPort& input : infer.bodyInputs(body)) {
    if (input.name == indexName) infer.give(body, input.name, "integer");
    if (isCarried(input.name, outputs)) infer.give(body, input.name, infer.inputType(input.name), input.name);
  }
}

void Repeat::infer(Infer& infer) {
  const std::vector<BodyPort> inputs = infer.bodyInputs(body), outputs = infer.bodyOutputs(body);
  if (infer.knows(until) && !infer[until].empty()) {
    const std::string name(infer[until]);
    const auto output = std::find_if(outputs.begin(), outputs.end(), [&](const auto& one) { return one.name == name; });
    if (output == outputs.end()) infer.fail(until, "the body has no output \"" + name + "\"");
    if (!output->type.empty() && output->type != "boolean") {
      infer.fail(until, "the body's output \"" + name + "\" is " + output->type + "; it must be a boolean");
    }
  }
  const bool mayBeNone = !infer.knows(count) || infer[count] == 0;
  for (size_t i = 0; i < outputs.size(); ++i) {
    std::string type = outputs[i].type;
    const bool carried = hasName(inputs, outputs[i].name) && isCarried(outputs[i].name, outputs);
    if (!carried && infer.knows(count) && infer[count] == 0) {
      infer.fail(count, "there must be a pass: output \"" + outputs[i].name + "\" of the body is not carried");
    }
    // What went in may come out.
    for (const BodyPort& input : inputs) {
      if (carried && mayBeNone && input.name == outputs[i].name) type = input.type;
    }
    infer.setExtraType(i, type.empty() ? "any" : type);
  }
}

void Repeat::process(Call& call) {
  if (!m_running) {
    m_passes = 0;
    if (call[count] == 0) return giveBack(call);
    m_running = true;
    startPass(call, Value());
  }
  while (const std::optional<weft::Pass> pass = call.takePass()) {
    ++m_passes;
    call.progress(static_cast<uint64_t>(m_passes), static_cast<uint64_t>(call[count]));
    if (isLast(call, pass->outputs)) {
      for (const std::string& id : call.extraOutputs()) call.set(id, pass->outputs.item(id.c_str()));
      m_running = false;
      return;
    }
    startPass(call, pass->outputs);
  }
  call.waitForPasses();
}

void Repeat::startPass(Call& call, const Value& outputsBefore) const {
  std::vector<std::pair<std::string, Value>> inputs;
  for (const std::string& name : call.passInputs(body)) {
    inputs.emplace_back(name, name == indexName ? Value::integer(m_passes)
                              : outputsBefore   ? outputsBefore.item(name.c_str())
                                                : linked(call, name));
  }
  call.startPass(body, static_cast<uint64_t>(m_passes), inputs);
}

bool Repeat::isLast(Call& call, const Value& outputs) const {
  if (const std::string name(call[until]); !name.empty()) {
    const Value done = outputs.item(name.c_str());
    if (!done) throw Failure("until: the body has no output \"" + name + "\"");
    if (done.asBoolean()) return true;
  }
  return m_passes >= call[count];
}

void Repeat::giveBack(Call& call) {
  for (const std::string& id : call.extraOutputs()) {
    const Value value = call.input(id);
    if (!value) throw Failure("count is 0, and output \"" + id + "\" of the body is not carried: there must be a pass");
    call.set(id, value);
  }
}

}  // namespace weft::flow
