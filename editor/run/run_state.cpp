#include "run/run_state.h"

namespace weft::editor {

const NodeRun& RunState::of(const QString& path) const {
  static const NodeRun idle;
  const auto found = m_runs.find(path);
  return found == m_runs.end() ? idle : *found;
}

QStringList RunState::paths() const { return m_runs.keys(); }

void RunState::set(const QString& path, const NodeRun& run) { set({{path, run}}); }

void RunState::set(const QHash<QString, NodeRun>& runs) {
  if (runs.isEmpty()) return;
  m_runs.insert(runs);
  emit changed(QSet<QString>(runs.keyBegin(), runs.keyEnd()));
}

void RunState::setCheck(GraphCheck check) {
  m_check = std::move(check);
  emit checked();
}

void RunState::setRunning(bool running) {
  if (std::exchange(m_running, running) != running) emit runningChanged(running);
}

void RunState::clear() {
  const QHash<QString, NodeRun> before = std::exchange(m_runs, {});
  emit changed(QSet<QString>(before.keyBegin(), before.keyEnd()));
}

}  // namespace weft::editor
