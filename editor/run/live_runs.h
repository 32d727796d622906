// When a live run begins: one at a time, the latest state of the graph wins, and never a queue of them. One that is
// outdated may end if that takes no longer than a person waits for; else it is cancelled. So pictures that take
// milliseconds follow a slider all the way, and a sampling begins anew as often as it pays.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace weft::editor {

class LiveRuns : public QObject {
  Q_OBJECT

 public:
  explicit LiveRuns(QObject* parent = nullptr);

  void want();                 // the graph has changed
  void forget();               // nothing is wanted any more
  void setBlocked(bool busy);  // runs that a person asked for come first
  void began();
  void ended(bool finished);  // not cancelled, so that its time counts
  bool isRunning() const { return m_running; }
  int patience() const;  // milliseconds that an outdated run is given

 signals:
  void begin();     // now: a run of the graph as it stands
  void outdated();  // the run under way is to be cancelled

 private:
  void next();

  QTimer m_next, m_limit;
  QElapsedTimer m_sinceBegin;
  double m_usual = 0;  // milliseconds that a run takes that ends
  bool m_wanted = false, m_running = false, m_blocked = false, m_cancelling = false;
};

}  // namespace weft::editor
