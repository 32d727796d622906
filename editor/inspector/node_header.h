// The top of a node's page: its title, what it is, how it fares, and its switches. Of several nodes: how many.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "document/node_face.h"
#include "run/run_state.h"

namespace weft::editor {

class NodeHeader : public QWidget {
  Q_OBJECT

 public:
  NodeHeader(GraphModel& model, QWidget* parent);
  void show(const QString& graph, const QStringList& nodes, const NodeFace& first);
  void showRun(const NodeRun& run, const QString& problem);

 signals:
  void failed(const QString& message);

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  QToolButton* addSwitch(const char* name, const QString& label, int icon);
  void apply(const Edit& edit);
  void retitle();
  void pickColour();
  void showDoc();
  QSet<QString> nodes() const { return {m_nodes.begin(), m_nodes.end()}; }

  GraphModel& m_model;
  QString m_graph, m_doc;
  QStringList m_nodes;
  QColor m_colour;
  bool m_isWhole = false;  // all of the documentation is shown
  QLineEdit* m_title;
  QLabel *m_type, *m_docLabel, *m_status;
  QWidget* m_switches;
  QToolButton *m_mute, *m_bypass, *m_pin, *m_collapse, *m_colourButton, *m_more;
};

}  // namespace weft::editor
