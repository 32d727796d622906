#include "theme/style.h"

#include <QToolTip>

#include "theme/control_style.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

void apply(QApplication& application) {
  application.setFont(uiFont());
  application.setPalette(paletteOf(theme()));
  application.setStyleSheet(styleSheetOf(theme(), uiFont().pixelSize()));
  QToolTip::setFont(uiFont());
  QToolTip::setPalette(paletteOf(theme()));
}

}  // namespace

void installStyle(QApplication& application) {
  QApplication::setStyle(new ControlStyle);
  apply(application);
  QObject::connect(&themeEvents(), &ThemeEvents::changed, &application, [&application] { apply(application); });
}

QPalette paletteOf(const Theme& theme) {
  QPalette palette;
  const auto set = [&palette](QPalette::ColorRole role, const QColor& colour, const QColor& disabled) {
    palette.setColor(QPalette::Active, role, colour);
    palette.setColor(QPalette::Inactive, role, colour);
    palette.setColor(QPalette::Disabled, role, disabled);
  };
  const auto both = [&set](QPalette::ColorRole role, const QColor& colour) { set(role, colour, colour); };
  QColor faint = theme.dimText;
  faint.setAlphaF(0.6F);
  both(QPalette::Window, theme.panel);
  both(QPalette::Base, theme.field);
  both(QPalette::AlternateBase, theme.panel);
  both(QPalette::Button, theme.hover);
  both(QPalette::ToolTipBase, theme.panel);
  both(QPalette::ToolTipText, theme.text);
  set(QPalette::WindowText, theme.text, faint);
  set(QPalette::Text, theme.text, faint);
  set(QPalette::ButtonText, theme.text, faint);
  both(QPalette::BrightText, theme.error);
  both(QPalette::PlaceholderText, faint);
  both(QPalette::Highlight, theme.selection);
  set(QPalette::HighlightedText, theme.text, faint);
  both(QPalette::Link, theme.accent);
  both(QPalette::LinkVisited, theme.accent);
  both(QPalette::Light, theme.hover);
  both(QPalette::Midlight, theme.hover);
  both(QPalette::Mid, theme.border);
  both(QPalette::Dark, theme.border);
  both(QPalette::Shadow, theme.wireShadow);
  return palette;
}

}  // namespace weft::editor
