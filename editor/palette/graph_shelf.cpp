#include "palette/graph_shelf.h"

#include <algorithm>

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

constexpr auto firstSubject = "First steps";

QString textOf(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? QString::fromStdString(found->get_ref<const std::string&>())
                                                   : QString();
}

ShelvedGraph read(const QFileInfo& file, const NodeCatalog& catalog) {
  ShelvedGraph graph;
  graph.path = file.absoluteFilePath();
  graph.name = labelOf(file.completeBaseName());
  QFile content(graph.path);
  Problems problems;
  GraphModel model(catalog);
  if (!content.open(QIODevice::ReadOnly)) {
    graph.error = content.errorString();
    return graph;
  }
  if (const auto done = model.read(content.readAll().toStdString(), graph.path, problems); !done) {
    graph.error = QString::fromStdString(done.error().message);
    return graph;
  }
  const Document& document = model.document();
  if (const QString name = textOf(document.json(), "name"); !name.isEmpty()) graph.name = name;
  graph.about = textOf(document.json(), "doc");
  graph.nodes = static_cast<int>(document.graph().nodes.size());
  for (const auto& [name, inner] : document.subgraphs()) graph.nodes += static_cast<int>(inner.nodes.size());
  graph.missing = missingPacks(document, catalog);
  graph.schematic = schematicOf(model);
  return graph;
}

}  // namespace

QString shippedGraphsFolder() {
  return QDir::cleanPath(QCoreApplication::applicationDirPath() + "/../share/weft/graphs");
}

QStringList missingPacks(const Document& document, const NodeCatalog& catalog) {
  QSet<QString> packs;
  const auto look = [&](const Graph& graph) {
    for (const NodeEntry& node : graph.nodes) {
      const QString type = QString::fromStdString(node.type);
      if (subgraphOfType(type).isEmpty() && !catalog.find(node.type)) packs.insert(type.section(u'.', 0, -2));
    }
  };
  look(document.graph());
  for (const auto& [name, graph] : document.subgraphs()) look(graph);
  QStringList sorted = packs.values();
  sorted.sort();
  return sorted;
}

std::vector<ShelvedGraph> graphsIn(const QString& folder, const NodeCatalog& catalog) {
  std::vector<ShelvedGraph> graphs;
  const QDir top(folder);
  QDirIterator files(folder, {"*.json"}, QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    const QFileInfo file(files.next());
    const QString within = top.relativeFilePath(file.absolutePath());
    if (within.section(u'/', 0, 0) == "models") continue;  // descriptions of models, no graphs
    graphs.push_back(read(file, catalog));
    graphs.back().subject = within == "." ? firstSubject : labelOf(within.section(u'/', 0, 0));
  }
  std::sort(graphs.begin(), graphs.end(), [](const ShelvedGraph& a, const ShelvedGraph& b) {
    const auto key = [](const ShelvedGraph& graph) {
      const bool isQuickstart = QFileInfo(graph.path).fileName() == "quickstart.json";
      return std::tuple(!isQuickstart, graph.subject != firstSubject, graph.subject, graph.name);
    };
    return key(a) < key(b);
  });
  return graphs;
}

}  // namespace weft::editor
