#include "window/about.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "theme/icons.h"
#include "theme/theme.h"
#include "window/editor_window.h"

namespace weft::editor {
namespace {

QLabel* makeLine(const QString& text, const char* role) {
  auto* label = new QLabel(text);
  label->setTextFormat(Qt::PlainText);
  label->setAlignment(Qt::AlignHCenter);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label->setProperty("role", role);
  return label;
}

}  // namespace

void showAbout(EditorWindow& window) {
  auto* dialog = new QDialog(&window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName("about");
  dialog->setWindowTitle("About Weft");
  auto* column = new QVBoxLayout(dialog);
  column->setContentsMargins(40, 32, 40, 24);
  column->setSpacing(8);
  auto* sign = new QLabel;
  sign->setPixmap(icon(Icon::Weft, theme().accent).pixmap(QSize(64, 64), window.devicePixelRatioF()));
  sign->setAlignment(Qt::AlignHCenter);
  column->addWidget(sign);
  column->addWidget(makeLine("Weft", "title"));
  column->addWidget(makeLine("Generative models as graphs", "dim"));
  column->addSpacing(8);
  column->addWidget(makeLine(QString("Version %1, with Qt %2").arg(WEFT_VERSION, qVersion()), "dim"));
  qsizetype used = 0;
  for (const PluginInfo& plugin : window.host().plugins()) used += plugin.refusal.empty() ? 1 : 0;
  column->addWidget(
      makeLine(QString("%1 node types from %2 packs").arg(window.catalog().types().size()).arg(used), "dim"));
  column->addSpacing(16);
  auto* close = new QPushButton("Close");
  close->setDefault(true);
  QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
  column->addWidget(close, 0, Qt::AlignHCenter);
  dialog->open();
}

}  // namespace weft::editor
