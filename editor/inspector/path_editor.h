// A file, or a folder, that is read: typed, picked, or dropped. One that lies beside the graph's file is named from
// there, so that both can move together.
#pragma once

#include "inspector/line_editor.h"

namespace weft::editor {

class PathEditor : public LineEditor {
  Q_OBJECT

 public:
  PathEditor(const ParameterType& type, const GraphModel& model, QWidget* parent);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void pick(bool folder);
  void take(const QString& path);  // absolute
  QString folder() const;          // of the graph's file; empty: it has none

  const GraphModel& m_model;
};

}  // namespace weft::editor
