#include "window/status_line.h"

#include <unistd.h>

#include <QFile>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

#include "theme/icons.h"
#include "theme/theme.h"
#include "window/actions.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"
#include "window/panels.h"

namespace weft::editor {
namespace {

QLabel* makeLabel(const char* name, const char* accessible) {
  auto* label = new QLabel;
  label->setObjectName(name);
  label->setAccessibleName(accessible);
  label->setTextFormat(Qt::PlainText);
  return label;
}

QToolButton* makeButton(const char* name, const char* accessible) {
  auto* button = new QToolButton;
  button->setObjectName(name);
  button->setAccessibleName(accessible);
  button->setToolTip(accessible);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  return button;
}

}  // namespace

qint64 memoryOfProcess(qint64 pid) {
  QFile file(QString("/proc/%1/statm").arg(pid));
  if (pid == 0 || !file.open(QIODevice::ReadOnly)) return 0;
  return file.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

StatusLine::StatusLine(EditorWindow& window)
    : m_window(window),
      m_problems(makeButton("status-problems", "Problems of the graph")),
      m_zoom(makeButton("status-zoom", "Zoom; a click is 100 %")),
      m_nodes(makeLabel("status-nodes", "Nodes in the graph")),
      m_session(makeLabel("status-session", "The session that runs graphs, and its memory")) {
  setSizeGripEnabled(false);
  for (QWidget* widget : {static_cast<QWidget*>(m_problems), static_cast<QWidget*>(m_nodes),
                          static_cast<QWidget*>(m_session), static_cast<QWidget*>(m_zoom)}) {
    addPermanentWidget(widget);
  }
  connect(m_problems, &QToolButton::clicked, &window, [&window] { window.panels().reveal("panel.problems"); });
  connect(m_zoom, &QToolButton::clicked, &window, [&window] { window.actions().find("view.zoom-100")->trigger(); });
  connect(&window, &EditorWindow::currentTabChanged, this, &StatusLine::follow);
  m_soon.setSingleShot(true);
  m_soon.setInterval(30);
  connect(&m_soon, &QTimer::timeout, this, &StatusLine::update);
  m_memoryTimer.setInterval(2000);
  connect(&m_memoryTimer, &QTimer::timeout, this, &StatusLine::updateMemory);
  m_memoryTimer.start();
  follow(window.currentTab());
}

void StatusLine::follow(GraphTab* tab) {
  for (const auto& connection : std::exchange(m_connections, {})) disconnect(connection);
  m_tab = tab;
  for (QWidget* widget : {static_cast<QWidget*>(m_problems), static_cast<QWidget*>(m_nodes),
                          static_cast<QWidget*>(m_session), static_cast<QWidget*>(m_zoom)}) {
    widget->setVisible(tab != nullptr);
  }
  if (!tab) return;
  const auto soon = [this] {
    if (!m_soon.isActive()) m_soon.start();
  };
  m_connections = {connect(&tab->canvas(), &CanvasView::zoomChanged, this, soon),
                   connect(&tab->model(), &GraphModel::changed, this, soon),
                   connect(&tab->model(), &GraphModel::reset, this, soon),
                   connect(&tab->selection(), &Selection::changed, this, soon),
                   connect(&tab->selection(), &Selection::opened, this, soon),
                   connect(&tab->runs().state(), &RunState::checked, this, soon),
                   connect(&tab->runs().state(), &RunState::runningChanged, this, soon)};
  update();
}

void StatusLine::update() {
  if (!m_tab) return;
  updateMemory();
  m_zoom->setText(QString("%1 %").arg(qRound(m_tab->canvas().zoom() * 100)));
  const Graph* graph = m_tab->model().graph(m_tab->selection().graph());
  const qsizetype nodes = graph ? static_cast<qsizetype>(graph->nodes.size()) : 0;
  const qsizetype selected = m_tab->selection().nodes().size();
  QString text = nodes == 1 ? QString("1 node") : QString("%1 nodes").arg(QLocale::c().toString(nodes));
  if (selected > 0) text += QString(", %1 selected").arg(selected);
  m_nodes->setText(text);
  const qsizetype problems = static_cast<qsizetype>(m_tab->runs().state().check().problems.size());
  m_problems->setIcon(problems > 0 ? icon(Icon::Problems, theme().error) : icon(Icon::Done, theme().good));
  m_problems->setText(problems == 0   ? QString("No problems")
                      : problems == 1 ? QString("1 problem")
                                      : QString("%1 problems").arg(problems));
  m_problems->setVisible(m_tab->runs().state().check().known);
}

void StatusLine::updateMemory() {
  if (!m_tab) return;
  const qint64 bytes = memoryOfProcess(m_tab->runs().session().processId());
  const char* state = m_tab->runs().state().isRunning() ? "Running" : "Session ready";
  m_session->setText(bytes == 0 ? QString("No session")
                                : QString("%1, %2").arg(state, QLocale::c().formattedDataSize(bytes, 1)));
}

}  // namespace weft::editor
