#include "window/settings.h"

#include <QSettings>

namespace weft::editor {
namespace {

// Every setting with its key, once: reading and writing are walks over this.
template <typename Visit>
void visitSettings(Settings& s, Visit visit) {
  visit("look/fontSize", s.fontSize);
  visit("canvas/snapToGrid", s.snapToGrid);
  visit("canvas/minimap", s.minimap);
  visit("canvas/details", s.details);
  visit("files/restoreTabs", s.restoreTabs);
  visit("files/autosaveSeconds", s.autosaveSeconds);
  visit("runs/device", s.device);
  visit("runs/dtype", s.dtype);
  visit("runs/threads", s.threads);
  visit("runs/memory", s.memory);
  visit("runs/vram", s.vram);
  visit("runs/out", s.out);
  visit("runs/models", s.models);
  visit("runs/allowedPaths", s.allowedPaths);
  visit("runs/plugins", s.plugins);
}

constexpr const char* looks[] = {"dark", "light", "system"};

Settings readSettings() {
  const QSettings store;
  Settings read;
  visitSettings(read, [&store](const char* key, auto& value) {
    using Value = std::decay_t<decltype(value)>;
    const QVariant kept = store.value(key);
    if (kept.canConvert<Value>()) value = kept.value<Value>();
  });
  read.fontSize = std::clamp(read.fontSize, 9, 28);
  read.threads = std::clamp(read.threads, 0, 1024);
  read.autosaveSeconds = std::clamp(read.autosaveSeconds, 0, 3600);
  const QString look = store.value("look/theme").toString();
  for (int i = 0; i < 3; ++i) {
    if (look == looks[i]) read.look = static_cast<Settings::Look>(i);
  }
  return read;
}

Settings& current() {
  static Settings settings = readSettings();
  return settings;
}

}  // namespace

const Settings& settings() { return current(); }

void changeSettings(const Settings& changed) {
  if (changed == current()) return;
  current() = changed;
  QSettings store;
  visitSettings(current(), [&store](const char* key, auto& value) { store.setValue(key, value); });
  store.setValue("look/theme", looks[static_cast<int>(changed.look)]);
  emit settingsEvents().changed();
}

QStringList sessionArguments(const Settings& settings) {
  QStringList arguments;
  const auto add = [&arguments](const char* option, const QString& value) {
    if (!value.trimmed().isEmpty()) arguments << option << value.trimmed();
  };
  add("--device", settings.device);
  add("--dtype", settings.dtype);
  if (settings.threads > 0) add("--threads", QString::number(settings.threads));
  add("--memory", settings.memory);
  add("--vram", settings.vram);
  add("--out", settings.out);
  for (const QString& folder : settings.models) add("--models", folder);
  for (const QString& folder : settings.allowedPaths) add("--allow-path", folder);
  for (const QString& folder : settings.plugins) add("--plugins", folder);
  return arguments;
}

SettingsEvents& settingsEvents() {
  static SettingsEvents events;
  return events;
}

}  // namespace weft::editor
