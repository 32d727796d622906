#include "window/graph_file.h"

#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <weft/base/atomic_file.h>
#include <weft/base/files.h>

#include "document/names.h"

namespace weft::editor {
namespace {

// Where a link leads, even where that is not there yet.
QString behindLinks(const QString& path) {
  QFileInfo file(path);
  for (int i = 0; i < 40 && file.isSymLink(); ++i) file.setFile(file.symLinkTarget());
  return file.absoluteFilePath();
}

}  // namespace

Result<std::string> readGraphText(const QString& path) {
  return readFile(QFile::encodeName(path).toStdString(), jsonMaximumBytes);
}

Result<void> writeGraphText(const QString& path, std::string_view text) {
  const QFileInfo file(behindLinks(path));
  auto folder = OutputFolder::open(QFile::encodeName(file.absolutePath()).toStdString());
  if (!folder) return folder.error();
  auto part = AtomicFile::create(*folder, QFile::encodeName(file.fileName()).toStdString());
  if (!part) return part.error();
  if (auto written = part->write(text); !written) return written;
  struct stat before {};
  if (::stat(QFile::encodeName(file.filePath()).constData(), &before) == 0) {
    (void)::chmod(part->path().c_str(), before.st_mode & 07777);
  }
  if (auto placed = part->replace(Sync::Yes); !placed) return placed.error();
  return {};
}

std::string textWithoutLayout(const Document& document) {
  Json plain = document.json();
  plain.erase("editor");
  if (auto graphs = plain.find("graphs"); graphs != plain.end() && graphs->is_object()) {
    for (auto& graph : *graphs) {
      if (graph.is_object()) graph.erase("editor");
    }
  }
  Problems problems;
  const Result<Document> bare = Document::parse(dumpJson(plain), document.fileName(), problems);
  return bare ? bare->text() : document.text();
}

QList<MissingType> missingTypes(const GraphModel& model) {
  QList<MissingType> missing;
  const auto look = [&](const Graph& graph) {
    for (const NodeEntry& node : graph.nodes) {
      const QString type = QString::fromStdString(node.type);
      if (!subgraphOfType(type).isEmpty() || model.catalog().find(node.type) != nullptr) continue;
      const auto known = std::find_if(missing.begin(), missing.end(), [&](const auto& m) { return m.type == type; });
      if (known != missing.end()) {
        ++known->nodes;
      } else {
        missing.append({type, type.section(u'.', 0, -2), 1});
      }
    }
  };
  look(model.document().graph());
  for (const auto& [name, graph] : model.document().subgraphs()) look(graph);
  return missing;
}

}  // namespace weft::editor
