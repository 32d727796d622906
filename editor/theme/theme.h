// Colours and sizes of everything the editor draws, light and dark, in one place. GUI thread.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

#include <weft/value/type.h>

#include "theme/status.h"

namespace weft::editor {

struct Theme {
  bool dark = true;
  // Windows and panels.
  QColor window, panel, field, border, text, dimText, accent, accentText, hover, selection;
  QColor good, warning, error;
  // The canvas.
  QColor canvas, gridMinor, gridMajor;
  QColor node, nodeBorder, nodeSelected, nodeTitle, nodeTitleText, nodeText, nodeDimText, nodeField;
  QColor bypass;  // what a bypassed node is tinted with
  QColor wireShadow, group, note, noteText;
};

const Theme& theme();
void useTheme(bool dark);  // tells themeEvents(); the application's palette and style sheet follow

// The colour of a port and of its wires, by the first name in its type: image, latent, conditioning, …; a plugin's own
// types get a colour of their own from their name.
QColor typeColour(const Type& type);
QColor statusColour(NodeStatus status);

// What nodes, groups and notes may be marked with: readable in both themes.
struct NamedColour {
  QString name;
  QColor colour;
};
const QList<NamedColour>& labelColours();
// The tint of a node's title, by the first part of its category ("Sampling/Schedules").
QColor categoryColour(const QString& category);
// `share` of `b`, the rest `a`.
QColor mixed(const QColor& a, const QColor& b, double share);
QColor seriesColour(qsizetype index);  // of the curves in a plot; they come round again after eight

QFont uiFont();    // Inter, or what the system has
QFont monoFont();  // for logs, JSON, prompts
// The size of uiFont() in pixels, 9 to 28 (13 unless told); monoFont() is one smaller. Tells themeEvents().
void useFontSize(int pixels);

class ThemeEvents : public QObject {
  Q_OBJECT
 signals:
  void changed();
};
ThemeEvents& themeEvents();

}  // namespace weft::editor
