// Document::splice: the JSON changes, and the part of the typed view that it concerns with it; both stay as they were
// when the document would not be readable afterwards.
#include <unordered_map>

#include <weft/base/text.h>

#include "document_reader.h"
#include "splice_json.h"

namespace weft {

namespace {

constexpr size_t fewMembers = 8;

using Subgraphs = std::map<std::string, Graph, std::less<>>;

bool isFormKey(const std::string& key) {
  for (const char* known : {"weft", "name", "inputs", "outputs", "nodes", "graphs"}) {
    if (key == known) return true;
  }
  return false;
}

bool touchesForm(const Splice& change) {
  return std::any_of(change.erase.begin(), change.erase.end(), isFormKey) ||
         std::any_of(change.insert.begin(), change.insert.end(),
                     [](const auto& member) { return isFormKey(member.key); });
}

std::string dotted(const std::vector<std::string>& path, size_t length) {
  std::string text;
  for (size_t i = 0; i < length; ++i) text += (i ? "." : "") + printable(path[i], 80);
  return text;
}

Error errorAt(ErrorCode code, const std::string& where, const std::string& message) {
  return makeError(code, where.empty() ? message : where + ": " + message, where);
}

Error firstOf(const Problems& problems) {
  return errorAt(ErrorCode::InvalidArgument, problems.front().path, problems.front().message);
}

// `place` of a graph in the file, or of one of its parts.
struct Places {
  Places(const std::vector<std::string>& path, size_t base) {
    if (base == 2)
      graph = {
          &graphs,
          path[1],
      };
    if (path.size() > base) part = {&graph, path[base]};
  }
  Places(const Places&) = delete;
  Place root, graphs{&root, "graphs"}, graph, part;
};

}  // namespace

// One splice; the path leads into one graph.
class DocumentSplicer {
 public:
  DocumentSplicer(Document& document, const std::vector<std::string>& path)
      : m_document(document), m_path(path), m_base(path.size() >= 2 && path[0] == "graphs" ? 2 : 0) {
    m_graph = &document.m_graph;
    if (m_base == 0) return;
    const auto found = document.m_subgraphs.find(path[1]);
    m_graph = found == document.m_subgraphs.end() ? nullptr : &found->second;
  }

  Result<Splice> apply(Splice change) {
    const Result<Json*> found = findObject();
    if (!found) return found.error();
    Json& object = **found;
    const std::string where = dotted(m_path, m_path.size());
    const auto erased = placesIn(object, change);
    if (!erased) return errorAt(erased.error().code, where, erased.error().message);
    for (const Splice::Member& member : change.insert) {
      if (m_path.size() + 1 + depthOf(member.value) <= jsonMaximumDepth) continue;
      return errorAt(ErrorCode::InvalidArgument, where,
                     inQuotes(member.key) + " is nested deeper than " + std::to_string(jsonMaximumDepth) + " levels");
    }

    if (isNodes()) return changeNodes(object, std::move(change), *erased);
    if (m_path.size() == 1 && m_path[0] == "graphs") return changeSubgraphs(object, std::move(change), *erased);
    const bool form = touchesForm(change);
    Splice inverse = spliceObject(object, std::move(change), *erased);
    const Problems problems = readAgain(form);
    if (problems.empty()) return inverse;
    takeBack(object, std::move(inverse));
    return firstOf(problems);
  }

 private:
  size_t placeOf(const Json& object, size_t length, const std::string& key) const {
    return m_document.placeOf(object, m_path, length, key);
  }
  bool isNodes() const { return m_graph && m_path.size() == m_base + 1 && m_path[m_base] == "nodes"; }

  Result<Json*> findObject() const {
    Json* json = &m_document.m_json;
    for (size_t i = 0;; ++i) {
      if (!json->is_object()) {
        return errorAt(ErrorCode::InvalidArgument, dotted(m_path, i),
                       "expected an object, found " + describeJson(*json));
      }
      if (i == m_path.size()) return json;
      const size_t place = placeOf(*json, i, m_path[i]);
      if (place == npos) return errorAt(ErrorCode::NotFound, dotted(m_path, i), "no " + inQuotes(m_path[i]));
      json = &memberAt(*json, place);
    }
  }

  // A splice of many members looks them up in an index made for it: one by one it would take the square of their
  // number.
  Result<std::vector<size_t>> placesIn(const Json& object, const Splice& change) const {
    if (isNodes() || change.erase.size() + change.insert.size() <= fewMembers) {
      return erasedPlaces(object, change, [&](const std::string& key) { return placeOf(object, m_path.size(), key); });
    }
    std::unordered_map<std::string_view, size_t> places;
    for (const auto& [key, value] : object.get_ref<const Json::object_t&>()) places.emplace(key, places.size());
    return erasedPlaces(object, change, [&](const std::string& key) {
      const auto found = places.find(key);
      return found == places.end() ? npos : found->second;
    });
  }

  void takeBack(Json& object, Splice inverse) const {
    const auto erased = erasedPlaces(object, inverse, [&](const std::string& key) { return findMember(object, key); });
    spliceObject(object, std::move(inverse), *erased);
  }

