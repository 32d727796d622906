#include "window/run_tools.h"

#include <QHBoxLayout>
#include <QSpinBox>
#include <QToolButton>

#include "run/run_meter.h"
#include "theme/theme.h"
#include "window/actions.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"
#include "window/panels.h"

namespace weft::editor {
namespace {

QToolButton* makeButton(QAction* action, Qt::ToolButtonStyle style) {
  auto* button = new QToolButton;
  button->setDefaultAction(action);
  button->setToolButtonStyle(style);
  button->setObjectName("button:" + action->objectName());
  button->setAccessibleName(action->text());
  return button;
}

}  // namespace

RunTools::RunTools(EditorWindow& window, Actions& actions)
    : m_meter(new RunMeter), m_restart(makeButton(actions.find("run.restart"), Qt::ToolButtonTextBesideIcon)) {
  setObjectName("run-bar");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  auto* count = new QSpinBox;
  count->setObjectName("run-count");
  count->setAccessibleName("Runs to queue");
  count->setToolTip("How many runs to queue; seeds change between them as they say");
  count->setRange(1, 1000);
  count->setPrefix("× ");
  count->setFixedWidth(68);
  QToolButton* queue = makeButton(actions.find("run.queue"), Qt::ToolButtonTextBesideIcon);
  queue->setProperty("role", "primary");
  queue->setIcon(icon(Icon::Run, theme().accentText));
  for (QWidget* widget : {static_cast<QWidget*>(m_meter), static_cast<QWidget*>(m_restart),
                          static_cast<QWidget*>(makeButton(actions.find("run.live"), Qt::ToolButtonIconOnly)),
                          static_cast<QWidget*>(count), static_cast<QWidget*>(queue),
                          static_cast<QWidget*>(makeButton(actions.find("run.cancel"), Qt::ToolButtonIconOnly))}) {
    row->addWidget(widget);
  }
  connect(m_meter, &RunMeter::clicked, &window, [&window] { window.panels().reveal("panel.queue"); });
  connect(&window, &EditorWindow::currentTabChanged, this, &RunTools::follow);
  follow(window.currentTab());
}

void RunTools::follow(GraphTab* tab) {
  if (m_tab) disconnect(&m_tab->runs(), nullptr, this, nullptr);
  m_tab = tab;
  if (tab) {
    for (const auto signal : {&RunController::progressed, &RunController::recordsForgotten}) {
      connect(&tab->runs(), signal, this, &RunTools::update);
    }
    connect(&tab->runs(), &RunController::recordChanged, this, &RunTools::update);
    connect(&tab->runs(), &RunController::stuckChanged, this, &RunTools::update);
  }
  update();
}

void RunTools::update() {
  m_restart->setVisible(m_tab && m_tab->runs().isStuck());
  m_meter->setVisible(m_tab && (m_tab->runs().state().isRunning() || m_tab->runs().unfinished() > 0));
  if (m_tab) m_meter->follow(m_tab->runs());
}

}  // namespace weft::editor
