#include "window/run_tools.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QSpinBox>
#include <QToolButton>

#include "window/actions.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"

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

RunTools::RunTools(EditorWindow& window, Actions& actions) : m_progress(new QProgressBar), m_text(new QLabel) {
  setObjectName("run-bar");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  m_text->setProperty("role", "dim");
  m_text->setTextFormat(Qt::PlainText);
  m_text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_progress->setTextVisible(false);
  m_progress->setFixedWidth(120);
  m_progress->setAccessibleName("Progress of the run");
  auto* count = new QSpinBox;
  count->setObjectName("run-count");
  count->setAccessibleName("Runs to queue");
  count->setToolTip("How many runs to queue; seeds change between them as they say");
  count->setRange(1, 1000);
  count->setPrefix("× ");
  count->setFixedWidth(68);
  QToolButton* queue = makeButton(actions.find("run.queue"), Qt::ToolButtonTextBesideIcon);
  queue->setProperty("role", "primary");
  for (QWidget* widget : {static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_progress),
                          static_cast<QWidget*>(makeButton(actions.find("run.live"), Qt::ToolButtonIconOnly)),
                          static_cast<QWidget*>(count), static_cast<QWidget*>(queue),
                          static_cast<QWidget*>(makeButton(actions.find("run.cancel"), Qt::ToolButtonIconOnly))}) {
    row->addWidget(widget);
  }
  connect(&window, &EditorWindow::currentTabChanged, this, &RunTools::follow);
  follow(window.currentTab());
}

void RunTools::follow(GraphTab* tab) {
  if (m_tab) disconnect(&m_tab->runs(), nullptr, this, nullptr);
  m_tab = tab;
  if (tab) connect(&tab->runs(), &RunController::recordChanged, this, &RunTools::update);
  update();
}

void RunTools::update() {
  const RunRecord* running = nullptr;
  int waiting = 0;
  if (m_tab) {
    for (const RunRecord& record : m_tab->runs().records()) {
      if (record.status == RunRecord::Status::Running) running = &record;
      waiting += record.status == RunRecord::Status::Queued ? 1 : 0;
    }
  }
  m_progress->setVisible(running != nullptr);
  m_text->setVisible(running != nullptr);
  if (!running) return;
  m_progress->setRange(0, std::max(running->nodes, 1));
  m_progress->setValue(running->done);
  QString text = QString("%1 of %2").arg(running->done).arg(running->nodes);
  if (waiting > 0) text += QString("  +%1 waiting").arg(waiting);
  m_text->setText(text);
}

}  // namespace weft::editor
