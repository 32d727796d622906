// The inputs, or the outputs, of a graph: each with its name to change, what it feeds or comes from, and its place.
#pragma once

#include <QWidget>

#include "commands/graph_port_edits.h"

class QLineEdit;
class QVBoxLayout;

namespace weft::editor {

class PortList : public QWidget {
  Q_OBJECT

 public:
  PortList(GraphModel& model, GraphPort which, QWidget* parent);
  void show(const QString& graph);

 signals:
  void jumpWanted(const QString& node);
  void failed(const QString& message);

 private:
  struct Port {
    QString name, doc;
    QStringList ends;  // "node.port"
    bool operator==(const Port&) const = default;
  };
  std::vector<Port> ports() const;
  QWidget* rowOf(const Port& port);
  QLineEdit* nameOf(const Port& port, QWidget* row);
  void showMenu(const QString& name, QWidget* below);
  void apply(const Edit& edit);

  GraphModel& m_model;
  const GraphPort m_which;
  QString m_graph;
  QVBoxLayout* m_layout;
  std::vector<Port> m_shown;
  std::vector<QWidget*> m_rows;
};

}  // namespace weft::editor
