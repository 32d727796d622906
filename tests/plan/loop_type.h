// Types of nodes that run a body, as a pack would declare them.
#pragma once

#include "plan_harness.h"

namespace weft::test {

using PortLists = std::pair<std::vector<PortType>, std::vector<PortType>>;

// t.p.Loop carries each input of its body that has an output of the same name, and gives "index"; a port for each input
// but "index", one for each output. t.p.Each gives "item", an element of the list `items`; outputs are lists.
inline NodeType loopType(const std::string& id, bool each) {
  NodeType type = plainType(id, {}, {});
  if (each) type.inputs = fakePorts({"items:list<$T>"});
  ParameterType body = fakeParameter("body", WEFT_PARAMETER_GRAPH, Value::string(""));
  type.parameters = {body, fakeParameter("count", WEFT_PARAMETER_INTEGER, Value::integer(1))};
  type.extraPorts = [each](const NodeQuestion& question) {
    PortLists ports;
    for (const BodyPort& input : question.bodies.front().inputs) {
      if (input.name == "index" || (each && input.name == "item")) continue;
      ports.first.push_back(fakePort(input.name, input.type ? input.type->text() : "any", WEFT_PORT_OPTIONAL));
    }
    for (const BodyPort& output : question.bodies.front().outputs) {
      ports.second.push_back(fakePort(output.name, each ? "list" : "any"));
    }
    return Result<PortLists>(ports);
  };
  type.inferBody = [each](const NodeQuestion& question) {
    std::vector<PassInput> given;
    const BodySignature& body = question.bodies.front();
    for (const BodyPort& input : body.inputs) {
      if (input.name == "index") given.push_back({body.parameter, input.name, *Type::parse("integer"), ""});
      if (each && input.name == "item") {
        std::optional<Type> item;
        if (question.inputTypes[0] && !question.inputTypes[0]->terms[0].arguments.empty())
          item = question.inputTypes[0]->terms[0].arguments[0];
        given.push_back({body.parameter, input.name, item, ""});
      }
      for (const BodyPort& output : body.outputs) {
        if (each || output.name != input.name) continue;
        for (size_t port = 0; port < question.inputs.size(); ++port) {
          if (question.inputs[port].id == input.name)
            given.push_back({body.parameter, input.name, question.inputTypes[port], output.name});
        }
      }
    }
    return Result<std::vector<PassInput>>(given);
  };
  type.infer = [each](const NodeQuestion& question) {
    InferResult result;
    for (const BodyPort& output : question.bodies.front().outputs) {
      result.outputTypes.push_back(each && output.type ? *Type::parse("list<" + output.type->text() + ">")
                                                       : output.type);
    }
    return Result<InferResult>(result);
  };
  return type;
}

}  // namespace weft::test
