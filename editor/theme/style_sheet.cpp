#include <QHash>

#include "theme/style.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

// Flat, compact, on a rhythm of four pixels. @names are colours of the theme, @font… its sizes.
constexpr const char* sheet = R"(
QMainWindow, QMainWindow::separator { background: @window; }
QMainWindow::separator:hover { background: @accent; }
QDialog, QMessageBox { background: @panel; }

QToolTip { background: @panel; color: @text; border: 1px solid @border; padding: 4px 6px; }

QMenuBar { background: @window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @hover; }
QMenu { background: @panel; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @border; margin: 4px 4px; }
QMenu::indicator { width: 12px; height: 12px; left: 8px; }

QToolBar { background: @window; border: none; padding: 4px 8px; spacing: 2px; }
QToolBar::separator { background: @border; width: 1px; margin: 4px 6px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 4px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selection; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @faint; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton::menu-button { border: none; width: 14px; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="primary"] { background: @accent; color: @accentText; padding: 4px 12px; font-weight: 600; }
QToolButton[role="primary"]:hover { background: @accentHover; }
QToolButton[role="primary"]:disabled { background: @hover; color: @faint; }

QPushButton { background: @hover; border: 1px solid @border; border-radius: 4px; padding: 4px 12px;
              min-height: @line; }
QPushButton:hover { background: @raised; }
QPushButton:pressed, QPushButton:checked { background: @selection; }
QPushButton:focus { border-color: @accent; }
QPushButton:default, QPushButton[role="primary"] { background: @accent; border-color: @accent; color: @accentText; }
QPushButton:default:hover, QPushButton[role="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton:default:focus { border-color: @text; }
QPushButton:disabled { background: @panel; color: @faint; border-color: @border; }
QPushButton:flat { background: transparent; border-color: transparent; }
QPushButton:flat:hover { background: @hover; }

QLineEdit, QPlainTextEdit, QTextEdit {
  background: @field; border: 1px solid @border; border-radius: 4px; padding: 2px 6px;
  selection-background-color: @selection; selection-color: @text; }
QLineEdit { min-height: @line; }
QLineEdit:hover { border-color: @strongBorder; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled { background: @panel; color: @faint; }
QLineEdit:read-only { background: @panel; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; background: transparent; padding: 0; min-height: 0; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @border; padding: 4px; }
QCheckBox, QRadioButton { spacing: 8px; }

QSlider::groove:horizontal { height: 4px; background: @border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; background: @text; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accent; }

QProgressBar { background: @field; border: none; border-radius: 3px; text-align: center; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

QTabWidget::pane { border: none; }
QTabBar { background: @window; qproperty-drawBase: 0; }
QTabBar::tab { background: @window; color: @dimText; padding: 6px 12px; border: none;
  border-top: 2px solid transparent; min-height: @line; }
QTabBar::tab:hover { color: @text; background: @hover; }
QTabBar::tab:selected { color: @text; background: @panel; border-top-color: @accent; }
QTabBar::tab:focus { color: @accent; }
QTabBar::close-button { subcontrol-position: right; margin: 2px; }
QTabBar#documentTabs::tab:selected { background: @canvas; }
QTabBar QToolButton { background: @window; border: none; border-radius: 0; }

QDockWidget { color: @dimText; font-weight: 600; titlebar-close-icon: none; }
QDockWidget::title { background: @panel; padding: 6px 8px; text-align: left; border-bottom: 1px solid @border; }
QDockWidget::close-button, QDockWidget::float-button { border: none; padding: 2px; border-radius: 3px;
  background: transparent; icon-size: 12px; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: @hover; }

QStatusBar { background: @window; color: @dimText; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QToolButton { padding: 1px 6px; color: @dimText; }
QStatusBar QToolButton:hover { color: @text; }
QStatusBar QLabel { color: @dimText; padding: 0 4px; }

QAbstractItemView { background: @panel; alternate-background-color: @window; border: none; outline: none;
  selection-background-color: @selection; selection-color: @text; }
QListView::item, QTreeView::item, QTableView::item { padding: 3px 4px; border-radius: 3px; }
QListView::item:hover, QTreeView::item:hover { background: @hover; }
QListView::item:selected, QTreeView::item:selected { background: @selection; color: @text; }
QTreeView { show-decoration-selected: 1; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @dimText; border: none; border-bottom: 1px solid @border;
  padding: 4px 8px; }
QTableView { gridline-color: @border; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @strongBorder; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QSplitter::handle { background: @window; }
QSplitter::handle:hover { background: @accent; }

QGroupBox { border: none; border-top: 1px solid @border; margin-top: 16px; padding-top: 8px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; padding: 0 8px 0 0; color: @dimText; }

QLineEdit[role="quiet"] { background: transparent; border-color: transparent; padding: 2px 0; }
QLineEdit[role="quiet"]:hover { border-color: @border; padding: 2px 6px; }
QLineEdit[role="quiet"]:focus { background: @field; border-color: @accent; padding: 2px 6px; }
QPushButton[role="source"] { background: transparent; color: @dimText; text-align: left; padding: 2px 6px; }
QPushButton[role="source"]:hover { color: @text; border-color: @strongBorder; }
QToolButton[role="link"] { padding: 0; border: none; color: @accent; }
QToolButton[role="link"]:hover { background: transparent; color: @accentHover; }
QToolButton[role="section"] { padding: 2px 0; border: none; font-weight: 600; text-align: left; }
QToolButton[role="section"]:checked, QToolButton[role="section"]:hover { background: transparent; }

QLabel[role="dim"] { color: @dimText; }
QLabel[role="title"] { font-weight: 600; font-size: @fontTitle; }
QFrame[role="card"] { background: @field; border: 1px solid @border; border-radius: 6px; }
QFrame[role="popup"] { background: @panel; border: 1px solid @strongBorder; border-radius: 8px; }
QFrame[role="notice-info"] { background: @noticeInfo; border-bottom: 1px solid @border; }
QFrame[role="notice-warning"] { background: @noticeWarning; border-bottom: 1px solid @border; }
QFrame[role="notice-error"] { background: @noticeError; border-bottom: 1px solid @border; }
)";

QColor mixed(const QColor& a, const QColor& b, double share) {
  const auto channel = [share](int from, int to) { return qRound(from + (to - from) * share); };
  return {channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue())};
}

QHash<QString, QString> words(const Theme& t, int fontPixels) {
  QHash<QString, QString> words;
  const auto colour = [&words](const char* name, const QColor& value) { words.insert(name, value.name()); };
  colour("window", t.window);
  colour("panel", t.panel);
  colour("field", t.field);
  colour("border", t.border);
  colour("text", t.text);
  colour("dimText", t.dimText);
  colour("accent", t.accent);
  colour("accentText", t.accentText);
  colour("hover", t.hover);
  colour("selection", t.selection);
  colour("canvas", t.canvas);
  colour("faint", mixed(t.dimText, t.panel, 0.4));
  colour("strongBorder", mixed(t.border, t.dimText, 0.5));
  colour("raised", mixed(t.hover, t.text, 0.08));
  colour("accentHover", mixed(t.accent, t.text, 0.15));
  colour("noticeInfo", mixed(t.panel, t.accent, 0.16));
  colour("noticeWarning", mixed(t.panel, t.warning, 0.18));
  colour("noticeError", mixed(t.panel, t.error, 0.2));
  words.insert("line", QString("%1px").arg(fontPixels + 5));
  words.insert("fontTitle", QString("%1px").arg(fontPixels + 3));
  return words;
}

}  // namespace

QString styleSheetOf(const Theme& theme, int fontPixels) {
  const QHash<QString, QString> known = words(theme, fontPixels);
  const QString text = sheet;
  QString result;
  result.reserve(text.size() * 2);
  for (qsizetype at = 0; at < text.size();) {
    if (text[at] != u'@') {
      result += text[at++];
      continue;
    }
    qsizetype end = ++at;
    while (end < text.size() && text[end].isLetter()) ++end;
    result += known.value(text.mid(at, end - at));
    at = end;
  }
  return result;
}

}  // namespace weft::editor
