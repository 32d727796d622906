#include "inspector/seed_button.h"

#include <QActionGroup>
#include <QMenu>

#include "inspector/field_painting.h"
#include "theme/icons.h"

namespace weft::editor {
namespace {

constexpr const char* names[] = {"Fixed", "Increment", "Random"};
constexpr Icon icons[] = {Icon::Pin, Icon::Add, Icon::Live};
constexpr const char* tips[] = {"The seed stays as it is", "One more after each run", "A new one after each run"};

}  // namespace

SeedButton::SeedButton(QWidget* parent) : QToolButton(parent), m_actions(new QActionGroup(this)) {
  setObjectName("seedChange");
  setPopupMode(QToolButton::InstantPopup);
  setToolButtonStyle(Qt::ToolButtonIconOnly);
  setFocusPolicy(Qt::TabFocus);
  setFixedSize(24, fieldHeight(*this));
  auto* menu = new QMenu(this);
  for (int i = 0; i < 3; ++i) {
    QAction* action = menu->addAction(editor::icon(icons[i]), names[i]);
    action->setCheckable(true);
    action->setToolTip(tips[i]);
    m_actions->addAction(action);
    connect(action, &QAction::triggered, this, [this, i] { emit chosen(static_cast<SeedChange>(i)); });
  }
  menu->setToolTipsVisible(true);
  setMenu(menu);
  setChange(SeedChange::Fixed);
}

void SeedButton::setChange(SeedChange change) {
  const int i = static_cast<int>(change);
  m_actions->actions().at(i)->setChecked(true);
  setText(names[i]);
  setIcon(editor::icon(icons[i]));
  setAccessibleName(QString("After a run: %1").arg(QString(names[i]).toLower()));
  setToolTip(tips[i]);
}

}  // namespace weft::editor