  Result<Splice> changeNodes(Json& object, Splice change, const std::vector<size_t>& erased) {
    Problems problems;
    DocumentReader reader(problems);
    const Places places(m_path, m_base);
    std::vector<std::pair<size_t, NodeEntry>> added(change.insert.size());
    for (size_t i = 0; i < added.size(); ++i) {
      added[i].first = change.insert[i].at;
      reader.readNode(change.insert[i].key, change.insert[i].value, places.part, added[i].second);
    }
    if (!problems.empty()) return firstOf(problems);
    const bool mayCycle = m_base == 2 && !added.empty();

    std::vector<NodeEntry>& nodes = m_graph->nodes;
    size_t first = nodes.size();
    if (!erased.empty()) first = std::min(first, erased.front());
    if (!added.empty()) first = std::min(first, added.front().first);
    for (const NodeEntry& gone : spliceItems(nodes, erased, std::move(added))) m_graph->index.erase(gone.id);
    for (size_t i = first; i < nodes.size(); ++i) m_graph->index[nodes[i].id] = i;
    Splice inverse = spliceObject(object, std::move(change), erased);
    if (mayCycle) findSubgraphCycles(m_document.m_subgraphs, problems);
    if (problems.empty()) return inverse;
    (void)DocumentSplicer(m_document, inverse.path).apply(inverse);
    return firstOf(problems);
  }

  Result<Splice> changeSubgraphs(Json& object, Splice change, const std::vector<size_t>& erased) {
    Problems problems;
    DocumentReader reader(problems);
    const Place root, place{&root, "graphs"};
    Subgraphs added;
    for (const Splice::Member& member : change.insert) {
      reader.readSubgraph(member.key, member.value, place, added[member.key]);
    }
    if (!problems.empty()) return firstOf(problems);
    Subgraphs& subgraphs = m_document.m_subgraphs;
    std::vector<Subgraphs::node_type> gone;
    for (const std::string& name : change.erase) gone.push_back(subgraphs.extract(name));
    subgraphs.merge(added);
    findSubgraphCycles(subgraphs, problems);
    if (problems.empty()) return spliceObject(object, std::move(change), erased);
    for (const Splice::Member& member : change.insert) subgraphs.erase(member.key);
    for (Subgraphs::node_type& subgraph : gone) subgraphs.insert(std::move(subgraph));
    return firstOf(problems);
  }

  // Of what the path leads into, from the changed JSON; with problems the view is as it was.
  Problems readAgain(bool form) {
    if (m_path.size() == m_base) return form ? readAll() : Problems();
    const std::string& part = m_path[m_base];
    if (part == "nodes") return readNode();
    if (part == "inputs" || part == "outputs") return readBorder();
    return {};
  }

  Problems readAll() {
    Problems problems;
    DocumentReader reader(problems);
    Graph graph;
    Subgraphs subgraphs;
    reader.readVersion(m_document.m_json);
    reader.readGraph(m_document.m_json, Place{}, graph, &subgraphs);
    findSubgraphCycles(subgraphs, problems);
    if (!problems.empty()) return problems;
    m_document.m_graph = std::move(graph);
    m_document.m_subgraphs = std::move(subgraphs);
    return {};
  }

  Problems readNode() {
    Problems problems;
    const Places places(m_path, m_base);
    const Json& nodes = member(m_base + 1);
    NodeEntry& entry = m_graph->nodes[m_graph->index.at(m_path[m_base + 1])];
    NodeEntry fresh;
    const Json& json = memberAt(nodes, m_graph->index.at(entry.id));
    DocumentReader(problems).readNode(entry.id, json, places.part, fresh);
    if (!problems.empty()) return problems;
    const bool mayCycle = m_base == 2 && fresh.type != entry.type;
    std::swap(entry, fresh);
    if (mayCycle) findSubgraphCycles(m_document.m_subgraphs, problems);
    if (!problems.empty()) std::swap(entry, fresh);
    return problems;
  }

  Problems readBorder() {
    Problems problems;
    DocumentReader reader(problems);
    const Places places(m_path, m_base);
    Graph fresh;
    reader.readInputs(member(m_base), places.graph, fresh);
    reader.readOutputs(member(m_base), places.graph, fresh);
    if (!problems.empty()) return problems;
    m_graph->inputs = std::move(fresh.inputs);
    m_graph->outputs = std::move(fresh.outputs);
    return {};
  }

  // What the first `length` keys lead to, all of which are there.
  const Json& member(size_t length) const {
    const Json* json = &m_document.m_json;
    for (size_t i = 0; i < length; ++i) json = &memberAt(*json, findMember(*json, m_path[i]));
    return *json;
  }

  Document& m_document;
  const std::vector<std::string> m_path;
  const size_t m_base;       // how many keys lead to the graph: 0, or 2 for a subgraph
  Graph* m_graph = nullptr;  // none: a subgraph that is not there
};

size_t Document::placeOf(const Json& object, const std::vector<std::string>& path, size_t length,
                         const std::string& key) const {
  const Graph* graph = nullptr;
  if (length == 1 && path[0] == "nodes") graph = &m_graph;
  if (length == 3 && path[0] == "graphs" && path[2] == "nodes") graph = &m_subgraphs.find(path[1])->second;
  if (!graph) return findMember(object, key);
  const auto found = graph->index.find(key);
  return found == graph->index.end() ? npos : found->second;
}

Result<Splice> Document::splice(Splice change) {
  const std::vector<std::string> path = change.path;
  return DocumentSplicer(*this, path).apply(std::move(change));
}

}  // namespace weft
