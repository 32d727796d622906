#include "document/change.h"

#include <map>
#include <set>

#include "document/names.h"

namespace weft::editor {
namespace {

using Path = std::vector<std::string>;

QString qstring(const std::string& text) { return QString::fromStdString(text); }

class Changes {
 public:
  explicit Changes(const Document& document) : m_document(document) {}

  // A member of an object came, went, or has another value; `before` is what it was, nullptr: it was not there.
  void touch(const Path& path, const Json* before) {
    if (path.front() != "graphs") {
      memberChanged(QString(), path, before);
    } else if (path.size() == 1) {
      m_change.subgraphs = true;
      for (const auto& [name, graph] : m_document.subgraphs()) subgraphChanged(qstring(name));
      if (!before || !before->is_object()) return;
      for (const auto& [name, graph] : before->items()) subgraphChanged(qstring(name));
    } else if (path.size() == 2) {
      m_change.subgraphs = true;
      subgraphChanged(qstring(path[1]));
    } else {
      memberChanged(qstring(path[1]), Path(path.begin() + 2, path.end()), before);
    }
  }

  void portsChanged(const QString& graph, const QString& node) {
    m_change.graphs[graph].nodes.insert(node);
    m_ports[graph].insert(node.toStdString());
  }

  Change finish() {
    readSources();
    followPorts();
    return std::move(m_change);
  }

 private:
  const Graph* graph(const QString& name) const {
    if (name.isEmpty()) return &m_document.graph();
    const auto found = m_document.subgraphs().find(name.toStdString());
    return found == m_document.subgraphs().end() ? nullptr : &found->second;
  }

  void subgraphChanged(const QString& name) {
    everythingChanged(m_change.graphs[name]);
    m_interfaces.insert(name);
  }

  static void everythingChanged(Change::InGraph& graph) { graph.everything = graph.links = graph.decoration = true; }

  // `path` begins in the graph and is not empty.
  void memberChanged(const QString& name, const Path& path, const Json* before) {
    Change::InGraph& graph = m_change.graphs[name];
    const std::string& member = path.front();
    if (member == "nodes") {
      if (path.size() == 1) {
        everythingChanged(graph);
        m_interfaces.insert(name);
      } else {
        nodeChanged(name, graph, path, before);
      }
    } else if (member == "inputs" || member == "outputs") {
      borderChanged(name, graph, path, before);
    } else if (member == "editor") {
      layoutChanged(graph, path);
    }
  }

  void nodeChanged(const QString& name, Change::InGraph& graph, const Path& path, const Json* before) {
    graph.nodes.insert(qstring(path[1]));
    const bool whole = path.size() == 2;
    if (whole || path[2] == "type") m_ports[name].insert(path[1]);
    if (!whole && path[2] != "inputs") return;
    graph.links = true;
    m_rewired[name].insert(path[1]);
    if (!before) return;
    if (!whole)
      addSources(graph, *before);
    else if (const auto inputs = before->find("inputs"); inputs != before->end())
      addSources(graph, *inputs);
  }

  // Nodes that a link names, or any of several.
  static void addSources(Change::InGraph& graph, const Json& link) {
    if (link.is_string()) {
      const std::string& text = link.get_ref<const std::string&>();
      graph.nodes.insert(qstring(text.substr(0, text.find('.'))));
      return;
    }
    if (!link.is_structured()) return;
    for (const Json& item : link) {
      if (!item.is_structured()) {
        addSources(graph, item);
        continue;
      }
      for (const Json& source : item) addSources(graph, source);
    }
  }

  void borderChanged(const QString& name, Change::InGraph& graph, const Path& path, const Json* before) {
    const bool isInput = path.front() == "inputs";
    graph.nodes.insert(isInput ? inputsNode() : outputsNode());
    m_interfaces.insert(name);
    if (path.size() > 2 && path[2] != "to") return;
    graph.links = true;
    (isInput ? m_inputs : m_outputs).insert(name);
    if (!before) return;
    if (!isInput || path.size() > 2) return addSources(graph, *before);
    const auto addTargets = [&](const Json& input) {
      if (const auto to = input.find("to"); input.is_object() && to != input.end()) addSources(graph, *to);
    };
    if (path.size() == 2) return addTargets(*before);
    for (const Json& input : *before) addTargets(input);
  }

