#include "run/run_state.h"

namespace weft::editor {

const NodeRun& RunState::of(const QString& path) const {
  static const NodeRun idle;
  const auto found = m_runs.find(path);
  return found == m_runs.end() ? idle : *found;
}

void RunState::set(const QString& path, const NodeRun& run) {
  m_runs[path] = run;
  emit changed({path});
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
