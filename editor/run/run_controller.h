// Runs of one tab: keeps the session's copy of the graph in step with the model, queues runs, turns events into
// RunState, keeps the history. GUI thread; nothing here waits.
#pragma once

#include <functional>

#include <QDateTime>
#include <QImage>
#include <QObject>

#include "document/graph_model.h"
#include "run/run_state.h"
#include "run/session.h"

namespace weft::editor {

struct RunRequest {
  QStringList to;     // nodes ("outer/inner"); empty: the whole graph
  int count = 1;      // as many runs, with seeds changed between them as the seeds say
  bool live = false;  // while something is dragged: takes the place of a live one that waits, and is not in the history
  bool first = false;  // before the others that wait
  // A sweep: one run for each of these, instead of `count`; by "node.parameter" or the name of a graph's input.
  std::vector<std::map<std::string, Json>> settings;
};

// A run that was asked for.
struct RunRecord {
  enum class Status { Queued, Running, Done, Failed, Cancelled };
  int id = 0;  // from 1, in the tab
  Status status = Status::Queued;
  QString label;      // "to sample", "seed 7"
  QString graphText;  // the graph as it ran: dragged back, it opens
  QDateTime begun;
  double seconds = 0;
  int done = 0, nodes = 0;  // of its nodes
  QString error;            // of the first node that failed
  QString failedNode;
  QList<QImage> pictures;  // small
  QStringList files;
};

class RunController : public QObject {
  Q_OBJECT

 public:
  RunController(GraphModel& model, Session::Options options, QObject* parent = nullptr);
  ~RunController() override;

  RunState& state() { return m_state; }
  Session& session() { return m_session; }

  void queue(const RunRequest& request);
  void cancel(int record = 0);  // 0: all that run and wait
  bool isLive() const { return m_live; }
  void setLive(bool live);  // after each edit what depends on it runs again

  const QList<RunRecord>& records() const { return m_records; }  // newest last; at most 200
  const RunRecord* record(int id) const;

  // A value of the last run that computed it: the session's "fetch", which `request` extends ("node", "port", "as", …).
  void fetch(Json request, Session::Reply reply);
  // The same as a picture, copied out of shared memory; null with an error that says why.
  using PictureReply = std::function<void(const QImage& picture, const Json& reply)>;
  void fetchPicture(Json request, PictureReply reply);

 signals:
  void recordChanged(int id);                       // or came
  void message(const QString& text, bool isError);  // one line for the status bar and the log

 private:
  struct State;
  GraphModel& m_model;
  Session m_session;
  RunState m_state;
  QList<RunRecord> m_records;
  bool m_live = false;
  std::unique_ptr<State> m_own;
};

}  // namespace weft::editor
