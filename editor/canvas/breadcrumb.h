// The way to the graph that is open, over the canvas: a click leads back up. Hidden at the top.
#pragma once

#include <QFrame>

#include "document/selection.h"

class QHBoxLayout;

namespace weft::editor {

class Breadcrumb : public QFrame {
  Q_OBJECT

 public:
  Breadcrumb(Selection& selection, QWidget* parent);

 private:
  void rebuild();

  Selection& m_selection;
  QHBoxLayout* m_layout;
};

}  // namespace weft::editor
