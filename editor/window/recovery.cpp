#include "window/recovery.h"

#include <QLocale>

#include "window/autosave.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

QString describe(const AutosaveEntry& entry) {
  QString text =
      QString("%1 (%2)").arg(entry.title, QLocale().toString(entry.time.toLocalTime(), QLocale::ShortFormat));
  if (!entry.lastNode.isEmpty()) text += ", while " + entry.lastNode + " ran";
  return text;
}

void restoreAll(EditorWindow& window, AutosaveStore& store, const QList<AutosaveEntry>& entries) {
  for (const AutosaveEntry& entry : entries) {
    GraphTab* tab = nullptr;
    for (GraphTab* open : window.tabs()) {
      if (!entry.path.isEmpty() && open->path() == entry.path && !open->isModified()) tab = open;
    }
    if (!tab) tab = window.newTab();
    if (const auto taken = tab->take(entry.text, entry.path, entry.title); !taken) {
      window.notices().show(
          {"recovery-failed",
           Notice::Kind::Error,
           QString("The copy of %1 cannot be read: %2").arg(entry.title, QString::fromStdString(taken.error().message)),
           {}});
      if (tab->isPristine()) window.removeTab(*tab);
      continue;
    }
    tab->findChild<Autosave*>()->now();
  }
  store.discardOrphans();
}

}  // namespace

void offerRecovery(EditorWindow& window, AutosaveStore& store) {
  const QList<AutosaveEntry> entries = store.orphans();
  if (entries.isEmpty()) return store.discardOrphans();
  QStringList names;
  for (const AutosaveEntry& entry : entries) names << describe(entry);
  window.notices().show({"recovery",
                         Notice::Kind::Warning,
                         "The editor ended unexpectedly. Not saved were: " + names.join("; ") + ".",
                         {{"Restore", [&window, &store, entries] { restoreAll(window, store, entries); }},
                          {"Discard", [&store] { store.discardOrphans(); }}}});
}

}  // namespace weft::editor
