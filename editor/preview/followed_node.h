// Which node a panel shows: the one that was selected last, or the one it was pinned to, with the outputs whose values
// can be looked at. Where nobody has selected one, it may go along with a run: to the node that shows what is in the
// making, and at the end to one that gives the graph's result. Of a node that gives nothing (one that saves files)
// these are what it takes in.
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

#include "document/graph_model.h"
#include "document/selection.h"
#include "preview/value_source.h"
#include "run/run_state.h"

namespace weft::editor {

struct FollowedPort {
  QString node, port;  // as runs name them: "outer/inner"
  QString label;
  Type type;  // what the last check found, else as declared
  bool operator==(const FollowedPort& other) const;
};

class FollowedNode : public QObject {
  Q_OBJECT

 public:
  explicit FollowedNode(QObject* parent);

  // Another tab; null: none. All of them outlive what follows, or follow() is called again before they go.
  void follow(const ValueSource& source, Selection* selection, GraphModel* model);
  void show(const QString& path);  // "outer/inner", until another is selected
  void setPinned(bool pinned);     // stays where it is, whatever is selected
  bool isPinned() const { return m_pinned; }
  void setGoesAlong(bool goes) { m_goesAlong = goes; }  // with runs, until a node is chosen

  const ValueSource& source() const { return m_source; }
  const QString& path() const { return m_path; }    // empty: none
  const QString& title() const { return m_title; }  // of the node, for people
  const QList<FollowedPort>& ports() const { return m_ports; }
  NodeRun run() const;  // of the node itself

 signals:
  void changed();       // another node, or its outputs are others
  void valueChanged();  // a run has computed it, or found it
  void progressed();    // its status, or what it says of its progress

 private:
  void followSelection();
  void read();  // the node's face, anew
  void ran(const QSet<QString>& paths);
  void goAlong(const QSet<QString>& paths);
  void goToResult();
  void showNode(const QString& path);

  ValueSource m_source;
  QPointer<Selection> m_selection;
  QPointer<GraphModel> m_model;
  QPointer<RunState> m_state;
  QString m_path, m_title;
  QList<FollowedPort> m_ports;
  bool m_pinned = false, m_goesAlong = false, m_isChosen = false;
  QTimer m_news;  // several changes of one turn of the event loop are one
  QObject* m_connections = nullptr;
};

}  // namespace weft::editor
