// Types in bodies. What is carried from one pass to the next may change its type on the way: a number that began as an
// integer, a picture that grows. So the types of a pass are found anew, with wider ones, until they hold for every
// pass.
#include <weft/base/text.h>
#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

// More than the steps from any type to the widest one that it can come to.
constexpr int mostRounds = 100;

bool isNumeric(const TypeTerm& term) { return term.name == "integer" || term.name == "number"; }

Type withoutShapes(Type type) {
  for (TypeTerm& term : type.terms) term.shape.reset();
  return type;
}

// The narrowest of simple types that both are; nullopt: they have nothing in common. Types nest 16 deep at most.
std::optional<Type> widen(const Type& a, const Type& b) {
  if (a == b) return a;
  if (a.isAny() || b.isAny()) return Type::any();
  if (a.terms.size() == 1 && b.terms.size() == 1) {
    const TypeTerm &left = a.terms[0], &right = b.terms[0];
    if (left.name != right.name && isNumeric(left) && isNumeric(right)) {
      return Type{{TypeTerm{"number", {}, std::nullopt}}};
    }
    if (left.name == right.name) {
      TypeTerm term{left.name, {}, std::nullopt};
      if (left.arguments.size() == right.arguments.size()) {
        for (size_t i = 0; i < left.arguments.size(); ++i) {
          auto argument = widen(left.arguments[i], right.arguments[i]);
          if (!argument) return std::nullopt;
          term.arguments.push_back(std::move(*argument));
        }
      }
      if (left.shape && right.shape && left.shape->size() == right.shape->size()) {
        term.shape = left.shape;
        for (size_t i = 0; i < term.shape->size(); ++i) {
          if ((*term.shape)[i] != (*right.shape)[i]) (*term.shape)[i] = Dimension{};
        }
      }
      return Type{{std::move(term)}};
    }
  }
  TypeBindings none;
  const Type left = withoutShapes(a), right = withoutShapes(b);
  if (matchType(right, left, none)) return left;
  if (matchType(left, right, none)) return right;
  return std::nullopt;
}

std::optional<Type> unlessAny(const Type& type) { return type.isAny() ? std::nullopt : std::optional(type); }

class BodyTypes {
 public:
  BodyTypes(Planning& planning, size_t node)
      : m_planning(planning),
        m_node(node),
        m_body(planning.bodies[static_cast<size_t>(planning.expansion.nodes[node].body)]),
        m_info(planning.expansion.bodyGraph(planning.expansion.nodes[node].body)) {}

  bool flow(const NodeQuestion& question) {
    takeArguments(question);
    bool complete = true;
    for (int round = 0; round < mostRounds; ++round) {
      const size_t problems = m_planning.problems.size();
      flowTypes(m_planning, m_body.order);
      complete = readOutputs();
      if (m_planning.problems.size() > problems || !complete || !widenCarried()) break;
    }
    m_body.typed = true;
    tellInputs();
    return complete;
  }

 private:
  FlatNode& flat() { return m_planning.nodes[m_node]; }

  // The types of the first pass. A type that was widened stays as wide when the bodies around are gone through again,
  // which bounds the rounds of all bodies together.
  void takeArguments(const NodeQuestion& question) {
    if (!flat().type->inferBody || flat().broken) return;
    const auto given = flat().type->inferBody(question);
    if (!given) {
      flat().broken = true;
      return m_planning.problem(m_node, given.error().path.empty() ? "" : ".params." + given.error().path,
                                given.error().message);
    }
    for (PassInput& argument : m_body.arguments) {
      const auto same = std::find_if(given->begin(), given->end(),
                                     [&](const PassInput& input) { return input.name == argument.name; });
      std::optional<Type> type = same == given->end() ? std::nullopt : same->type;
      if (m_body.typed && type) type = argument.type ? widen(*argument.type, *type) : std::nullopt;
      argument.type = std::move(type);
    }
  }

  // False: one of them is left out.
  bool readOutputs() {
    m_body.found = m_body.declared;
    bool complete = true;
    for (size_t i = 0; i < m_body.outputs.size(); ++i) {
      BodyPort& port = m_body.found.outputs[i];
      FlatSource& source = m_body.outputs[i];
      source = acrossBypass(m_planning, source, [&] { return "the body's output " + inQuotes(port.name); });
      complete = complete && !source.leftOut;
      Type made;
      port.type = unlessAny(typeOfSource(m_planning, source, made));
    }
    return complete;
  }

  // Whether the type of an input became wider.
  bool widenCarried() {
    bool wider = false;
    for (PassInput& argument : m_body.arguments) {
      if (argument.carried.empty() || !argument.type) continue;
      const auto output = static_cast<size_t>(m_info.outputs.at(argument.carried));
      const std::optional<Type>& next = m_body.found.outputs[output].type;
      if (next == argument.type) continue;
      const std::optional<Type> both = next ? widen(*argument.type, *next) : Type::any();
      if (!both) {
        flat().broken = true;
        m_planning.problemAt(m_node, m_info.path + "outputs." + argument.carried,
                             "output " + inQuotes(argument.carried) + " is " + next->text() +
                                 ", which does not fit input " + inQuotes(argument.name) + " (" +
                                 argument.type->text() + "), to which the next pass carries it");
        return false;
      }
      if (*both == *argument.type) continue;
      argument.type = unlessAny(*both);
      wider = true;
    }
    return wider;
  }

  void tellInputs() {
    for (const PassInput& argument : m_body.arguments) {
      m_body.found.inputs[static_cast<size_t>(m_info.inputs.at(argument.name))].type = argument.type;
    }
  }

  Planning& m_planning;
  size_t m_node;
  FlatBody& m_body;
  const GraphInfo& m_info;
};

}  // namespace

bool flowBodyTypes(Planning& planning, size_t node, const NodeQuestion& question) {
  return BodyTypes(planning, node).flow(question);
}

}  // namespace weft
