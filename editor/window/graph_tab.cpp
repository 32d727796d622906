#include "window/graph_tab.h"

#include <QFileInfo>
#include <QTimer>
#include <QVBoxLayout>

#include "canvas/tools/tools.h"
#include "window/graph_file.h"

namespace weft::editor {

GraphTab::GraphTab(const NodeCatalog& catalog, Session::Options session, QWidget* parent)
    : QWidget(parent),
      m_model(catalog),
      m_runs(m_model, std::move(session)),
      m_notices(new NoticeBars),
      m_canvas(new CanvasView(m_model, m_selection, m_runs.state())) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_notices);
  layout->addWidget(m_canvas, 1);
  setFocusProxy(m_canvas);
  m_canvas->setObjectName("canvas");
  m_canvas->setAccessibleName("Canvas");
  installTools(*m_canvas);
  connect(&m_model.undoStack(), &QUndoStack::cleanChanged, this, &GraphTab::modifiedChanged);
  connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &GraphTab::fileChanged);
}

GraphTab::~GraphTab() {
  emit aboutToClose();
  delete m_canvas;
}

QString GraphTab::title() const {
  if (!m_path.isEmpty()) return QFileInfo(m_path).completeBaseName();
  return m_title.isEmpty() ? QString("Untitled") : m_title;
}

bool GraphTab::isPristine() {
  return m_path.isEmpty() && m_title.isEmpty() && !isModified() && m_model.undoStack().count() == 0 &&
         m_model.document().graph().nodes.empty();
}

Result<void> GraphTab::open(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  Result<std::string> text = readGraphText(absolute);
  if (!text) return text.error();
  Problems problems;
  if (auto read = m_model.read(*text, absolute, problems); !read) return read;
  m_onDisk = std::move(*text);
  m_notices->remove("changed-on-disk");
  setPath(absolute);
  opened();
  return {};
}

Result<void> GraphTab::take(std::string_view text, const QString& path, const QString& title) {
  Problems problems;
  if (auto read = m_model.read(text, path, problems); !read) return read;
  m_title = title;
  m_onDisk.clear();
  m_model.undoStack().resetClean();
  setPath(path);
  opened();
  return {};
}

Result<void> GraphTab::saveAs(const QString& path) {
  // What nobody changed stays as it was written, layout and all.
  std::string text = isModified() || m_onDisk.empty() ? m_model.document().text() : m_onDisk;
  const QString absolute = QFileInfo(path).absoluteFilePath();
  if (auto written = writeGraphText(absolute, text); !written) return written;
  m_onDisk = std::move(text);
  m_notices->remove("changed-on-disk");
  m_model.setFileName(absolute);
  m_model.undoStack().setClean();
  setPath(absolute);
  emit fileSaved(absolute);
  return {};
}

void GraphTab::reveal(const QString& path) {
  for (QStringList instances = path.split(u'/'); !instances.isEmpty();) {
    const QString node = instances.takeLast();
    if (instances != m_selection.instances() && !m_selection.open(instances)) continue;
    m_selection.set({node}, node);
    return m_canvas->centreOnNode(node);
  }
}

void GraphTab::setPath(const QString& path) {
  m_path = path;
  watch();
  emit titleChanged();
}

void GraphTab::opened() {
  tellMissingTypes();
  // All of it is to be seen, once the canvas has its size.
  QTimer::singleShot(0, m_canvas, &CanvasView::fitAll);
}

void GraphTab::watch() {
  if (!m_watcher.files().isEmpty()) m_watcher.removePaths(m_watcher.files());
  if (!m_path.isEmpty() && QFileInfo::exists(m_path)) m_watcher.addPath(m_path);
}

// Programs that write a file whole put another in its place, and the watcher loses it.
void GraphTab::fileChanged() {
  watch();
  const Result<std::string> text = readGraphText(m_path);
  if (!text || *text == m_onDisk) return;
  m_notices->show(
      {"changed-on-disk",
       Notice::Kind::Warning,
       isModified() ? title() + " was changed by another program, and here as well."
                    : title() + " was changed by another program.",
       {{isModified() ? "Reload, and drop the changes made here" : "Reload",
         [this] {
           if (const auto read = open(m_path); !read) {
             m_notices->show({"file-error", Notice::Kind::Error, QString::fromStdString(read.error().message), {}});
           }
         }},
        {"Keep this one", [this] { m_model.undoStack().resetClean(); }}}});
}

void GraphTab::tellMissingTypes() {
  const QList<MissingType> missing = missingTypes(m_model);
  if (missing.isEmpty()) return m_notices->remove("missing-types");
  QStringList types, packs;
  int nodes = 0;
  for (const MissingType& type : missing) {
    types << type.type;
    if (!packs.contains(type.pack)) packs << type.pack;
    nodes += type.nodes;
  }
  const QString what = nodes == 1 ? "1 node is of a type that is not installed"
                                  : QString("%1 nodes are of types that are not installed").arg(nodes);
  m_notices->show({"missing-types",
                   Notice::Kind::Warning,
                   QString("%1: %2. The graph cannot run without %3, and saves without loss.")
                       .arg(what, types.join(", "), packs.join(", ")),
                   {}});
}

}  // namespace weft::editor
