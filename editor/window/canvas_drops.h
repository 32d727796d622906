// Files that are let go over a canvas.
#pragma once

#include <QObject>

namespace weft::editor {

class EditorWindow;
class GraphTab;

class CanvasDrops : public QObject {
  Q_OBJECT

 public:
  CanvasDrops(EditorWindow& window, GraphTab& tab);  // `tab` is the parent

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  EditorWindow& m_window;
  GraphTab& m_tab;
};

}  // namespace weft::editor
