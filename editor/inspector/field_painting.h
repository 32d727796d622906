// What the editors of values have in common: their frame, their height, the look of values that differ, and the keys
// that they leave to the window.
#pragma once

#include <QWidget>

#include <weft/graph/node_type.h>

class QPainter;

namespace weft::editor {

int fieldHeight(const QWidget& widget);

// The frame of a field, lit below the pointer and with the focus, and a fill from the left. Around all of `widget`.
void paintField(QPainter& painter, const QWidget& widget, double fill, bool wrong);
void paintMixed(QPainter& painter, const QWidget& widget, const QRect& inside);
// For a tool tip, which would read a text that looks like HTML as such; wrapped where it is long.
inline QString plainTip(const QString& text) {
  return text.isEmpty() ? text : "<qt>" + text.toHtmlEscaped().replace('\n', "<br>") + "</qt>";
}
inline QString mixedText() { return "mixed values"; }

// Undo, redo and Ctrl+Return are the document's and the run's, also while a text is typed: an event that a text field
// would take before the window's shortcuts, or as keys, and is not to. An event filter answers true for it.
bool leavesToWindow(QEvent& event);

Json typedDefault(const ParameterType& type);  // the default, or what is nearest to nothing

}  // namespace weft::editor
