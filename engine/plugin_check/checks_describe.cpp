// What the plugin says about itself, beyond what the host refuses.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include <weft/base/json.h>
#include <weft/base/text.h>

#include "checks.h"
#include "class_reader.h"
#include "plugin_under_test.h"

namespace weft::checks {
namespace {

constexpr size_t longestSummary = 300;  // of a node's first sentence, which stands alone in listings
constexpr size_t longestUnit = 16;

std::string at(const NodeType& type) { return "node " + inQuotes(type.id); }
std::string at(const NodeType& type, const char* kind, const std::string& id) {
  return at(type) + ": " + kind + ' ' + inQuotes(id);
}

// Calls look(type) for each node.
template <typename Look>
void forEachNode(CheckContext& context, Look&& look) {
  context.activity.tell("loading");
  const auto plugin = PluginUnderTest::enter(context.library);
  if (!plugin) return context.fail({}, plugin.error().message);
  if (plugin->types().empty()) return context.skip("it has no nodes");
  for (const NodeType& type : plugin->types()) {
    context.activity.tell("the description of " + at(type));
    look(type);
  }
}

template <typename Look>
void forEachParameter(CheckContext& context, Look&& look) {
  forEachNode(context, [&](const NodeType& type) {
    for (const ParameterType& parameter : type.parameters) look(at(type, "parameter", parameter.id), parameter);
  });
}

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// Some words that are more than the name said again.
void lookAtDoc(CheckContext& context, const std::string& where, const std::string& doc, const std::string& id,
               const std::string& label) {
  const std::string text = lowered(doc);
  std::string plain;
  for (const char c : text) {
    if (c != '.' && c != '_' && c != ' ') plain += c;
  }
  std::string name;
  for (const char c : lowered(id)) {
    if (c != '_') name += c;
  }
  const bool said = plain == name || text == lowered(label) || text == lowered(label) + '.';
  const bool words = doc.find(' ') != std::string::npos;
  const bool later = text.find("todo") != std::string::npos || text.find("fixme") != std::string::npos;
  if (later || said || !words) {
    context.fail(where, "the documentation " + inQuotes(doc, 60) +
                            " says nothing beyond the name; tell what it means, its shape or unit, and its effect");
  }
}

bool isNumeric(const ParameterType& parameter) {
  return parameter.kind == WEFT_PARAMETER_NUMBER || parameter.kind == WEFT_PARAMETER_INTEGER;
}
double lowest(const ParameterType& parameter) {
  if (parameter.kind == WEFT_PARAMETER_NUMBER) return parameter.minimumNumber;
  const bool open = parameter.minimumInteger == std::numeric_limits<int64_t>::min();
  return open ? -INFINITY : static_cast<double>(parameter.minimumInteger);
}
double highest(const ParameterType& parameter) {
  if (parameter.kind == WEFT_PARAMETER_NUMBER) return parameter.maximumNumber;
  const bool open = parameter.maximumInteger == std::numeric_limits<int64_t>::max();
  return open ? INFINITY : static_cast<double>(parameter.maximumInteger);
}
bool hasSlider(const ParameterType& parameter) { return parameter.uiMinimum != 0 || parameter.uiMaximum != 0; }

// The names that stand for types of Weft's own.
const std::vector<std::string>& knownTypes() {
  static const std::vector<std::string> names{
      "any",      "number",       "integer", "boolean", "string", "tensor",   "image",       "mask",
      "latent",   "conditioning", "sigmas",  "tokens",  "list",   "record",   "sequence",    "dataset",
      "denoiser", "autoencoder",  "solver",  "module",  "device", "sampling", "text_encoder"};
  return names;
}

struct Names {
  std::set<std::string> variables, dimensions;
};

// Arguments that are no types are spaces and elements: plain words that may be anything.
void lookAtType(CheckContext& context, const std::string& where, const Type& type, bool isArgument, Names& names) {
  for (const TypeTerm& term : type.terms) {
    if (term.name[0] == '$') {
      names.variables.insert(term.name);
    } else if (!isArgument && term.name.find('.') == std::string::npos) {
      const auto& known = knownTypes();
      if (std::find(known.begin(), known.end(), term.name) == known.end()) {
        context.fail(where, "the type " + inQuotes(type.text()) + " has the name " + inQuotes(term.name) +
                                ", which is none of Weft's" + didYouMean(term.name, known) +
                                "; one of your own has a dot in it: org.example.thing");
      }
    }
    const bool ofTypes = term.name == "list" || term.name == "sequence";
    for (const Type& argument : term.arguments) lookAtType(context, where, argument, !ofTypes, names);
    for (const Dimension& dimension : term.shape.value_or(std::vector<Dimension>{})) {
      if (!dimension.name.empty()) names.dimensions.insert(dimension.name);
    }
  }
}

void lookAtTypes(CheckContext& context, const NodeType& type) {
  Names inputs;
  for (const PortType& port : type.inputs) lookAtType(context, at(type, "input", port.id), port.type, false, inputs);
  for (const PortType& port : type.outputs) {
    Names own;
    const std::string where = at(type, "output", port.id);
    lookAtType(context, where, port.type, false, own);
    if (type.infer || type.extraPorts) continue;
    for (const std::string& variable : own.variables) {
      if (inputs.variables.count(variable) > 0) continue;
      context.fail(where, "the variable " + variable + " in its type " + inQuotes(port.type.text()) +
                              " stands in no input, so nobody learns what it is; name the type, or give an infer()");
    }
  }
}

// All that is said, as one text.
std::string descriptionText(const PluginContents& plugin) {
  Json json = Json::array({plugin.id, plugin.version, plugin.vendor, plugin.url});
  for (const NodeType& type : plugin.types) {
    Json one = Json::array({type.id, type.label, type.category, type.doc, type.flags, type.reentrancy, type.cost});
    const auto add = [&](const std::vector<PortType>& ports) {
      for (const PortType& port : ports)
        one.push_back(Json::array({port.id, port.label, port.doc, port.type.text(), port.flags}));
    };
    add(type.inputs);
    add(type.outputs);
    for (const ParameterType& p : type.parameters) {
      one.push_back(Json::array({p.id, p.label, p.doc, p.unit, p.kind, p.flags, p.defaultValue.describe(),
                                 p.defaultValue.asNumber().value_or(0), lowest(p), highest(p), p.choices.size()}));
    }
    json.push_back(std::move(one));
  }
  return dumpJson(json);
}

}  // namespace

void describeAccepted(CheckContext& context) {
  context.activity.tell("the description of its nodes");
  const auto plugin = PluginUnderTest::enter(context.library);
  if (!plugin) context.fail({}, plugin.error().message);
}

void describeIds(CheckContext& context) {
  std::map<std::string, std::string> seen;
  forEachNode(context, [&](const NodeType& type) {
    const auto [first, isNew] = seen.emplace(lowered(type.id), type.id);
    if (!isNew) context.fail(at(type), "differs from " + inQuotes(first->second) + " by the case of letters alone");
    std::map<std::string, std::string> own;
    const auto look = [&](const char* kind, const std::string& id) {
      const auto [other, fresh] = own.emplace(lowered(id), id);
      if (!fresh && other->second != id) {
        context.fail(at(type, kind, id),
                     "differs from " + inQuotes(other->second) + " by the case of letters alone; choose other words");
      }
    };
    for (const PortType& port : type.inputs) look("input", port.id);
    for (const ParameterType& parameter : type.parameters) look("parameter", parameter.id);
    own.clear();
    for (const PortType& port : type.outputs) look("output", port.id);
  });
}

void describeDocumentation(CheckContext& context) {
  forEachNode(context, [&](const NodeType& type) {
    lookAtDoc(context, at(type), type.doc, type.id.substr(type.id.rfind('.') + 1), type.label);
    const size_t end = std::min({type.doc.find(". "), type.doc.find('\n'), type.doc.size()});
    if (end > longestSummary) {
      context.fail(at(type), "the first sentence of the documentation has " + std::to_string(end) +
                                 " letters; it stands alone in listings and has at most " +
                                 std::to_string(longestSummary));
    }
    const auto look = [&](const char* kind, const std::string& id, const std::string& doc, const std::string& label) {
      lookAtDoc(context, at(type, kind, id), doc, id, label);
    };
    for (const PortType& port : type.inputs) look("input", port.id, port.doc, port.label);
    for (const PortType& port : type.outputs) look("output", port.id, port.doc, port.label);
    for (const ParameterType& parameter : type.parameters) {
      look("parameter", parameter.id, parameter.doc, parameter.label);
    }
  });
}

void describeDefaults(CheckContext& context) {
  forEachParameter(context, [&](const std::string& where, const ParameterType& parameter) {
    const double value = parameter.defaultValue.asNumber().value_or(0);
    if (isNumeric(parameter) && hasSlider(parameter) && (value < parameter.uiMinimum || value > parameter.uiMaximum)) {
      context.fail(where, "the default " + formatNumber(value) + " lies outside what the slider spans, " +
                              formatNumber(parameter.uiMinimum) + " to " + formatNumber(parameter.uiMaximum));
    }
  });
}

void describeRanges(CheckContext& context) {
  forEachParameter(context, [&](const std::string& where, const ParameterType& parameter) {
    if (!isNumeric(parameter)) return;
    if (hasSlider(parameter) && (parameter.uiMinimum < lowest(parameter) || parameter.uiMaximum > highest(parameter))) {
      context.fail(where, "the slider spans " + formatNumber(parameter.uiMinimum) + " to " +
                              formatNumber(parameter.uiMaximum) + ", beyond the range " +
                              formatNumber(lowest(parameter)) + " to " + formatNumber(highest(parameter)));
    }
    if (lowest(parameter) == highest(parameter)) {
      context.fail(where, "the range holds the one value " + formatNumber(lowest(parameter)) +
                              "; a parameter that cannot change is none");
    }
  });
}

void describeUnits(CheckContext& context) {
  forEachParameter(context, [&](const std::string& where, const ParameterType& parameter) {
    if (parameter.unit.empty()) return;
    if (!isNumeric(parameter)) {
      context.fail(where, "has the unit " + inQuotes(parameter.unit) + ", but is no number");
    }
    if (parameter.unit.size() > longestUnit) {
      context.fail(where, "the unit " + inQuotes(parameter.unit, 40) + " is longer than " +
                              std::to_string(longestUnit) + " letters; it stands behind the number, as \"px\" does");
    }
  });
}

void describeChoices(CheckContext& context) {
  forEachParameter(context, [&](const std::string& where, const ParameterType& parameter) {
    if (parameter.kind != WEFT_PARAMETER_CHOICE) return;
    std::map<std::string, std::string> labels;
    for (const Choice& choice : parameter.choices) {
      const auto [first, isNew] = labels.emplace(choice.label, choice.id);
      if (!isNew) {
        context.fail(where, "the choices " + inQuotes(first->second) + " and " + inQuotes(choice.id) +
                                " have the same label " + inQuotes(choice.label));
      }
    }
    if (parameter.choices.size() < 2) context.fail(where, "offers one choice; that is none");
    const auto hasDoc = [](const Choice& choice) { return !choice.doc.empty(); };
    const auto with = std::count_if(parameter.choices.begin(), parameter.choices.end(), hasDoc);
    if (with == 0 || static_cast<size_t>(with) == parameter.choices.size()) return;
    const auto without = std::find_if_not(parameter.choices.begin(), parameter.choices.end(), hasDoc);
    context.fail(where, "the choice " + inQuotes(without->id) + " has no documentation, while others have");
  });
}

void describeTypes(CheckContext& context) {
  forEachNode(context, [&](const NodeType& type) { lookAtTypes(context, type); });
}

void describeFlags(CheckContext& context) {
  std::set<std::string> ids;
  forEachNode(context, [&](const NodeType& type) { ids.insert(type.id); });
  forEachNode(context, [&](const NodeType& type) {
    const bool runs = type.has(WEFT_NODE_SIDE_EFFECTS) || type.has(WEFT_NODE_OUTPUT);
    if (type.outputs.empty() && !type.extraPorts && !runs) {
      context.fail(at(type),
                   "has no outputs, and neither WEFT_NODE_OUTPUT nor WEFT_NODE_SIDE_EFFECTS: no run would "
                   "ever compute it");
    }
    if (!type.replacedBy.empty() && !type.has(WEFT_NODE_OBSOLETE)) {
      context.fail(at(type), "names a node that replaces it, but is not WEFT_NODE_OBSOLETE");
    }
    const std::string own = type.pluginId + '.';
    if (type.replacedBy.compare(0, own.size(), own) == 0 && ids.count(type.replacedBy) == 0) {
      context.fail(at(type), "is replaced by " + inQuotes(type.replacedBy) + ", which this plugin does not have");
    }
    if (type.behaviourVersion == 0) {
      context.fail(at(type), "has the behaviour version 0; it begins at 1 and counts up when outputs change");
    }
  });
}

void describeStable(CheckContext& context) {
  context.activity.tell("loading");
  const auto plugin = PluginUnderTest::enter(context.library);
  if (!plugin) return context.fail({}, plugin.error().message);
  context.activity.tell("get_factory(), a second time");
  const void* again = plugin->entry().get_factory(WEFT_NODE_FACTORY);
  if (again != &plugin->factory()) {
    return context.fail("get_factory()", "gives another table when it is asked again; it is static data");
  }
  const auto contents = readFactory(&plugin->factory(), context.library, {}, plugin->contents().devices);
  if (!contents) return context.fail({}, "is refused when it is read again: " + contents.error().message);
  if (descriptionText(*contents) != descriptionText(plugin->contents())) {
    context.fail("get_factory()", "the nodes are described otherwise when they are read again; it is static data");
  }
}

void describeUnknownFactories(CheckContext& context) {
  context.activity.tell("loading");
  const auto plugin = PluginUnderTest::enter(context.library);
  if (!plugin) return context.fail({}, plugin.error().message);
  for (const char* id : {"org.example.no-such-factory/0", "weft.node-factory/7", "weft.node-factory", ""}) {
    context.activity.tell("get_factory(\"" + std::string(id) + "\")");
    if (!plugin->entry().get_factory(id)) continue;
    context.fail("get_factory()", "answers " + inQuotes(id) +
                                      ", which it cannot know; it must compare the whole id, "
                                      "and return NULL for all others");
  }
}

}  // namespace weft::checks
