// The row of open graphs: closed by their cross or the middle button, moved by dragging.
#pragma once

#include <QTabWidget>

namespace weft::editor {

class DocumentTabs : public QTabWidget {
  Q_OBJECT

 public:
  explicit DocumentTabs(QWidget* parent = nullptr);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace weft::editor
