#include "window/welcome.h"

#include "palette/welcome_page.h"
#include "window/editor_window.h"
#include "window/files.h"

namespace weft::editor {

QWidget* makeWelcome(EditorWindow& window) {
  auto* page = new WelcomePage(window.catalog(), shippedGraphsFolder());
  QObject::connect(page, &WelcomePage::newWanted, &window, [&window] { window.newTab(); });
  QObject::connect(page, &WelcomePage::browseWanted, &window, [&window] { window.files().askOpen(); });
  const auto open = [&window](const QString& path) { window.files().open(path); };
  QObject::connect(page, &WelcomePage::openWanted, &window, open);
  QObject::connect(page, &WelcomePage::templateWanted, &window, open);
  const auto showRecent = [page, &window] { page->setRecent(window.files().recent()); };
  QObject::connect(&window.files(), &Files::recentChanged, page, showRecent);
  showRecent();
  return page;
}

}  // namespace weft::editor
