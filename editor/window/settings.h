// What a person has set, kept by QSettings between sessions. GUI thread.
#pragma once

#include <QObject>
#include <QStringList>

namespace weft::editor {

struct Settings {
  enum class Look { Dark, Light, System };
  Look look = Look::Dark;
  int fontSize = 13;  // pixels
  bool snapToGrid = true;
  bool minimap = true;
  bool details = false;      // time and bytes on nodes
  bool restoreTabs = true;   // what was open at the end is opened at the next start
  int autosaveSeconds = 10;  // 0: before runs alone

  // Of runs: options of `runner session`, left out where empty or 0.
  QString device, dtype;
  int threads = 0;
  QString memory, vram;  // sizes, "8G"
  QString out;           // the folder of results
  QStringList models, allowedPaths, plugins;
  bool operator==(const Settings&) const = default;
};

const Settings& settings();
// Keeps them and tells settingsEvents(), unless nothing differs.
void changeSettings(const Settings& changed);

// The arguments of `runner session` that follow.
QStringList sessionArguments(const Settings& settings);

class SettingsEvents : public QObject {
  Q_OBJECT
 signals:
  void changed();
};
SettingsEvents& settingsEvents();

}  // namespace weft::editor
