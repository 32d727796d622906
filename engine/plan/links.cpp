// Where values come from: links, literals and the inputs of graphs, across the borders of subgraphs.
#include <weft/base/text.h>

#include "expansion.h"

namespace weft {

// From the port upwards: each level that has something to say about it overrides what stands further in, until a link
// or the whole graph is reached.
InputSource Expansion::inputSource(int scopeIndex, const NodeEntry& start, const std::string& startName) const {
  InputSource best;
  const NodeEntry* entry = &start;
  const std::string* name = &startName;
  for (;;) {
    const Scope& scope = scopes[static_cast<size_t>(scopeIndex)];
    const GraphInfo& info = *scope.info;
    const auto nodePath = [&](const char* part) { return info.path + "nodes." + entry->id + part + *name; };
    if (const auto links = entry->inputs.find(*name); links != entry->inputs.end() && !links->second.empty()) {
      InputSource source;
      source.kind = InputSource::Kind::Links;
      source.scope = scopeIndex;
      source.links = &links->second;
      source.where = nodePath(".inputs.");
      if (m_setsNodes && !scope.checkOnly) {
        std::string setName = scope.prefix + entry->id + "." + *name;
        if (m_options.set.contains(setName)) source.setName = std::move(setName);
      }
      return source;
    }
    const auto useLiteral = [&](const Json& literal, std::string where) {
      best = {};
      best.kind = InputSource::Kind::Literal;
      best.literal = &literal;
      best.where = std::move(where);
    };
    // Whether --set gives a value under this name; it then overrides all that is further out.
    const auto useSet = [&](const std::string& setName) {
      if (scope.checkOnly) return false;
      if (const auto set = m_options.set.find(setName); set != m_options.set.end()) {
        useLiteral(set->second, "--set " + setName);
        best.origin = LiteralOrigin::Set;
      } else if (const auto bound = m_options.bound.find(setName); bound != m_options.bound.end()) {
        best = {};
        best.kind = InputSource::Kind::Bound;
        best.bound = &bound->second;
        best.where = "--set " + setName;
      } else {
        return false;
      }
      best.setName = setName;
      return true;
    };

    if (const auto literal = entry->parameters.find(*name); literal != entry->parameters.end()) {
      useLiteral(literal->second, nodePath(".params."));
    }
    if (m_setsNodes && useSet(scope.prefix + entry->id + "." + *name)) return best;
    const auto feed = info.feeds.empty() ? info.feeds.end() : info.feeds.find(entry->id + "." + *name);
    if (feed == info.feeds.end()) {
      if (best.kind == InputSource::Kind::Nothing) best.where = nodePath(".inputs.");
      return best;
    }
    const GraphInput& input = info.graph->inputs[static_cast<size_t>(feed->second)];
    if (!input.defaultValue.is_discarded())
      useLiteral(input.defaultValue, info.path + "inputs." + input.name + ".default");
    if (scope.parent < 0) {
      if (useSet(input.name) || best.kind != InputSource::Kind::Nothing) return best;
      best.kind = scope.checkOnly ? InputSource::Kind::Open : InputSource::Kind::Nothing;
      best.unfed = input.name;
      best.where = info.path + "inputs." + input.name;
      return best;
    }
    entry = scope.instance;
    name = &input.name;
    scopeIndex = scope.parent;
  }
}

Expansion::Target Expansion::resolve(int scopeIndex, const Endpoint& first, const std::string& where, size_t order) {
  const Endpoint* endpoint = &first;
  std::string place = where;
  for (;;) {
    const Scope& scope = scopes[static_cast<size_t>(scopeIndex)];
    const GraphInfo& info = *scope.info;
    const auto found = info.graph->index.find(endpoint->node);
    if (found == info.graph->index.end()) {
      m_problems.add(place, describeMissing(info, endpoint->node), order);
      return {};
    }
    const int slot = m_slots[scope.firstSlot + found->second];
    if (slot >= 0) return {slot, endpoint->port, std::move(place)};
    scopeIndex = -1 - slot;
    const GraphInfo& inner = *scopes[static_cast<size_t>(scopeIndex)].info;
    const auto output = inner.outputs.find(endpoint->port);
    if (output == inner.outputs.end()) {
      m_problems.add(place,
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
    place = inner.path + "outputs." + name;
    endpoint = &source;
  }
}

}  // namespace weft
