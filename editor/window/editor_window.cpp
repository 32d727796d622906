#include "window/editor_window.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QVBoxLayout>

#include "palette/node_entries.h"
#include "preview/viewer_panel.h"
#include "theme/icons.h"
#include "theme/theme.h"
#include "window/actions.h"
#include "window/autosave.h"
#include "window/canvas_drops.h"
#include "window/document_tabs.h"
#include "window/files.h"
#include "window/graph_tab.h"
#include "window/menus.h"
#include "window/panels.h"
#include "window/recovery.h"
#include "window/settings.h"
#include "window/settings_dialog.h"
#include "window/status_line.h"
#include "window/welcome.h"

namespace weft::editor {

EditorWindow::EditorWindow(const Host& host, WindowOptions options, QWidget* parent)
    : QMainWindow(parent),
      m_host(host),
      m_options(std::move(options)),
      m_autosaves(std::make_unique<AutosaveStore>(m_options.autosaveRoot.isEmpty() ? AutosaveStore::defaultRoot()
                                                                                   : m_options.autosaveRoot)),
      m_notices(new NoticeBars),
      m_pages(new QStackedWidget),
      m_tabs(new DocumentTabs),
      m_files(new Files(*this)),
      m_actions(new Actions(*this)),
      m_panels(new Panels(*this)) {
  setObjectName("editor");
  setUnavailableNodes(unavailableIn(host.plugins()));
  setWindowIcon(icon(Icon::Weft, theme().accent));
  setAcceptDrops(true);
  setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
  setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);

  auto* centre = new QWidget;
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_notices);
  column->addWidget(m_pages, 1);
  m_pages->addWidget(makeWelcome(*this));
  m_pages->addWidget(m_tabs);
  setCentralWidget(centre);

  addMenus(*this, *m_actions);
  addToolBars(*this, *m_actions);
  setStatusBar(new StatusLine(*this));
  connect(m_tabs, &QTabWidget::currentChanged, this, &EditorWindow::showCurrent);
  connect(m_tabs, &QTabWidget::tabCloseRequested, this,
          [this](int place) { m_files->close(static_cast<GraphTab&>(*m_tabs->widget(place))); });
  connect(m_autosaves.get(), &AutosaveStore::failed, this,
          [this](const QString& why) { say("No copy for a crash could be kept: " + why); });
  connect(&settingsEvents(), &SettingsEvents::changed, this, &EditorWindow::applySettings);
  m_sessionArguments = sessionOptions().arguments;
  resize(1440, 900);
  m_panels->restoreLayout();
  showCurrent();
}

EditorWindow::~EditorWindow() {
  disconnect(m_tabs, nullptr, this, nullptr);
  qDeleteAll(findChildren<GraphTab*>());  // before the store that keeps their copies; closed ones may be among them
}

Session::Options EditorWindow::sessionOptions() const {
  return {m_options.runner, sessionArguments(settings()) + m_options.sessionArguments};
}

GraphTab* EditorWindow::currentTab() const {
  return m_pages->currentWidget() == m_tabs ? static_cast<GraphTab*>(m_tabs->currentWidget()) : nullptr;
}

QList<GraphTab*> EditorWindow::tabs() const {
  QList<GraphTab*> tabs;
  for (int i = 0; i < m_tabs->count(); ++i) tabs << static_cast<GraphTab*>(m_tabs->widget(i));
  return tabs;
}

GraphTab* EditorWindow::newTab() {
  auto* tab = new GraphTab(catalog(), sessionOptions());
  tab->canvas().addActions(m_actions->canvasActions());
  followTab(*tab);
  new Autosave(*tab, *m_autosaves);
  new CanvasDrops(*this, *tab);
  m_tabs->addTab(tab, tab->title());
  emit tabAdded(tab);
  showTab(*tab);
  return tab;
}

void EditorWindow::followTab(GraphTab& tab) {
  const auto label = [this, &tab] { labelTab(tab); };
  const auto update = [this] { m_actions->updateSoon(); };
  connect(&tab, &GraphTab::titleChanged, this, label);
  connect(&tab, &GraphTab::modifiedChanged, this, label);
  connect(&tab, &GraphTab::fileSaved, this, [this](const QString& path) { say("Saved " + path); });
  connect(&tab.model().undoStack(), &QUndoStack::indexChanged, this, update);
  connect(&tab.model(), &GraphModel::reset, this, update);
  connect(&tab.selection(), &Selection::changed, this, update);
  connect(&tab.selection(), &Selection::opened, this, update);
  connect(&tab.runs().state(), &RunState::runningChanged, this, update);
  connect(&tab.runs(), &RunController::recordChanged, this, update);
  connect(&tab.runs(), &RunController::recordChanged, this,
          [this, &tab, told = 0](int id) mutable { followRun(tab, id, told); });
  connect(&tab.runs(), &RunController::message, this, [this](const QString& text) { say(text); });
  connect(&tab.canvas(), &CanvasView::message, this, &EditorWindow::say);
  connect(&tab.canvas(), &CanvasView::pictureActivated, this, [this](const QString& path) {
    m_panels->reveal("panel.viewer");
    if (auto* viewer = qobject_cast<ViewerPanel*>(m_panels->content("panel.viewer"))) viewer->show(path);
  });
  tab.canvas().setSnapToGrid(settings().snapToGrid);
  tab.canvas().setMinimapVisible(settings().minimap);
  tab.canvas().setDetails(settings().details);
}

