// Events of runs, on their way to RunState: gathered for a thirtieth of a second, so that a run that tells a lot costs
// the views little; instances of subgraphs get the sum of what is in them. GUI thread.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "document/graph_model.h"
#include "run/run_state.h"
#include "run/session.h"

namespace weft::editor {

class RunEvents : public QObject {
  Q_OBJECT

 public:
  RunEvents(GraphModel& model, Session& session, RunState& state, QObject* parent = nullptr);

  void wait(const QSet<QString>& nodes);  // a run has begun that will come to these
  void take(const Json& event);           // "node-…", or the pictures of "run-finished"
  void drop(const Json& event);           // of a run that nobody looks at any more
  void flush();                           // tells what has been gathered
  void settle();                          // no run goes on: what waits, or is under way, does so no longer
  void fail(const QString& node, const QString& message);
  void outdate(const QSet<QString>& paths);  // the graph has changed there
  void clear();

 private:
  NodeRun& next(const QString& path);  // as it will be told
  void note(const QString& path, const Json& picture, bool isPreview);
  void release(const Json& picture);
  void readPictures();
  void show(const QString& path, const QImage& picture);
  void addUp();  // instances
  void soon();

  struct Noted {
    Json picture;
    bool isPreview = false;
  };
  GraphModel& m_model;
  Session& m_session;
  RunState& m_state;
  QHash<QString, NodeRun> m_next;
  QHash<QString, Noted> m_noted;           // shared pictures, not read yet
  QHash<QString, QImage> m_given;          // what nodes gave, where a preview has taken its place
  QHash<QString, QSet<QString>> m_within;  // of instances: the nodes in them
  std::vector<std::pair<QString, QString>> m_saved;
  bool m_savedKnown = false;
  QList<QString> m_shown;  // paths with a picture, the latest last
  QHash<QString, qint64> m_pictureBytes;
  qint64 m_allPictureBytes = 0;
  Json m_released = Json::array();
  QTimer m_timer;
  QElapsedTimer m_sinceFlush;
};

}  // namespace weft::editor
