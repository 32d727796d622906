// What a seed does after each run that is queued: stays, counts on, or is drawn anew.
#pragma once

#include <QToolButton>

#include "document/layout.h"

class QActionGroup;

namespace weft::editor {

class SeedButton : public QToolButton {
  Q_OBJECT

 public:
  explicit SeedButton(QWidget* parent);
  void setChange(SeedChange change);

 signals:
  void chosen(weft::editor::SeedChange change);

 private:
  QActionGroup* m_actions;
};

}  // namespace weft::editor