// A run that fails leads to the node, and says what it said until the next run.
void EditorWindow::followRun(GraphTab& tab, int id, int& told) {
  const RunRecord* record = tab.runs().record(id);
  if (!record) return;
  if (record->status == RunRecord::Status::Running) tab.notices().remove("run-failed");
  if (record->status != RunRecord::Status::Failed || std::exchange(told, id) == id) return;
  const QString node = record->failedNode;
  Notice notice{"run-failed", Notice::Kind::Error, node.isEmpty() ? record->error : node + ": " + record->error, {}};
  if (!node.isEmpty()) {
    notice.choices = {{"Show node", [&tab, node] { tab.reveal(node); }}};
    tab.reveal(node);
  }
  tab.notices().show(notice);
}

void EditorWindow::labelTab(GraphTab& tab) {
  const int place = m_tabs->indexOf(&tab);
  if (place < 0) return;
  QString title = tab.title();
  m_tabs->setTabText(place, title.replace("&", "&&"));
  m_tabs->setTabIcon(place, tab.isModified() ? icon(Icon::Dot, theme().accent) : QIcon());
  m_tabs->setTabToolTip(place, tab.path().isEmpty() ? "Not saved yet" : tab.path().toHtmlEscaped());
  if (&tab == currentTab()) {
    setWindowTitle(tab.title() + "[*] – Weft");
    setWindowModified(tab.isModified());
    setWindowFilePath(tab.path());
  }
  m_actions->updateSoon();
}

void EditorWindow::showTab(GraphTab& tab) {
  m_tabs->setCurrentWidget(&tab);
  showCurrent();
  tab.canvas().setFocus();
}

void EditorWindow::removeTab(GraphTab& tab) {
  const int place = m_tabs->indexOf(&tab);
  m_tabs->removeTab(place);
  tab.hide();
  tab.setParent(this);  // until it is deleted
  showCurrent();
  tab.deleteLater();
}

void EditorWindow::stepTab(int by) {
  const int count = m_tabs->count();
  if (count > 0) showTab(static_cast<GraphTab&>(*m_tabs->widget((m_tabs->currentIndex() + by + count) % count)));
}

void EditorWindow::showWelcome() {
  m_pages->setCurrentIndex(0);
  setWindowTitle("Weft");
  setWindowModified(false);
  emit currentTabChanged(nullptr);
  m_actions->update();
}

void EditorWindow::showCurrent() {
  if (m_tabs->count() == 0) return showWelcome();
  m_pages->setCurrentWidget(m_tabs);
  labelTab(*currentTab());
  for (GraphTab* tab : tabs()) tab->runs().setShown(tab == currentTab());
  emit currentTabChanged(currentTab());
  m_actions->update();
}

void EditorWindow::showSettings() {
  auto* dialog = findChild<SettingsDialog*>();
  if (!dialog) dialog = new SettingsDialog(this);
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

void EditorWindow::applySettings() {
  const QStringList arguments = sessionOptions().arguments;
  const bool argumentsDiffer = std::exchange(m_sessionArguments, arguments) != arguments;
  for (GraphTab* tab : tabs()) {
    tab->canvas().setSnapToGrid(settings().snapToGrid);
    tab->canvas().setMinimapVisible(settings().minimap);
    tab->canvas().setDetails(settings().details);
    // A session that runs ends what it does as it was begun; the next one is as settings say.
    tab->runs().session().setOptions(sessionOptions());
    if (argumentsDiffer && !tab->runs().state().isRunning()) tab->runs().session().stop();
  }
  m_actions->updateSoon();
}

void EditorWindow::setFocusMode(bool on) {
  if (on == isFocusMode()) return;
  if (!on) {
    restoreState(std::exchange(m_beforeFocus, {}));
    statusBar()->show();
    return;
  }
  m_beforeFocus = saveState();
  for (auto* dock : findChildren<QDockWidget*>()) dock->hide();
  for (auto* bar : findChildren<QToolBar*>(Qt::FindDirectChildrenOnly)) bar->hide();
  statusBar()->hide();
}

void EditorWindow::say(const QString& message) { statusBar()->showMessage(message, 8000); }

void EditorWindow::restore() {
  if (settings().restoreTabs) m_files->openLast();
  offerRecovery(*this, *m_autosaves);
}

void EditorWindow::closeEvent(QCloseEvent* event) {
  if (!m_mayClose && m_files->askBeforeQuit([this] {
        m_mayClose = true;
        close();
      })) {
    return event->ignore();
  }
  setFocusMode(false);
  m_panels->saveLayout();
  m_files->keepOpen();
  event->accept();
}

void EditorWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void EditorWindow::dropEvent(QDropEvent* event) {
  if (m_files->drop(*event->mimeData(), currentTab(), std::nullopt)) event->acceptProposedAction();
}

}  // namespace weft::editor
