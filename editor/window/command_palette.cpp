#include "window/command_palette.h"

#include "palette/palette_box.h"
#include "window/actions.h"
#include "window/editor_window.h"

namespace weft::editor {
namespace {

std::vector<PaletteEntry> commandEntries(Actions& actions) {
  std::vector<PaletteEntry> entries;
  for (const ActionSpec& spec : actions.table()) {
    const QAction* action = spec.id ? actions.find(spec.id) : nullptr;
    if (!action || QString(spec.id) == "view.commands") continue;
    PaletteEntry entry;
    entry.id = spec.id;
    entry.label = action->text();
    entry.category = QString(spec.category).replace("/", ", ");
    entry.hint = action->shortcut().toString(QKeySequence::NativeText);
    if (!action->isEnabled()) entry.unavailable = "Not now";
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

void openCommandPalette(EditorWindow& window) {
  Actions& actions = window.actions();
  actions.update();
  auto* box = window.findChild<PaletteBox*>("command-palette");
  if (!box) {
    box = new PaletteBox(&window);
    box->setObjectName("command-palette");
    box->setAccessibleName("All commands");
    box->setPlaceholder("What do you want to do?");
    // Queued: the action finds the keyboard where it was before the search was opened.
    QObject::connect(
        box, &PaletteBox::accepted, &actions,
        [&actions](const PaletteEntry& entry) {
          if (QAction* action = actions.find(entry.id)) action->trigger();
        },
        Qt::QueuedConnection);
  }
  box->setEntries(commandEntries(actions));
  box->openInMiddle();
}

}  // namespace weft::editor
