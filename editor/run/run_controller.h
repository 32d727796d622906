// Runs of one tab: keeps the session's copy of the graph in step with the model, queues runs, turns events into
// RunState, keeps the history. GUI thread; nothing here waits.
#pragma once

#include <functional>

#include <QImage>
#include <QObject>

#include "document/graph_model.h"
#include "run/run_log.h"
#include "run/run_progress.h"
#include "run/run_record.h"
#include "run/run_state.h"
#include "run/session.h"

namespace weft::editor {

struct RunRequest {
  QStringList to;      // nodes ("outer/inner"); empty: the whole graph
  int count = 1;       // as many runs, with seeds changed between them as the seeds say
  bool live = false;   // now and without saving, in place of a live one under way; not in the history
  bool first = false;  // the first of them before the others that wait
  // A sweep: one run for each of these, instead of `count`; seeds stay.
  std::vector<RunSettings> settings;
};

class RunController : public QObject {
  Q_OBJECT

 public:
  // The session starts a moment later, when the graph is checked.
  RunController(GraphModel& model, Session::Options options, QObject* parent = nullptr);
  ~RunController() override;

  GraphModel& model() { return m_model; }
  RunState& state() { return m_state; }
  const RunState& state() const { return m_state; }
  Session& session() { return m_session; }
  RunLog& log() { return m_log; }

  void queue(const RunRequest& request);
  void again(int record);  // the graph as it was then; the document stays
  // 0: all that run and wait. Views show it at once; what computes stops when it looks up.
  void cancel(int record = 0);
  // Ends the session at once, with everything that runs and waits; the next request starts another.
  void restart();
  bool isStuck() const;  // what was cancelled does not stop: only restart() helps
  bool isLive() const { return m_live; }
  void setLive(bool live);    // after each edit what depends on it runs again
  void setShown(bool shown);  // a tab that is not: its session ends after a while without runs

  const QList<RunRecord>& records() const { return m_records; }  // newest last; at most 200
  const RunRecord* record(int id) const;
  void forgetRecords();    // those that are over
  int unfinished() const;  // runs that go on or wait, live ones aside
  const RunProgress& progress() const;

  // A value of the last run that computed it: the session's "fetch", which `request` extends ("node", "port", "as", …).
  void fetch(Json request, Session::Reply reply);
  // The same as a picture, copied out of shared memory; null with an error in `reply` that says why.
  using PictureReply = std::function<void(const QImage& picture, const Json& reply)>;
  void fetchPicture(Json request, PictureReply reply);

 signals:
  void recordChanged(int id);  // or came
  void recordsForgotten();     // some are gone
  void progressed();
  void liveChanged(bool live);
  void stuckChanged(bool stuck);
  void message(const QString& text, bool isError);  // one line for the status bar and the log
  // Every node that a run has ended well, and whether it was found instead of computed.
  void nodeEnded(const QString& path, bool cached);

 private:
  struct State;
  GraphModel& m_model;
  Session m_session;
  RunState m_state;
  RunLog m_log;
  QList<RunRecord> m_records;
  bool m_live = false;
  std::unique_ptr<State> m_own;
};

}  // namespace weft::editor
