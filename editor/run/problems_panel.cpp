#include "run/problems_panel.h"

#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include "run/error_help.h"
#include "run/node_paths.h"
#include "run/run_controller.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int pathRole = Qt::UserRole;
constexpr int mostShown = 500;

}  // namespace

ProblemsPanel::ProblemsPanel(QWidget* parent) : QWidget(parent) {
  setObjectName("problemsPanel");
  m_state = new QLabel(this);
  m_state->setTextFormat(Qt::PlainText);
  m_state->setProperty("role", "dim");
  m_state->setContentsMargins(10, 8, 10, 8);
  m_state->setAccessibleName("How many problems the graph has");
  m_state->setObjectName("problemsState");
  m_list = new QListWidget(this);
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setWordWrap(true);
  m_list->setTextElideMode(Qt::ElideNone);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_list->setSpacing(2);
  m_list->setAccessibleName("Problems of the graph");
  m_list->setObjectName("problemsList");
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addWidget(m_state);
  all->addWidget(m_list, 1);
  connect(m_list, &QListWidget::itemActivated, this, &ProblemsPanel::jump);
  connect(&themeEvents(), &ThemeEvents::changed, this, &ProblemsPanel::update);
  update();
}

void ProblemsPanel::setController(RunController* controller) {
  if (m_controller) m_controller->state().disconnect(this);
  m_controller = controller;
  if (controller) connect(&controller->state(), &RunState::checked, this, &ProblemsPanel::update);
  update();
}

void ProblemsPanel::update() {
  const GraphCheck none;
  const GraphCheck& check = m_controller ? m_controller->state().check() : none;
  const auto count = static_cast<int>(check.problems.size());
  m_state->setText(
      !m_controller ? "No graph is open"
      : count > 0
          ? QString("%1 to solve before it can run").arg(count == 1 ? "One thing" : QString("%1 things").arg(count))
      : check.known ? "Nothing is wrong: the graph can run"
                    : "Looking…");
  emit countChanged(count);
  // While the graph is looked at again, what was wrong stays in sight.
  if (m_controller && !check.known && count > 0) return;
  m_list->clear();
  for (int i = 0; i < std::min(count, mostShown); ++i) {
    const Problem& problem = check.problems[static_cast<size_t>(i)];
    const std::optional<NodePlace> place = placeOfProblem(m_controller->model(), QString::fromStdString(problem.path));
    const QString where = place ? place->node : QString::fromStdString(problem.path);
    const QString text = withAdvice(QString::fromStdString(problem.message));
    auto* item =
        new QListWidgetItem(icon(Icon::Error, theme().error), where.isEmpty() ? text : where + ": " + text, m_list);
    item->setToolTip(QString::fromStdString(problem.path));
    if (place) item->setData(pathRole, pathOf(m_controller->model(), *place));
  }
}

void ProblemsPanel::jump(QListWidgetItem* item) {
  const QString path = item->data(pathRole).toString();
  if (!path.isEmpty()) emit nodeWanted(path);
}

}  // namespace weft::editor
