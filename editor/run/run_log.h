// What a tab's session and its nodes wrote, and what runs told, line by line. Bounded: the oldest lines go.
#pragma once

#include <deque>

#include <QDateTime>
#include <QObject>

namespace weft::editor {

struct LogLine {
  enum class Level { Output, Info, Warning, Error };
  quint64 number = 0;  // counts up from 1
  QTime time;
  Level level = Level::Output;
  QString text;
};

class RunLog : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  const std::deque<LogLine>& lines() const { return m_lines; }
  void add(LogLine::Level level, const QString& text);
  void addOutput(const QString& line);  // of the session: its level stands in front, "error: …"
  void clear();

  static constexpr size_t mostLines = 5000;

 signals:
  void added();  // one or more, at the end; told once for many
  void cleared();

 private:
  std::deque<LogLine> m_lines;
  quint64 m_count = 0;
  bool m_telling = false;
};

}  // namespace weft::editor
