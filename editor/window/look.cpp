#include "window/look.h"

#include "theme/style.h"
#include "theme/theme.h"
#include "window/settings.h"

namespace weft::editor {

void followLook(QApplication& application, std::optional<bool> dark) {
  // Before the palette is ours.
  const bool systemIsDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
  const auto use = [dark, systemIsDark, first = settings().look] {
    const Settings::Look look = settings().look;
    const bool wanted = look == Settings::Look::System ? systemIsDark : look == Settings::Look::Dark;
    useTheme(look == first ? dark.value_or(wanted) : wanted);
    useFontSize(settings().fontSize);
  };
  use();
  installStyle(application);
  QObject::connect(&settingsEvents(), &SettingsEvents::changed, &application, use);
}

}  // namespace weft::editor
