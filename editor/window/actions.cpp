#include "window/actions.h"

#include <QSettings>

#include "document/names.h"
#include "window/action_groups.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

int selectedNodes(GraphTab& tab) {
  return static_cast<int>(std::count_if(tab.selection().nodes().begin(), tab.selection().nodes().end(),
                                        [](const QString& node) { return !isBoundary(node); }));
}

bool isInstance(GraphTab& tab) {
  const NodeEntry* node = tab.model().node(tab.selection().graph(), tab.selection().current());
  return node && !subgraphOfType(QString::fromStdString(node->type)).isEmpty();
}

bool isThere(Needs needs, GraphTab* tab) {
  if (needs == Needs::Nothing) return true;
  if (!tab) return false;
  switch (needs) {
    case Needs::Selection:
      return !tab->selection().isEmpty();
    case Needs::Node:
      return !tab->selection().current().isEmpty();
    case Needs::Nodes:
      return selectedNodes(*tab) > 0;
    case Needs::TwoNodes:
      return selectedNodes(*tab) > 1;
    case Needs::Instance:
      return isInstance(*tab);
    default:
      return true;
  }
}

}  // namespace

std::vector<ActionSpec> actionTable() {
  std::vector<ActionSpec> table;
  for (const auto& group : {fileActions, editActions, nodeActions, viewActions, runActions, helpActions}) {
    for (ActionSpec& spec : group()) table.push_back(std::move(spec));
  }
  return table;
}

QList<QKeySequence> keysFrom(const QString& text) {
  QList<QKeySequence> keys;
  for (const QString& part : text.split(", ", Qt::SkipEmptyParts)) {
    keys.append(QKeySequence::fromString(part, QKeySequence::PortableText));
  }
  return keys;
}

QString keysText(const QList<QKeySequence>& keys, QKeySequence::SequenceFormat format) {
  QStringList parts;
  for (const QKeySequence& key : keys) parts.append(key.toString(format));
  return parts.join(", ");
}

Actions::Actions(EditorWindow& window) : QObject(&window), m_window(window), m_table(actionTable()) {
  const QSettings kept;
  for (const ActionSpec& spec : m_table) {
    if (!spec.id) continue;
    auto* action = new QAction(icon(spec.icon), spec.text, this);
    action->setObjectName(spec.id);
    action->setCheckable(static_cast<bool>(spec.isChecked));
    const QString keys = kept.value(QString("shortcuts/") + spec.id, spec.keys).toString();
    useKeys(*action, keysFrom(keys));
    action->setShortcutContext(spec.scope == Scope::Canvas ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
    connect(action, &QAction::triggered, this, [this, &spec] {
      // What is enabled is known as of the last turn of the event loop.
      if (fits(spec, m_window, m_window.currentTab())) spec.run(m_window, m_window.currentTab());
      updateSoon();
    });
    if (spec.scope == Scope::Window) window.addAction(action);
    m_byId.insert(spec.id, action);
  }
  m_soon.setSingleShot(true);
  connect(&m_soon, &QTimer::timeout, this, &Actions::update);
  updateSoon();
}

void Actions::useKeys(QAction& action, const QList<QKeySequence>& keys) {
  action.setShortcuts(keys);
  QString tip = action.text();
  if (!keys.isEmpty()) tip += "  " + keys.first().toString(QKeySequence::NativeText);
  action.setToolTip(tip);
}

void Actions::setKeys(const QString& id, const QList<QKeySequence>& keys) {
  if (keys == tableKeys(id))
    QSettings().remove("shortcuts/" + id);
  else
    QSettings().setValue("shortcuts/" + id, keysText(keys));
  useKeys(*find(id), keys);
  emit keysChanged();
}

void Actions::resetKeys(const QString& id) { setKeys(id, tableKeys(id)); }

QList<QKeySequence> Actions::tableKeys(const QString& id) const {
  const auto found =
      std::find_if(m_table.begin(), m_table.end(), [&](const ActionSpec& spec) { return spec.id == id; });
  return found == m_table.end() ? QList<QKeySequence>() : keysFrom(found->keys);
}

QAction* Actions::withKeys(const QKeySequence& keys) const {
  for (QAction* action : all()) {
    if (action->shortcuts().contains(keys)) return action;
  }
  return nullptr;
}

bool Actions::fits(const ActionSpec& spec, EditorWindow& window, GraphTab* tab) {
  return isThere(spec.needs, tab) && (!spec.isEnabled || spec.isEnabled(window, tab));
}

QList<QAction*> Actions::all() const {
  QList<QAction*> actions;
  for (const ActionSpec& spec : m_table) {
    if (spec.id) actions << find(spec.id);
  }
  return actions;
}

QList<QAction*> Actions::canvasActions() const {
  QList<QAction*> actions;
  for (const ActionSpec& spec : m_table) {
    if (spec.id && spec.scope == Scope::Canvas) actions << find(spec.id);
  }
  return actions;
}

void Actions::update() {
  GraphTab* tab = m_window.currentTab();
  for (const ActionSpec& spec : m_table) {
    if (!spec.id) continue;
    QAction* action = find(spec.id);
    action->setEnabled(fits(spec, m_window, tab));
    if (spec.isChecked) action->setChecked(action->isEnabled() && spec.isChecked(m_window, tab));
    if (spec.label) action->setText(spec.label(m_window, tab));
  }
}

void Actions::updateSoon() {
  if (!m_soon.isActive()) m_soon.start(0);
}

}  // namespace weft::editor
