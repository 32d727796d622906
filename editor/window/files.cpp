#include "window/files.h"

#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QPointer>
#include <QSettings>
#include <QUrl>

#include "commands/node_edits.h"
#include "commands/parameter_edits.h"
#include "preview/picture_file.h"
#include "window/editor_window.h"
#include "window/graph_file.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

constexpr const char* recentKey = "files/recent";
constexpr const char* openKey = "files/open";
constexpr qsizetype mostRecent = 12;

}  // namespace

Files::Files(EditorWindow& window) : QObject(&window), m_window(window) {}

GraphTab* Files::open(const QString& path) {
  const QString absolute = QFileInfo(path).absoluteFilePath();
  for (GraphTab* tab : m_window.tabs()) {
    if (tab->path() == absolute) {
      m_window.showTab(*tab);
      noteRecent(absolute);
      return tab;
    }
  }
  if (isPictureName(absolute) && QFileInfo(absolute).isFile()) {
    openPicture(absolute, [this, absolute] {
      m_window.notices().show(
          {"open-failed", Notice::Kind::Warning, QFileInfo(absolute).fileName() + " carries no graph.", {}});
    });
    return nullptr;
  }
  GraphTab* current = m_window.currentTab();
  GraphTab* tab = current && current->isPristine() ? current : m_window.newTab();
  if (const auto read = tab->open(absolute); !read) {
    refuse(absolute, read.error());
    if (tab != current) m_window.removeTab(*tab);
    return nullptr;
  }
  m_window.notices().remove("open-failed");
  noteRecent(absolute);
  return tab;
}

GraphTab* Files::openText(std::string_view text, const QString& title) {
  GraphTab* current = m_window.currentTab();
  GraphTab* tab = current && current->isPristine() ? current : m_window.newTab();
  if (const auto read = tab->take(text, {}, title); !read) {
    refuse(title, read.error());
    if (tab != current) m_window.removeTab(*tab);
    return nullptr;
  }
  m_window.showTab(*tab);
  return tab;
}

GraphTab* Files::openTemplate(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    refuse(path, makeError(ErrorCode::BadFile, file.errorString().toStdString()));
    return nullptr;
  }
  GraphTab* tab = openText(file.readAll().toStdString(), QFileInfo(path).completeBaseName());
  if (!tab) return nullptr;
  tab->model().setFileName(path);
  tab->model().undoStack().setClean();
  return tab;
}

bool Files::save(GraphTab& tab) {
  if (!tab.path().isEmpty()) return saveTo(tab, tab.path());
  askSaveAs(tab);
  return false;
}

bool Files::saveTo(GraphTab& tab, const QString& path) {
  if (const auto saved = tab.saveAs(path); !saved) {
    tab.notices().show(
        {"file-error", Notice::Kind::Error, "Not saved: " + QString::fromStdString(saved.error().message), {}});
    return false;
  }
  tab.notices().remove("file-error");
  noteRecent(tab.path());
  return true;
}

bool Files::exportTo(GraphTab& tab, const QString& path) {
  const auto written = writeGraphText(path, textWithoutLayout(tab.model().document()));
  if (!written) {
    tab.notices().show(
        {"file-error", Notice::Kind::Error, "Not exported: " + QString::fromStdString(written.error().message), {}});
  } else {
    m_window.say("Exported " + path);
  }
  return written.ok();
}

void Files::reload(GraphTab& tab) {
  if (const auto read = tab.open(tab.path()); !read) {
    tab.notices().show(
        {"file-error", Notice::Kind::Error, "Not reloaded: " + QString::fromStdString(read.error().message), {}});
  }
}

void Files::reopen() {
  if (!m_closed.isEmpty()) open(m_closed.takeLast());
}

void Files::refuse(const QString& path, const Error& error) {
  m_window.notices().show(
      {"open-failed",
       Notice::Kind::Error,
       QString("%1 could not be opened. %2").arg(QFileInfo(path).fileName(), QString::fromStdString(error.message)),
       {}});
}

void Files::openPicture(const QString& path, std::function<void()> otherwise) {
  m_reading.start([this, path, otherwise] {
    auto found = graphInPicture(path);
    QMetaObject::invokeMethod(this, [this, path, otherwise, found] {
      if (!found) return refuse(path, found.error());
      if (!*found) return otherwise();
      openText((*found)->toStdString(), QFileInfo(path).completeBaseName());
    });
  });
}

bool Files::drop(const QMimeData& data, GraphTab* tab, std::optional<QPointF> at) {
  bool isUsed = false;
  int pictures = 0;
  for (const QUrl& url : data.urls()) {
    const QString path = url.toLocalFile();
    if (path.isEmpty()) continue;
    isUsed = true;
    if (!isPictureName(path)) {
      open(path);
      continue;
    }
    const QPointF place = at.value_or(QPointF()) + pictures++ * QPointF(40, 40);
    openPicture(path, [this, path, place, isPlaced = at.has_value(), tab = QPointer<GraphTab>(tab)] {
      GraphTab* into = tab ? tab.data() : m_window.newTab();
      addLoadImage(path, *into, isPlaced ? place : into->canvas().insertionPoint());
    });
  }
  return isUsed;
}

void Files::addLoadImage(const QString& path, GraphTab& tab, QPointF at) {
  const QString graph = tab.selection().graph();
  QString id;
  Edit edit = addNode(tab.model(), graph, "weft.io.LoadImage", tab.canvas().snapped(at), &id);
  if (edit.isEmpty()) return;
  // Relative where it lies beside the graph or below: the graph can move with its pictures.
  QString named = path;
  const QString folder = QFileInfo(tab.path()).absolutePath() + '/';
  if (!tab.path().isEmpty() && path.startsWith(folder)) named = path.mid(folder.size());
  edit.operations.push_back(
      {{"op", "set-parameter"}, {"node", id.toStdString()}, {"parameter", "path"}, {"value", named.toStdString()}});
  if (!graph.isEmpty()) edit.operations.back()["graph"] = graph.toStdString();
  if (const auto done = tab.model().apply(edit); !done) {
    tab.notices().show({"file-error", Notice::Kind::Error, QString::fromStdString(done.error().message), {}});
    return;
  }
  tab.selection().set({id}, id);
}

QStringList Files::recent() const { return QSettings().value(recentKey).toStringList(); }

void Files::clearRecent() {
  QSettings().remove(recentKey);
  emit recentChanged();
}

void Files::noteRecent(const QString& path) {
  QStringList paths = recent();
  paths.removeAll(path);
  paths.prepend(path);
  QSettings().setValue(recentKey, QStringList(paths.mid(0, mostRecent)));
  emit recentChanged();
}

void Files::keepOpen() {
  QStringList paths;
  for (GraphTab* tab : m_window.tabs()) {
    if (!tab->path().isEmpty()) paths << tab->path();
  }
  QSettings().setValue(openKey, paths);
}

void Files::openLast() {
  for (const QString& path : QSettings().value(openKey).toStringList()) {
    if (QFileInfo(path).isFile()) open(path);
  }
}

}  // namespace weft::editor
