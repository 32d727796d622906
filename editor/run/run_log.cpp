#include "run/run_log.h"

#include <QTimer>

namespace weft::editor {
namespace {

constexpr qsizetype longestLine = 4000;

}  // namespace

void RunLog::add(LogLine::Level level, const QString& text) {
  m_lines.push_back({++m_count, QTime::currentTime(), level, text.left(longestLine)});
  if (m_lines.size() > mostLines) m_lines.pop_front();
  if (std::exchange(m_telling, true)) return;
  constexpr int drain = 100;  // milliseconds
  QTimer::singleShot(drain, this, [this] {
    m_telling = false;
    emit added();
  });
}

void RunLog::addOutput(const QString& line) {
  if (line.startsWith("error: ")) return add(LogLine::Level::Error, line.mid(7));
  if (line.startsWith("warning: ")) return add(LogLine::Level::Warning, line.mid(9));
  add(LogLine::Level::Output, line);
}

void RunLog::clear() {
  m_lines.clear();
  emit cleared();
}

}  // namespace weft::editor