  static void layoutChanged(Change::InGraph& graph, const Path& path) {
    const bool ofNodes = path.size() > 1 && (path[1] == "positions" || path[1] == "nodes");
    if (ofNodes && path.size() > 2)
      graph.nodes.insert(qstring(path[2]));
    else if (ofNodes || path.size() == 1)
      graph.everything = graph.decoration = true;
    else
      graph.decoration = true;
  }

  // The other ends of links as they are now.
  void readSources() {
    const auto add = [](Change::InGraph& into, const std::string& node) { into.nodes.insert(qstring(node)); };
    for (const auto& [name, nodes] : m_rewired) {
      const Graph* in = graph(name);
      for (const std::string& id : nodes) {
        const NodeEntry* node = in ? in->find(id) : nullptr;
        if (!node) continue;
        for (const auto& [port, sources] : node->inputs) {
          for (const Endpoint& source : sources) add(m_change.graphs[name], source.node);
        }
      }
    }
    for (const QString& name : m_inputs) {
      if (!graph(name)) continue;
      for (const GraphInput& input : graph(name)->inputs) {
        for (const Endpoint& to : input.to) add(m_change.graphs[name], to.node);
      }
    }
    for (const QString& name : m_outputs) {
      if (!graph(name)) continue;
      for (const auto& [output, source] : graph(name)->outputs) add(m_change.graphs[name], source.node);
    }
  }

  // Ports of nodes at a graph's border are the graph's own, and those of its instances, which may stand at a border.
  void followPorts() {
    for (const auto& [name, nodes] : m_ports) reachBorder(name);
    if (m_interfaces.isEmpty()) return;
    std::map<std::string, std::vector<std::pair<QString, std::string>>> instances;
    const auto collect = [&](const Graph& graph) {
      for (const NodeEntry& node : graph.nodes) {
        if (node.type.starts_with("graph:")) instances[node.type.substr(6)].emplace_back(qstring(graph.name), node.id);
      }
    };
    collect(m_document.graph());
    for (const auto& [name, graph] : m_document.subgraphs()) collect(graph);
    QStringList open(m_interfaces.begin(), m_interfaces.end());
    while (!open.isEmpty()) {
      for (const auto& [name, node] : instances[open.takeLast().toStdString()]) {
        portsChanged(name, qstring(node));
        if (reachBorder(name)) open << name;
      }
    }
  }

  // Whether the graph's interface is found to differ now, which was not known.
  bool reachBorder(const QString& name) {
    const Graph* in = graph(name);
    if (!in) return false;
    const std::set<std::string>& nodes = m_ports[name];
    const auto isAmong = [&](const Endpoint& end) { return nodes.contains(end.node); };
    const bool inputs = std::any_of(in->inputs.begin(), in->inputs.end(), [&](const GraphInput& input) {
      return std::any_of(input.to.begin(), input.to.end(), isAmong);
    });
    const bool outputs =
        std::any_of(in->outputs.begin(), in->outputs.end(), [&](const auto& output) { return isAmong(output.second); });
    if (inputs) m_change.graphs[name].nodes.insert(inputsNode());
    if (outputs) m_change.graphs[name].nodes.insert(outputsNode());
    if ((!inputs && !outputs) || m_interfaces.contains(name)) return false;
    m_interfaces.insert(name);
    return true;
  }

  const Document& m_document;
  Change m_change;
  std::map<QString, std::set<std::string>> m_rewired;  // nodes with other links, by graph
  std::map<QString, std::set<std::string>> m_ports;    // nodes with other ports, by graph
  QSet<QString> m_inputs, m_outputs;                   // graphs whose inputs lead, or outputs come from, elsewhere
  QSet<QString> m_interfaces;                          // graphs whose instances have other ports or values
};

}  // namespace

Change changeOf(const Json& splices, const Document& document) {
  Changes changes(document);
  for (const Json& splice : splices) {
    Path path = splice.at("path").get<Path>();
    path.emplace_back();
    for (const Json& key : splice.at("erase")) {
      path.back() = key.get_ref<const std::string&>();
      changes.touch(path, nullptr);
    }
    for (const Json& member : splice.at("insert")) {
      path.back() = member.at("key").get_ref<const std::string&>();
      changes.touch(path, &member.at("value"));
    }
  }
  return changes.finish();
}

Change changeOfPorts(const QHash<QString, QSet<QString>>& nodes, const Document& document) {
  Changes changes(document);
  for (auto graph = nodes.begin(); graph != nodes.end(); ++graph) {
    for (const QString& node : *graph) changes.portsChanged(graph.key(), node);
  }
  return changes.finish();
}

}  // namespace weft::editor
