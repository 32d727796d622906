#include "window/menus.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QSpinBox>
#include <QToolBar>
#include <QToolButton>

#include "window/actions.h"
#include "window/editor_window.h"
#include "window/files.h"
#include "window/run_tools.h"

namespace weft::editor {
namespace {

// "Node/Align" is a menu in the menu "Node".
QMenu* menuOf(QMenuBar& bar, const QString& category) {
  QMenu* menu = nullptr;
  for (const QString& title : category.split(u'/')) {
    const QString name = (menu ? menu->objectName() + '/' : QString("menu:")) + title;
    auto* found = bar.findChild<QMenu*>(name);
    if (!found) {
      found = menu ? menu->addMenu(title) : bar.addMenu("&" + title);
      found->setObjectName(name);
    }
    menu = found;
  }
  return menu;
}

void addRecentMenu(EditorWindow& window, QMenu& file, QAction* before) {
  auto* recent = new QMenu("Open recent", &file);
  recent->setObjectName("menu:recent");
  file.insertMenu(before, recent);
  QObject::connect(recent, &QMenu::aboutToShow, recent, [recent, &window] {
    recent->clear();
    for (const QString& path : window.files().recent()) {
      QString text = path;
      recent->addAction(text.replace("&", "&&"), &window, [&window, path] { window.files().open(path); });
    }
    recent->addSeparator();
    QAction* clear = recent->addAction("Forget these", &window, [&window] { window.files().clearRecent(); });
    clear->setEnabled(!window.files().recent().isEmpty());
  });
}

}  // namespace

void addMenus(EditorWindow& window, Actions& actions) {
  QMenuBar& bar = *window.menuBar();
  QMenu* last = nullptr;
  for (const ActionSpec& spec : actions.table()) {
    if (!spec.id) {
      if (last) last->addSeparator();
      continue;
    }
    QMenu* menu = menuOf(bar, spec.category);
    menu->addAction(actions.find(spec.id));
    last = QString(spec.category).contains(u'/') ? menuOf(bar, QString(spec.category).section(u'/', 0, 0)) : menu;
  }
  QMenu* file = menuOf(bar, "File");
  addRecentMenu(window, *file, actions.find("file.save"));
  for (auto* menu : bar.findChildren<QMenu*>()) {
    QObject::connect(menu, &QMenu::aboutToShow, &actions, &Actions::update);
  }
}

void addToolBars(EditorWindow& window, Actions& actions) {
  auto* bar = new QToolBar("Tool bar", &window);
  bar->setObjectName("tools");
  bar->setAccessibleName("Tool bar");
  bar->setMovable(false);
  bar->setIconSize({16, 16});
  for (const char* id : {"file.new", "file.open", "file.save", "", "edit.undo", "edit.redo", "", "view.fit",
                         "view.snap", "view.minimap"}) {
    QAction* action = actions.find(id);
    if (action) {
      bar->addAction(action);
    } else if (*id == 0) {
      bar->addSeparator();
    }
  }
  auto* space = new QWidget;
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  bar->addWidget(space);
  bar->addWidget(new RunTools(window, actions));
  window.addToolBar(bar);
  for (auto* button : bar->findChildren<QToolButton*>()) {
    if (button->defaultAction()) button->setAccessibleName(button->defaultAction()->text());
  }
}

}  // namespace weft::editor
