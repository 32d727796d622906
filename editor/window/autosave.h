// Keeps a copy of one open graph in the store while it differs from its file. GUI thread; writing is the store's.
#pragma once

#include <QSet>
#include <QTimer>

#include "window/autosave_store.h"

namespace weft::editor {

class GraphTab;

class Autosave : public QObject {
  Q_OBJECT

 public:
  // `tab` is the parent.
  Autosave(GraphTab& tab, AutosaveStore& store);
  ~Autosave() override;  // the tab was closed: its copy goes
  void now();            // before a run, and when the editor is about to be left alone

 private:
  void follow();  // the graph changed, or is as in its file again
  void noteRunning();

  GraphTab& m_tab;
  AutosaveStore& m_store;
  const QString m_key;
  QTimer m_timer, m_runTimer;
  QSet<QString> m_running;  // paths of nodes
  QString m_noted;          // as the store was told
};

}  // namespace weft::editor
