// Plans from short texts, over a small set of node types.
#pragma once

#include <weft/plan/plan.h>
#include <QString>
#include <QStringList>

#include "support/fake_nodes.h"

namespace weft::test {

inline Result<CallOutcome> neverRun(NodeCall&) { return CallOutcome::Done; }

inline NodeType plainType(const std::string& id, const std::vector<std::string>& inputs,
                          const std::vector<std::string>& outputs, uint32_t flags = 0) {
  NodeType type = fakeType(id, inputs, outputs, neverRun);
  type.flags = flags;
  return type;
}

inline ParameterType numberParameter(const std::string& id, double low, double high) {
  ParameterType parameter = fakeParameter(id, WEFT_PARAMETER_NUMBER, Value::number(1));
  parameter.minimumNumber = low;
  parameter.maximumNumber = high;
  return parameter;
}

inline ParameterType integerParameter(const std::string& id, int64_t low, int64_t high) {
  ParameterType parameter = fakeParameter(id, WEFT_PARAMETER_INTEGER, Value::integer(1));
  parameter.minimumInteger = low;
  parameter.maximumInteger = high;
  return parameter;
}

// t.p.Number value → value; Add a, b → value; Text → text; Save (side effects) value; Image → image; Encode image →
// latent <emoji>; Decode<sdxl>; Pass $T; Sum (variadic); Maybe (optional); Heavy value, other → value; Random
// (nondeterministic); File (a path); Every (one parameter of each kind).
inline NodeCatalog makeCatalog() {
  NodeCatalog catalog;
  const auto add = [&](NodeType type) { (void)catalog.add(std::move(type)); };

  NodeType number = plainType("t.p.Number", {}, {"value:number"});
  number.parameters = {fakeParameter("value", WEFT_PARAMETER_NUMBER, Value::number(0))};
  add(std::move(number));
  NodeType sum = plainType("t.p.Add", {}, {"value:number"});
  sum.parameters = {fakeParameter("a", WEFT_PARAMETER_NUMBER, Value::number(0)),
                    fakeParameter("b", WEFT_PARAMETER_NUMBER, Value::number(0)),
                    fakeParameter("label", WEFT_PARAMETER_STRING, Value::string(""))};
  sum.parameters[2].flags = WEFT_PARAMETER_NOT_IN_KEY;
  add(std::move(sum));
  NodeType text = plainType("t.p.Text", {}, {"text:string"});
  text.parameters = {fakeParameter("text", WEFT_PARAMETER_STRING, Value::string(""))};
  add(std::move(text));
  add(plainType("t.p.Save", {"value:any"}, {}, WEFT_NODE_SIDE_EFFECTS));
  add(plainType("t.p.Image", {}, {"image:image"}));
  add(plainType("t.p.Blend", {"a:image", "b:image"}, {"image:image"}));
  add(plainType("t.p.Encode", {"image:image[N, C, 8*h, 8*w]"}, {"latent:latent<emoji>[N, 16, h, w]"}));
  add(plainType("t.p.Decode", {"latent:latent<sdxl>"}, {"image:image"}));
  add(plainType("t.p.Pass", {"value:$T"}, {"value:$T"}));
  NodeType variadic = plainType("t.p.Sum", {}, {"value:number"});
  variadic.inputs = fakePorts({"values:number"}, WEFT_PORT_VARIADIC);
  add(std::move(variadic));
  NodeType maybe = plainType("t.p.Maybe", {}, {"value:number"});
  maybe.inputs = fakePorts({"value:number", "image:image"}, WEFT_PORT_OPTIONAL);
  add(std::move(maybe));
  add(plainType("t.p.Random", {}, {"value:number"}, WEFT_NODE_NONDETERMINISTIC));
  NodeType heavy = plainType("t.p.Heavy", {"value:$T", "other:any"}, {"value:$T"});
  heavy.inputs[1].flags = WEFT_PORT_OPTIONAL;
  heavy.cost = WEFT_COST_HEAVY;
  heavy.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA;
  add(std::move(heavy));
  NodeType file = plainType("t.p.File", {}, {"value:number"});
  file.parameters = {fakeParameter("path", WEFT_PARAMETER_PATH, Value::string(""))};
  add(std::move(file));
  NodeType folder = plainType("t.p.Folder", {}, {"value:number"});
  folder.parameters = {fakeParameter("path", WEFT_PARAMETER_PATH, Value::string(""))};
  folder.parameters[0].flags = WEFT_PARAMETER_FOLDER;
  add(std::move(folder));

  NodeType every = plainType("t.p.Every", {}, {"value:number"});
  ParameterType choice = fakeParameter("choice", WEFT_PARAMETER_CHOICE, Value::string("nearest"));
  choice.choices = {{"nearest", "", ""}, {"bilinear", "", ""}, {"lanczos", "", ""}};
  ParameterType seed = fakeParameter("seed", WEFT_PARAMETER_SEED, Value::integer(0));
  every.parameters = {numberParameter("number", 0, 1),
                      integerParameter("integer", 1, 100),
                      fakeParameter("boolean", WEFT_PARAMETER_BOOLEAN, Value::boolean(false)),
                      fakeParameter("string", WEFT_PARAMETER_STRING, Value::string("")),
                      choice,
                      seed,
                      fakeParameter("name", WEFT_PARAMETER_NAME, Value::string("out"))};
  add(std::move(every));
  return catalog;
}

struct Planned {
  bool ok = false;
  Plan plan;
  Problems problems;
  QString lines;  // the problems, "path: message"

