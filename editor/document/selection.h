// Where a person is in a document: which graph is open, reached through which instances, and what is selected in it.
// One for each tab; canvas, inspector and viewers share it. GUI thread.
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>

#include "document/graph_model.h"

namespace weft::editor {

class Selection : public QObject {
  Q_OBJECT

 public:
  explicit Selection(GraphModel& model, QObject* parent = nullptr);

  // The ids of the instances that were opened, from the top; empty: the top graph.
  const QStringList& instances() const { return m_instances; }
  QString graph() const;                      // its name in the model
  QString pathOf(const QString& node) const;  // "outer/inner/node", as runs name it
  // Opens the graph behind instances; false, and nothing happens, where one of them is no instance of a subgraph.
  bool open(const QStringList& instances);

  const QSet<QString>& nodes() const { return m_nodes; }
  const QString& current() const { return m_current; }  // the one that was selected last; empty: none
  const QSet<int>& groups() const { return m_groups; }  // by their place in the file
  const QSet<int>& notes() const { return m_notes; }
  bool isEmpty() const { return m_nodes.isEmpty() && m_groups.isEmpty() && m_notes.isEmpty(); }
  void set(const QSet<QString>& nodes, const QString& current = {});
  void setDecoration(const QSet<int>& groups, const QSet<int>& notes);  // beside the nodes
  void clear() { set({}), setDecoration({}, {}); }

 signals:
  void opened();   // another graph is shown; nothing is selected in it
  void changed();  // what is selected

 private:
  void modelChanged(const Change& change);  // what is gone is no longer selected; a graph that is gone is left

  GraphModel& m_model;
  QStringList m_instances;
  QSet<QString> m_nodes;
  QString m_current;
  QSet<int> m_groups, m_notes;
};

}  // namespace weft::editor
