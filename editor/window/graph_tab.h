// One open graph: its document, where a person is in it, its runs, its canvas, its file. Panels follow the tab that is
// shown.
#pragma once

#include <QFileSystemWatcher>
#include <QWidget>

#include "canvas/canvas_view.h"
#include "document/selection.h"
#include "run/run_controller.h"
#include "window/notice_bar.h"

namespace weft::editor {

class GraphTab : public QWidget {
  Q_OBJECT

 public:
  GraphTab(const NodeCatalog& catalog, Session::Options session, QWidget* parent = nullptr);
  ~GraphTab() override;

  GraphModel& model() { return m_model; }
  Selection& selection() { return m_selection; }
  RunController& runs() { return m_runs; }
  CanvasView& canvas() { return *m_canvas; }
  NoticeBars& notices() { return *m_notices; }

  QString title() const;                          // the file's name, or "Untitled"
  const QString& path() const { return m_path; }  // absolute; empty: never saved
  bool isModified() { return !m_model.undoStack().isClean(); }
  bool isPristine();  // nothing was ever put into it

  // Another graph in place of this one. On failure, which says line and column, all is as it was.
  Result<void> open(const QString& path);
  // What came from elsewhere (a picture, the history, a template, a recovered copy): unsaved. `path` may name the file
  // that it belongs to.
  Result<void> take(std::string_view text, const QString& path, const QString& title = {});
  // Opens the graph that a node of a run stands in, "outer/inner", and selects it; of one in a loop's body the loop.
  void reveal(const QString& path);
  Result<void> save() { return saveAs(m_path); }
  Result<void> saveAs(const QString& path);  // a name that is none yet

 signals:
  void titleChanged();
  void modifiedChanged();
  void fileSaved(const QString& path);
  void aboutToClose();  // whoever looks at it lets go

 private:
  void setPath(const QString& path);
  void opened();
  void watch();
  void fileChanged();
  void tellMissingTypes();

  // Canvas and runs listen to the others: they go first.
  GraphModel m_model;
  Selection m_selection{m_model};
  RunController m_runs;
  NoticeBars* m_notices;
  CanvasView* m_canvas;
  QString m_path, m_title;
  std::string m_onDisk;  // what this tab read or wrote last
  QFileSystemWatcher m_watcher;
};

}  // namespace weft::editor
