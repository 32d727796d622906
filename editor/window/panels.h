// The panels around the canvas: which there are, where they stand at first, and that they stand there again.
#pragma once

#include <functional>

#include <QDockWidget>
#include <QHash>

#include "theme/icons.h"

namespace weft::editor {

class EditorWindow;

struct PanelSpec {
  const char* id;  // "panel.inspector": of the panel, and of the action that shows it
  const char* title;
  const char* keys;
  Icon icon;
  Qt::DockWidgetArea area;
  bool isOpen;  // at first
  std::function<QWidget*(EditorWindow&)> make;
};

const std::vector<PanelSpec>& panelTable();

class Panels : public QObject {
  Q_OBJECT

 public:
  explicit Panels(EditorWindow& window);
  QDockWidget* find(const QString& id) const { return m_docks.value(id); }
  QWidget* content(const QString& id) const;  // of the tab that is shown; nullptr: none
  void toggle(const QString& id);             // brings it to the front where another covers it
  void reveal(const QString& id);
  bool isShown(const QString& id) const;

  void restoreLayout();
  void saveLayout() const;
  void resetLayout();

 private:
  EditorWindow& m_window;
  QHash<QString, QDockWidget*> m_docks;
};

}  // namespace weft::editor
