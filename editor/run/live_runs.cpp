#include "run/live_runs.h"

#include <algorithm>

namespace weft::editor {
namespace {

constexpr double shortest = 200, longest = 600;  // milliseconds: what feels live, and what is still worth waiting for

}  // namespace

LiveRuns::LiveRuns(QObject* parent) : QObject(parent) {
  m_next.setSingleShot(true);
  m_limit.setSingleShot(true);
  connect(&m_next, &QTimer::timeout, this, &LiveRuns::next);
  connect(&m_limit, &QTimer::timeout, this, [this] {
    if (!m_running || !m_wanted || std::exchange(m_cancelling, true)) return;
    emit outdated();
  });
}

int LiveRuns::patience() const {
  const double wanted = 1.5 * m_usual;
  return static_cast<int>(wanted > longest ? shortest : std::max(wanted, shortest));
}

void LiveRuns::want() {
  m_wanted = true;
  if (!m_running) {
    if (!m_next.isActive()) m_next.start(0);  // several edits of one gesture are one
    return;
  }
  if (m_cancelling || m_limit.isActive()) return;
  m_limit.start(static_cast<int>(std::max<qint64>(0, patience() - m_sinceBegin.elapsed())));
}

void LiveRuns::forget() {
  m_wanted = false;
  m_next.stop();
  m_limit.stop();
}

void LiveRuns::setBlocked(bool blocked) {
  m_blocked = blocked;
  if (!blocked && m_wanted && !m_running && !m_next.isActive()) m_next.start(0);
}

void LiveRuns::next() {
  if (!m_wanted || m_running || m_blocked) return;
  m_wanted = false;
  emit begin();
}

void LiveRuns::began() {
  m_running = true;
  m_cancelling = false;
  m_sinceBegin.start();
}

void LiveRuns::ended(bool finished) {
  if (!std::exchange(m_running, false)) return;
  m_limit.stop();
  if (finished) {
    const auto took = static_cast<double>(m_sinceBegin.elapsed());
    m_usual = m_usual == 0 ? took : 0.7 * m_usual + 0.3 * took;
  }
  next();
}

}  // namespace weft::editor
