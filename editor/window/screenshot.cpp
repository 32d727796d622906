#include "window/screenshot.h"

#include <cstdio>

#include <QPixmap>
#include <QTimer>

#include "window/editor_window.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

constexpr int settleMilliseconds = 400;     // until the last pictures have come and are drawn
constexpr int patienceMilliseconds = 5000;  // for what the session knows of a graph that does not run

// Draws once the window is at rest, and goes away.
class Shot : public QObject {
 public:
  Shot(EditorWindow& window, const QString& path, bool run, std::function<void(int)> done)
      : QObject(&window), m_window(window), m_path(path), m_done(std::move(done)) {
    m_rest.setSingleShot(true);
    connect(&m_rest, &QTimer::timeout, this, &Shot::draw);
    GraphTab* tab = window.currentTab();
    if (!tab) {
      m_rest.start(settleMilliseconds);
    } else if (run) {
      connect(&tab->runs(), &RunController::recordChanged, this, [this, tab](int id) { follow(*tab, id); });
    } else {
      m_rest.start(patienceMilliseconds);
      connect(&tab->runs().state(), &RunState::checked, this, [this] { m_rest.start(settleMilliseconds); });
    }
  }

 private:
  void follow(GraphTab& tab, int id) {
    const RunRecord* record = tab.runs().record(id);
    if (!record) return;
    using Status = RunRecord::Status;
    if (record->status == Status::Queued || record->status == Status::Running) return;
    if (record->status != Status::Done) {
      m_status = 1;
      m_why = record->failedNode.isEmpty() ? record->error : record->failedNode + ": " + record->error;
    }
    m_rest.start(settleMilliseconds);
  }

  void draw() {
    if (!m_window.grab().save(m_path, "PNG")) {
      m_status = 2;
      m_why = m_path + ": cannot be written";
    }
    if (m_status != 0) std::fprintf(stderr, "error: %s\n", qPrintable(m_why));
    deleteLater();
    m_done(m_status);
  }

  EditorWindow& m_window;
  const QString m_path;
  const std::function<void(int)> m_done;
  QTimer m_rest;
  int m_status = 0;
  QString m_why;
};

}  // namespace

void takeScreenshot(EditorWindow& window, const QString& path, bool run, std::function<void(int)> done) {
  new Shot(window, path, run, std::move(done));
}

}  // namespace weft::editor
