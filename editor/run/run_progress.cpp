#include "run/run_progress.h"

#include "run/json_members.h"

namespace weft::editor {

void ProgressMeter::take(const Json& event) {
  const QString node = textIn(event, "node");
  const quint64 step = numberIn<quint64>(event, "step");
  const double time = numberIn<double>(event, "time");
  if (node != m_now.node || step < m_now.step || time < m_firstTime) {
    m_now = {node};
    m_firstStep = step;
    m_firstTime = time;
  }
  m_now.step = step;
  m_now.total = numberIn<quint64>(event, "total");
  if (step <= m_firstStep || time <= m_firstTime) return;
  m_now.rate = static_cast<double>(step - m_firstStep) / (time - m_firstTime);
  m_now.secondsLeft = m_now.total >= step ? static_cast<double>(m_now.total - step) / m_now.rate : -1;
}

}  // namespace weft::editor
