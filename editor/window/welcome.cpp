#include "window/welcome.h"

#include "palette/welcome_page.h"
#include "window/editor_window.h"
#include "window/files.h"

namespace weft::editor {

QWidget* makeWelcome(EditorWindow& window) {
  auto* page = new WelcomePage(window.catalog(), shippedGraphsFolder());
  QObject::connect(page, &WelcomePage::newWanted, &window, [&window] { window.newTab(); });
  QObject::connect(page, &WelcomePage::browseWanted, &window, [&window] { window.files().askOpen(); });
  QObject::connect(page, &WelcomePage::openWanted, &window,
                   [&window](const QString& path) { window.files().open(path); });
  QObject::connect(page, &WelcomePage::templateWanted, &window,
                   [&window](const QString& path) { window.files().openTemplate(path); });
  const auto showRecent = [page, &window] { page->setRecent(window.files().recent()); };
  QObject::connect(&window.files(), &Files::recentChanged, page, showRecent);
  showRecent();
  return page;
}

}  // namespace weft::editor
