// The log of the tab that is shown: what its session and nodes wrote, and what runs told.
#pragma once

#include <QPointer>
#include <QWidget>

#include "run/run_log.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace weft::editor {

class RunController;

class LogPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LogPanel(QWidget* parent = nullptr);
  void setController(RunController* controller);  // nullptr: no tab is shown

 private:
  void append();   // what is new
  void rebuild();  // another filter, or another log
  bool shows(const LogLine& line) const;
  void insert(const std::vector<const LogLine*>& lines);

  QPointer<RunLog> m_log;
  quint64 m_shown = 0;  // the number of the last line
  QComboBox* m_level;
  QLineEdit* m_search;
  QPlainTextEdit* m_text;
};

}  // namespace weft::editor
