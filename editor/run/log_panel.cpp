#include "run/log_panel.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "run/run_controller.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

QColor colourOf(LogLine::Level level) {
  switch (level) {
    case LogLine::Level::Error:
      return theme().error;
    case LogLine::Level::Warning:
      return theme().warning;
    case LogLine::Level::Info:
      return theme().text;
    case LogLine::Level::Output:
      break;
  }
  return theme().dimText;
}

QToolButton* button(Icon which, const QString& text, const QString& name, QWidget* parent) {
  auto* made = new QToolButton(parent);
  made->setIcon(icon(which));
  made->setToolTip(text);
  made->setAccessibleName(text);
  made->setObjectName(name);
  return made;
}

}  // namespace

LogPanel::LogPanel(QWidget* parent) : QWidget(parent) {
  setObjectName("logPanel");
  m_level = new QComboBox(this);
  m_level->addItems({"Everything", "Messages", "Warnings", "Errors"});
  m_level->setAccessibleName("Which lines are shown");
  m_level->setObjectName("logLevel");
  m_search = new QLineEdit(this);
  m_search->setPlaceholderText("Filter");
  m_search->setClearButtonEnabled(true);
  m_search->setAccessibleName("Filter of the log");
  m_search->setObjectName("logSearch");
  QToolButton* copy = button(Icon::Copy, "Copy what is shown", "logCopy", this);
  QToolButton* clear = button(Icon::Delete, "Clear the log", "logClear", this);

  m_text = new QPlainTextEdit(this);
  m_text->setReadOnly(true);
  m_text->setFrameShape(QFrame::NoFrame);
  m_text->setFont(monoFont());
  m_text->setMaximumBlockCount(static_cast<int>(RunLog::mostLines));
  m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_text->setUndoRedoEnabled(false);
  m_text->setPlaceholderText("What nodes and runs tell stands here.");
  m_text->setAccessibleName("Log");
  m_text->setObjectName("logText");

  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(8, 6, 8, 6);
  bar->setSpacing(6);
  bar->addWidget(m_level);
  bar->addWidget(m_search, 1);
  bar->addWidget(copy);
  bar->addWidget(clear);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addLayout(bar);
  all->addWidget(m_text, 1);

  connect(m_level, &QComboBox::currentIndexChanged, this, &LogPanel::rebuild);
  connect(m_search, &QLineEdit::textChanged, this, &LogPanel::rebuild);
  connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
  connect(clear, &QToolButton::clicked, this, [this] {
    if (m_log) m_log->clear();
  });
  connect(&themeEvents(), &ThemeEvents::changed, this, &LogPanel::rebuild);
}

void LogPanel::setController(RunController* controller) {
  if (m_log) m_log->disconnect(this);
  m_log = controller ? &controller->log() : nullptr;
  if (m_log) {
    connect(m_log, &RunLog::added, this, &LogPanel::append);
    connect(m_log, &RunLog::cleared, this, &LogPanel::rebuild);
  }
  rebuild();
}

bool LogPanel::shows(const LogLine& line) const {
  return static_cast<int>(line.level) >= m_level->currentIndex() &&
         (m_search->text().isEmpty() || line.text.contains(m_search->text(), Qt::CaseInsensitive));
}

void LogPanel::append() {
  if (!m_log) return;
  std::vector<const LogLine*> lines;
  const auto& all = m_log->lines();
  for (auto line = all.rbegin(); line != all.rend() && line->number > m_shown; ++line) {
    if (shows(*line)) lines.push_back(&*line);
  }
  std::reverse(lines.begin(), lines.end());
  if (!all.empty()) m_shown = all.back().number;
  insert(lines);
}

void LogPanel::rebuild() {
  m_text->clear();
  m_shown = 0;
  append();
}

// Follows the end unless a person reads further up.
void LogPanel::insert(const std::vector<const LogLine*>& lines) {
  if (lines.empty()) return;
  QScrollBar* bar = m_text->verticalScrollBar();
  const bool follows = bar->value() >= bar->maximum() - bar->singleStep();
  QTextCursor cursor(m_text->document());
  cursor.beginEditBlock();
  for (const LogLine* line : lines) {
    cursor.movePosition(QTextCursor::End);
    if (!m_text->document()->isEmpty()) cursor.insertBlock();
    QTextCharFormat format;
    format.setForeground(theme().dimText);
    cursor.insertText(line->time.toString("HH:mm:ss  "), format);
    format.setForeground(colourOf(line->level));
    cursor.insertText(line->text, format);
  }
  cursor.endEditBlock();
  if (follows) bar->setValue(bar->maximum());
}

}  // namespace weft::editor
