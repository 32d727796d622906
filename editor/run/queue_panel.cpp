#include "run/queue_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include "run/run_controller.h"
#include "run/run_list.h"
#include "theme/icons.h"

namespace weft::editor {

QueuePanel::QueuePanel(QWidget* parent) : QWidget(parent), m_runs(new RunList(this)) {
  setObjectName("queuePanel");
  const auto button = [this](Icon which, const QString& text, const QString& name) {
    auto* made = new QToolButton(this);
    made->setIcon(icon(which));
    made->setText(text);
    made->setToolTip(text);
    made->setAccessibleName(text);
    made->setObjectName(name);
    return made;
  };
  m_cancelAll = button(Icon::Stop, "Cancel all runs", "queueCancel");
  m_clear = button(Icon::Delete, "Clear the history", "queueClear");
  auto* hint = new QLabel("Drag a run onto the canvas to get its graph", this);
  hint->setProperty("role", "dim");
  m_list = new QListView(this);
  m_list->setModel(m_runs);
  m_list->setItemDelegate(new RunDelegate(m_list));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_list->setUniformItemSizes(true);
  m_list->setMouseTracking(true);
  m_list->setDragEnabled(true);
  m_list->setDragDropMode(QAbstractItemView::DragOnly);
  m_list->setDefaultDropAction(Qt::CopyAction);
  m_list->setContextMenuPolicy(Qt::CustomContextMenu);
  m_list->setAccessibleName("Runs");
  m_list->setObjectName("queueList");

  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(10, 6, 8, 6);
  bar->addWidget(hint, 1);
  bar->addWidget(m_cancelAll);
  bar->addWidget(m_clear);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addLayout(bar);
  all->addWidget(m_list, 1);

  connect(m_list, &QListView::activated, this, &QueuePanel::activate);
  connect(m_list, &QListView::customContextMenuRequested, this, &QueuePanel::openMenu);
  connect(m_cancelAll, &QToolButton::clicked, this, [this] {
    if (m_controller) m_controller->cancel();
  });
  connect(m_clear, &QToolButton::clicked, this, [this] {
    if (m_controller) m_controller->forgetRecords();
  });
  m_list->installEventFilter(this);
  update();
}

void QueuePanel::setController(RunController* controller) {
  if (m_controller) m_controller->disconnect(this);
  m_controller = controller;
  m_runs->setController(controller);
  if (controller) {
    connect(controller, &RunController::recordChanged, this, &QueuePanel::update);
    connect(controller, &RunController::recordsForgotten, this, &QueuePanel::update);
  }
  update();
}

// Here it cancels runs; the window's own meaning of the key is for the canvas.
bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
  const bool asks = event->type() == QEvent::ShortcutOverride, does = event->type() == QEvent::KeyPress;
  if ((!asks && !does) || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Delete) {
    return QWidget::eventFilter(watched, event);
  }
  event->accept();
  if (does) cancelSelected();
  return true;
}

void QueuePanel::update() {
  const int unfinished = m_controller ? m_controller->unfinished() : 0;
  m_cancelAll->setEnabled(unfinished > 0);
  m_clear->setEnabled(m_controller && m_controller->records().size() > unfinished);
}

QList<int> QueuePanel::selected() const {
  QList<int> ids;
  for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes()) {
    if (const RunRecord* record = m_runs->at(index)) ids.append(record->id);
  }
  return ids;
}

const RunRecord* QueuePanel::current() const { return m_runs->at(m_list->currentIndex()); }

void QueuePanel::activate() {
  const RunRecord* record = current();
  if (!record) return;
  if (!record->failedNode.isEmpty()) {
    emit nodeWanted(record->failedNode);
  } else if (!record->files.isEmpty()) {
    emit picturesWanted(record->files, record->label);
  } else {
    openGraph();
  }
}

void QueuePanel::openGraph() {
  if (const RunRecord* record = current()) emit graphWanted(record->graphText(), record->label);
}

void QueuePanel::cancelSelected() {
  for (const int id : selected()) m_controller->cancel(id);
}

void QueuePanel::runAgain() {
  for (const int id : selected()) m_controller->again(id);
}

void QueuePanel::copySeed() {
  if (const RunRecord* record = current()) QGuiApplication::clipboard()->setText(record->seed);
}

void QueuePanel::openMenu(const QPoint& at) {
  const RunRecord* record = current();
  if (!record || !m_list->indexAt(at).isValid()) return;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setObjectName("queueMenu");
  const auto add = [&](Icon which, const QString& text, auto slot, bool enabled) {
    menu->addAction(icon(which), text, this, slot)->setEnabled(enabled);
  };
  add(Icon::Run, "Run again", &QueuePanel::runAgain, true);
  add(Icon::Stop, "Cancel", &QueuePanel::cancelSelected, !record->isOver());
  menu->addSeparator();
  add(Icon::Open, "Open its graph", &QueuePanel::openGraph, true);
  add(
      Icon::Picture, "Show its pictures",
      [this, id = record->id] {
        if (const RunRecord* shown = m_controller->record(id)) emit picturesWanted(shown->files, shown->label);
      },
      !record->files.isEmpty());
  add(Icon::Copy, "Copy its seed", &QueuePanel::copySeed, !record->seed.isEmpty());
  add(
      Icon::Error, "Go to the node that failed", [this, node = record->failedNode] { emit nodeWanted(node); },
      !record->failedNode.isEmpty());
  menu->popup(m_list->viewport()->mapToGlobal(at));
}

}  // namespace weft::editor
