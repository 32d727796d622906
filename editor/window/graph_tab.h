// One open graph: its document, where a person is in it, its runs, its canvas. Panels follow the tab that is shown.
#pragma once

#include <QWidget>

#include "canvas/canvas_view.h"
#include "document/selection.h"
#include "run/run_controller.h"

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

  QString title() const;                          // the file's name, or "Untitled"
  const QString& path() const { return m_path; }  // absolute; empty: never saved
  void setPath(const QString& path);

 signals:
  void titleChanged();

 private:
  // Canvas and runs listen to the others: they go first.
  GraphModel m_model;
  Selection m_selection{m_model};
  RunController m_runs;
  CanvasView* m_canvas;
  QString m_path;
};

}  // namespace weft::editor
