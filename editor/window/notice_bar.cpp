#include "window/notice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

struct Look {
  const char* role;
  Icon icon;
  QColor colour;
};

Look lookOf(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::Warning:
      return {"notice-warning", Icon::Warning, theme().warning};
    case Notice::Kind::Error:
      return {"notice-error", Icon::Error, theme().error};
    case Notice::Kind::Info:
      break;
  }
  return {"notice-info", Icon::Info, theme().accent};
}

}  // namespace

NoticeBars::NoticeBars(QWidget* parent) : QWidget(parent) {
  setObjectName("notices");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
}

void NoticeBars::show(const Notice& notice) {
  remove(notice.key);
  const Look look = lookOf(notice.kind);
  auto* bar = new QFrame(this);
  bar->setObjectName("notice:" + notice.key);
  bar->setProperty("role", look.role);
  bar->setAccessibleName(notice.text);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(12, 6, 8, 6);
  row->setSpacing(8);
  auto* sign = new QLabel;
  sign->setPixmap(icon(look.icon, look.colour).pixmap(QSize(16, 16), devicePixelRatioF()));
  row->addWidget(sign);
  auto* text = new QLabel(notice.text);
  text->setTextFormat(Qt::PlainText);
  text->setWordWrap(true);
  text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  row->addWidget(text, 1);
  for (const Notice::Choice& choice : notice.choices) {
    auto* button = new QPushButton(choice.text);
    button->setObjectName(choice.text);
    button->setAccessibleName(choice.text);
    connect(button, &QPushButton::clicked, this, [this, key = notice.key, chosen = choice.chosen] {
      remove(key);
      chosen();
    });
    row->addWidget(button);
  }
  auto* close = new QToolButton;
  close->setIcon(icon(Icon::Close));
  close->setObjectName("close");
  close->setAccessibleName("Close this message");
  close->setToolTip("Close this message");
  connect(close, &QToolButton::clicked, this, [this, key = notice.key] { remove(key); });
  row->addWidget(close);
  layout()->addWidget(bar);
}

void NoticeBars::remove(const QString& key) {
  QFrame* bar = find(key);
  if (!bar) return;
  layout()->removeWidget(bar);
  bar->setObjectName({});  // gone for find(), also while a click on it is on its way
  bar->hide();
  bar->deleteLater();
}

bool NoticeBars::has(const QString& key) const { return find(key) != nullptr; }

QStringList NoticeBars::texts() const {
  QStringList texts;
  for (int i = 0; i < layout()->count(); ++i) texts << layout()->itemAt(i)->widget()->accessibleName();
  return texts;
}

QFrame* NoticeBars::find(const QString& key) const {
  return findChild<QFrame*>("notice:" + key, Qt::FindDirectChildrenOnly);
}

}  // namespace weft::editor
