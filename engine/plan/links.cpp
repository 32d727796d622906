// Where values come from: links, literals and the inputs of graphs, across the borders of subgraphs.
#include <weft/base/text.h>

#include "expansion.h"

namespace weft {

std::string InputSource::where() const {
  switch (place) {
    case Place::NodeInput:
      return graph->path + "nodes." + entry->id + ".inputs." + *name;
    case Place::NodeParameter:
      return graph->path + "nodes." + entry->id + ".params." + *name;
    case Place::GraphInput:
      return graph->path + "inputs." + *name;
    case Place::GraphDefault:
      return graph->path + "inputs." + *name + ".default";
    case Place::Setting:
      return "--set " + setName;
  }
  return {};
}

// From the port upwards: each level that has something to say about it overrides what stands further in, until a link
// or the whole graph is reached.
InputSource Expansion::inputSource(int scopeIndex, const NodeEntry& start, const std::string& startName) const {
  InputSource best;
  const NodeEntry* entry = &start;
  const std::string* name = &startName;
  for (;;) {
    const Scope& scope = scopes[static_cast<size_t>(scopeIndex)];
    const GraphInfo& info = *scope.info;
    const auto standsAt = [&](InputSource& source, InputSource::Place place, const std::string& what) {
      source.place = place;
      source.graph = &info;
      source.entry = entry;
      source.name = &what;
    };
    if (const auto links = entry->inputs.find(*name); links != entry->inputs.end() && !links->second.empty()) {
      InputSource source;
      source.kind = InputSource::Kind::Links;
      source.scope = scopeIndex;
      source.links = &links->second;
      standsAt(source, InputSource::Place::NodeInput, *name);
      if (m_setsNodes && !scope.checkOnly) {
        std::string setName = scope.prefix + entry->id + "." + *name;
        if (m_options.set.contains(setName)) source.setName = std::move(setName);
      }
      return source;
    }
    const auto useLiteral = [&](const Json& literal, InputSource::Place place, const std::string& what) {
      best = {};
      best.kind = InputSource::Kind::Literal;
      best.literal = &literal;
      standsAt(best, place, what);
    };
    // Whether --set gives a value under this name; it then overrides all that is further out.
    const auto useSet = [&](const std::string& setName) {
      if (scope.checkOnly) return false;
      if (const auto set = m_options.set.find(setName); set != m_options.set.end()) {
        useLiteral(set->second, InputSource::Place::Setting, *name);
        best.origin = LiteralOrigin::Set;
      } else if (const auto bound = m_options.bound.find(setName); bound != m_options.bound.end()) {
        best = {};
        best.kind = InputSource::Kind::Bound;
        best.bound = &bound->second;
        standsAt(best, InputSource::Place::Setting, *name);
      } else {
        return false;
      }
      best.setName = setName;
      return true;
    };

    if (const auto literal = entry->parameters.find(*name); literal != entry->parameters.end()) {
      useLiteral(literal->second, InputSource::Place::NodeParameter, *name);
    }
    if (m_setsNodes && useSet(scope.prefix + entry->id + "." + *name)) return best;
    const auto feed = info.feeds.empty() ? info.feeds.end() : info.feeds.find(entry->id + "." + *name);
    if (feed == info.feeds.end()) {
      if (best.kind == InputSource::Kind::Nothing) standsAt(best, InputSource::Place::NodeInput, *name);
      return best;
    }
    const auto which = static_cast<size_t>(feed->second);
    const GraphInput& input = info.graph->inputs[which];
    if (scope.open || (which < scope.arguments.size() && scope.arguments[which] >= 0)) {
      best = {};
      best.kind = scope.open ? InputSource::Kind::Open : InputSource::Kind::Argument;
      best.body = scope.body;
      best.argument = scope.open ? -1 : scope.arguments[which];
      standsAt(best, InputSource::Place::GraphInput, input.name);
      return best;
    }
    if (!input.defaultValue.is_discarded()) {
      useLiteral(input.defaultValue, InputSource::Place::GraphDefault, input.name);
    }
    if (scope.parent < 0) {
      if (useSet(input.name) || best.kind != InputSource::Kind::Nothing) return best;
      best.kind = scope.checkOnly ? InputSource::Kind::Open : InputSource::Kind::Nothing;
      best.unfed = &input.name;
      standsAt(best, InputSource::Place::GraphInput, input.name);
      return best;
    }
    entry = scope.instance;
    name = &input.name;
    scopeIndex = scope.parent;
  }
}

std::string Expansion::whereOf(const Target& target, const Where& where) {
  return target.output ? target.graph->path + "outputs." + *target.output : where();
}

Expansion::Target Expansion::resolve(int scopeIndex, const Endpoint& first, const Where& where, size_t order) {
  const Endpoint* endpoint = &first;
  Target target;
  for (;;) {
    const Scope& scope = scopes[static_cast<size_t>(scopeIndex)];
    const GraphInfo& info = *scope.info;
    const auto found = info.graph->index.find(endpoint->node);
    if (found == info.graph->index.end()) {
      m_problems.add(whereOf(target, where), describeMissing(info, endpoint->node), order);
      return {};
    }
    const int slot = m_slots[scope.firstSlot + found->second];
    if (slot >= 0) {
      target.node = slot;
      target.port = endpoint->port;
      return target;
    }
    scopeIndex = -1 - slot;
    const GraphInfo& inner = *scopes[static_cast<size_t>(scopeIndex)].info;
    const auto output = inner.outputs.find(endpoint->port);
    if (output == inner.outputs.end()) {
      m_problems.add(whereOf(target, where),
                     "node " + inQuotes(endpoint->node) + " (graph:" + inner.graph->name + ") has no output " +
                         inQuotes(endpoint->port) +
                         m_problems.suggest(endpoint->port,
                                            [&] {
                                              std::vector<std::string> names;
                                              for (const auto& [name, source] : inner.graph->outputs)
                                                names.push_back(name);
                                              return names;
                                            }),
                     order);
      return {};
    }
    const auto& [name, source] = inner.graph->outputs[static_cast<size_t>(output->second)];
    target.graph = &inner;
    target.output = &name;
    endpoint = &source;
  }
}

}  // namespace weft
