// Between an editor and the document: what is edited becomes edits of the nodes' parameter, a drag or a text one step
// of undo, and Escape takes the step back. A child of the editor.
#pragma once

#include <QObject>
#include <QSet>

#include "document/graph_model.h"
#include "inspector/parameter_editor.h"

namespace weft::editor {

class EditGesture : public QObject {
  Q_OBJECT

 public:
  EditGesture(ParameterEditor& editor, GraphModel& model, const QString& graph, const QSet<QString>& nodes,
              const QString& parameter);

 signals:
  void failed(const QString& message);

 private:
  void edit(const Json& value, bool done);
  void cancel();

  GraphModel& m_model;
  const QString m_graph, m_parameter;
  const QSet<QString> m_nodes;
  int m_step = -1;  // the undo stack's index after an edit that is not done; -1: all are
};

}  // namespace weft::editor