  // The node of that id, also where it was merged; nullptr: pruned.
  const PlannedNode* find(const std::string& id) const {
    for (const PlannedNode& node : plan.nodes) {
      if (node.id == id || std::find(node.aliases.begin(), node.aliases.end(), id) != node.aliases.end()) return &node;
    }
    return nullptr;
  }
  QString ids() const {
    QStringList list;
    for (const PlannedNode& node : plan.nodes) list << QString::fromStdString(node.id);
    return list.join(' ');
  }
};

// `body` stands after "weft": 1.
inline Planned planOf(const QString& body, const PlanOptions& options = {}, const NodeCatalog* catalog = nullptr) {
  static const NodeCatalog standard = makeCatalog();
  Planned planned;
  const std::string text = "{\"weft\": 1, " + body.toStdString() + "}";
  const Result<Document> document = Document::parse(text, "g.json", planned.problems);
  if (document) {
    Result<Plan> plan = makePlan(*document, catalog ? *catalog : standard, options, planned.problems);
    planned.ok = plan.ok();
    if (plan) planned.plan = std::move(*plan);
  }
  QStringList lines;
  for (const Problem& problem : planned.problems) {
    lines << QString::fromStdString(problem.path + ": " + problem.message);
  }
  planned.lines = lines.join('\n');
  return planned;
}

// Nodes in short form, "id type name=literal name<-node.port ...", one a line; with a Save of `end` where one is given.
inline QString nodes(const QStringList& lines) {
  QStringList list;
  for (const QString& line : lines) {
    const QStringList words = line.split(' ', Qt::SkipEmptyParts);
    QStringList parameters, inputs, others;
    for (const QString& word : words.mid(2)) {
      if (const qsizetype arrow = word.indexOf("<-"); arrow > 0) {
        const QString source = word.mid(arrow + 2);
        inputs << QString("\"%1\": %2").arg(word.left(arrow), source.startsWith('[') ? source : '"' + source + '"');
      } else if (const qsizetype equals = word.indexOf('='); equals > 0) {
        parameters << QString("\"%1\": %2").arg(word.left(equals), word.mid(equals + 1));
      } else {
        others << QString(", \"%1\": true").arg(word);
      }
    }
    const QString type = words[1].startsWith("graph:") ? words[1] : "t.p." + words[1];
    list << QString(R"("%1": {"type": "%2", "params": {%3}, "inputs": {%4}%5})")
                .arg(words[0], type, parameters.join(", "), inputs.join(", "), others.join(""));
  }
  return "\"nodes\": {" + list.join(", ") + "}";
}

}  // namespace weft::test
