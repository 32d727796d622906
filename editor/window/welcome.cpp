#include "window/welcome.h"

#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "theme/icons.h"
#include "theme/theme.h"
#include "window/editor_window.h"
#include "window/files.h"

namespace weft::editor {
namespace {

QPushButton* makeButton(const QString& text, Icon which) {
  auto* button = new QPushButton(icon(which), text);
  button->setObjectName(text);
  button->setAccessibleName(text);
  return button;
}

void fillRecent(QWidget& list, EditorWindow& window) {
  qDeleteAll(list.findChildren<QPushButton*>());
  for (const QString& path : window.files().recent().mid(0, 8)) {
    QString name = QFileInfo(path).completeBaseName();
    QPushButton* button = makeButton(name.replace("&", "&&"), Icon::None);
    button->setFlat(true);
    button->setToolTip(path.toHtmlEscaped());
    QObject::connect(button, &QPushButton::clicked, &window, [&window, path] { window.files().open(path); });
    list.layout()->addWidget(button);
  }
}

}  // namespace

QWidget* makeWelcome(EditorWindow& window) {
  auto* page = new QWidget;
  page->setObjectName("welcome");
  page->setAccessibleName("Welcome");
  auto* column = new QVBoxLayout(page);
  column->setAlignment(Qt::AlignCenter);
  column->setSpacing(12);
  auto* sign = new QLabel;
  sign->setPixmap(icon(Icon::Weft, theme().accent).pixmap(QSize(64, 64), window.devicePixelRatioF()));
  sign->setAlignment(Qt::AlignHCenter);
  auto* title = new QLabel("Weft");
  title->setProperty("role", "title");
  title->setAlignment(Qt::AlignHCenter);
  column->addWidget(sign);
  column->addWidget(title);
  QPushButton* fresh = makeButton("New graph", Icon::New);
  QPushButton* open = makeButton("Open…", Icon::Open);
  QObject::connect(fresh, &QPushButton::clicked, &window, [&window] { window.newTab(); });
  QObject::connect(open, &QPushButton::clicked, &window, [&window] { window.files().askOpen(); });
  column->addWidget(fresh);
  column->addWidget(open);
  auto* recent = new QWidget;
  auto* list = new QVBoxLayout(recent);
  list->setContentsMargins(0, 12, 0, 0);
  list->setSpacing(0);
  column->addWidget(recent);
  QObject::connect(&window.files(), &Files::recentChanged, recent, [recent, &window] { fillRecent(*recent, window); });
  fillRecent(*recent, window);
  return page;
}

}  // namespace weft::editor
