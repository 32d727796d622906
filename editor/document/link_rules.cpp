#include "document/link_rules.h"

#include <map>

#include <weft/plan/parameters.h>

#include "document/link_circles.h"
#include "document/names.h"
#include "document/node_face.h"
#include "document/type_flow.h"

namespace weft::editor {
namespace {

Error refusal(const QString& reason) { return {ErrorCode::TypeMismatch, reason.toStdString(), {}}; }

// A type in the words of people: "a latent (emoji)", "text", "a list of images".
QString words(const TypeTerm& term) {
  static const QHash<QString, QString> known = {
      {"string", "text"},       {"number", "a number"}, {"integer", "a whole number"},
      {"boolean", "yes or no"}, {"image", "an image"},  {"mask", "a mask"},
      {"latent", "a latent"},   {"sigmas", "sigmas"},   {"conditioning", "conditioning"},
      {"tokens", "tokens"},     {"any", "anything"},    {"autoencoder", "an autoencoder"},
      {"list", "a list"},       {"record", "a record"}, {"sequence", "a sequence"},
      {"tensor", "a tensor"},
  };
  const QString name = QString::fromStdString(term.name);
  if (name.startsWith(u'$')) return "anything";
  QString text = known.value(name);
  if (text.isEmpty()) {
    text = name;
    text = (QString("aeio").contains(name.front()) ? "an " : "a ") + text.replace(u'_', u' ');
  }
  QStringList arguments;
  for (const Type& argument : term.arguments) {
    if (!argument.isAny()) arguments.append(QString::fromStdString(argument.text()));
  }
  return arguments.isEmpty() ? text : text + " (" + arguments.join(", ") + ")";
}

QString words(const Type& type) {
  QStringList terms;
  for (const TypeTerm& term : type.terms) {
    if (const QString text = words(term); !terms.contains(text)) terms.append(text);
  }
  if (terms.size() == 1) return terms.front();
  const QString last = terms.takeLast();
  return terms.join(", ") + " or " + last;
}

// Two types that have the same words differ in their shapes.
QString clash(const Type& wanted, const Type& given, const QString& where) {
  QString takes = words(wanted), gives = words(given);
  if (takes == gives) {
    takes = QString::fromStdString(wanted.text());
    gives = QString::fromStdString(given.text());
  }
  return takes + " goes in" + where + ", and this gives " + gives;
}

QString sentence(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

}  // namespace

struct LinkRules::State {
  const GraphModel& model;
  const Graph& graph;
  TypeFlow flow{model, graph};
  LinkCircles circles{model, graph};

  std::map<QString, std::optional<NodeFace>> faces{};  // a gesture asks about the same nodes again and again

  QString name() const { return QString::fromStdString(graph.name); }
  const std::optional<NodeFace>& faceOf(const QString& node) {
    const auto [face, isNew] = faces.try_emplace(node);
    if (isNew) face->second = nodeFace(model, name(), node);
    return face->second;
  }
  QString titleOf(const QString& in, const QString& node) const {
    const auto face = nodeFace(model, in, node);
    return face ? face->title : node;
  }
  // A type that may have more ports than are known so far takes any.
  static bool isOpenEnded(const NodeFace& face) {
    return face.kind == NodeKind::Missing || (face.type && face.type->extraPorts);
  }
  QString portProblem(const PortRef& from, const PortRef& to);
  QString circleProblem(const PortRef& from, const PortRef& to);
};

QString LinkRules::State::portProblem(const PortRef& from, const PortRef& to) {
  const auto &source = faceOf(from.node), &target = faceOf(to.node);
  if (!source || !target) return "there is no node “" + (source ? to.node : from.node) + "”";
  if (from.node == inputsNode() && to.node == outputsNode()) {
    return "an input of the graph cannot be its output as it is; a reroute between them makes it one";
  }
  if (!source->output(from.port) && !isOpenEnded(*source)) {
    return "“" + source->title + "” has no output “" + from.port + "”";
  }
  if (const ParameterFace* parameter = target->parameter(to.port); parameter && !typeOfParameter(*parameter->type)) {
    const bool isPath = parameter->type->kind == WEFT_PARAMETER_PATH;
    if (!isPath) return "this names a subgraph, which is chosen and not wired";
    if (from.node != inputsNode()) return "this names a file that is read ahead of the run; no node can give it";
  }
  if (!target->input(to.port) && !target->parameter(to.port) && !isOpenEnded(*target)) {
    return "“" + target->title + "” has no input “" + to.port + "”";
  }
  return {};
}

QString LinkRules::State::circleProblem(const PortRef& from, const PortRef& to) {
  constexpr int shown = 6;
  const auto circle = circles.closedBy(from, to);
  if (!circle) return {};
  if (circle->graph != name()) {
    return "that would make a circle outside, through “" + titleOf(circle->graph, circle->nodes.front()) + "”";
  }
  if (circle->nodes.size() == 1) return "a node cannot feed itself";
  QStringList titles;
  for (const QString& node : circle->nodes.mid(0, shown)) titles.append(titleOf(name(), node));
  if (circle->nodes.size() > shown) titles.append("…");
  titles.append(titles.front());
  return "that would make a circle: " + titles.join(" → ");
}

LinkRules::LinkRules(const GraphModel& model, const QString& graph) {
  static const Graph empty;
  const Graph* found = model.graph(graph);
  m_state.reset(new State{model, found ? *found : empty});
}

LinkRules::~LinkRules() = default;

Type LinkRules::typeOf(const PortRef& output) { return m_state->flow.typeOf(endpoint(output)); }

Type LinkRules::wantedBy(const PortRef& input) {
  const Endpoint end = endpoint(input);
  for (const TypeFlow::Port& target : m_state->flow.targetsOf({0, end.node, end.port})) {
    const TypeFlow::Wanted wanted = m_state->flow.wantedBy(target);
    if (Type type = substitute(wanted.declared, wanted.bindings); !type.isAny()) return type;
  }
  return Type::any();
}

Result<void> LinkRules::check(const PortRef& from, const PortRef& to) {
  if (const QString problem = m_state->portProblem(from, to); !problem.isEmpty()) return refusal(sentence(problem));
  if (const auto misfit = m_state->flow.tryLink(endpoint(from), endpoint(to))) {
    const PortRef at{QString::fromStdString(misfit->at.node), QString::fromStdString(misfit->at.port)};
    const bool here = at == to || misfit->at.scope != 0;
    const QString where = here ? "" : " at “" + m_state->titleOf(m_state->name(), at.node) + "”, further on";
    return refusal(sentence(clash(misfit->wanted, misfit->given, where)));
  }
  if (const QString problem = m_state->circleProblem(from, to); !problem.isEmpty()) return refusal(sentence(problem));
  return {};
}

std::optional<Type> typeOfParameter(const ParameterType& parameter) {
  if (parameter.kind == WEFT_PARAMETER_GRAPH || parameter.kind == WEFT_PARAMETER_PATH) return std::nullopt;
  return parameterLinkType(parameter);
}

}  // namespace weft::editor
