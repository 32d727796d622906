#include "canvas/canvas_access.h"

#include <QAccessibleWidget>
#include <QPointer>

#include "canvas/canvas_view.h"

namespace weft::editor {
namespace {

QString statusText(const NodeRun& run) {
  switch (run.status) {
    case NodeStatus::Waiting:
      return ", waiting";
    case NodeStatus::Running:
      return ", running";
    case NodeStatus::Cached:
    case NodeStatus::Done:
      return ", done";
    case NodeStatus::Failed:
      return ", failed: " + run.message;
    case NodeStatus::Skipped:
      return ", skipped";
    case NodeStatus::Idle:
      break;
  }
  return {};
}

class NodeAccess : public QAccessibleInterface {
 public:
  NodeAccess(CanvasView& view, QString id) : m_view(&view), m_id(std::move(id)) {}
  const QString& node() const { return m_id; }
  bool isValid() const override { return item() != nullptr; }
  QObject* object() const override { return nullptr; }
  QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
  QAccessibleInterface* child(int) const override { return nullptr; }
  QAccessibleInterface* childAt(int, int) const override { return nullptr; }
  int childCount() const override { return 0; }
  int indexOfChild(const QAccessibleInterface*) const override { return -1; }
  QAccessible::Role role() const override { return QAccessible::ListItem; }
  void setText(QAccessible::Text, const QString&) override {}

  QString text(QAccessible::Text which) const override {
    const NodeItem* node = item();
    if (!node) return {};
    if (which == QAccessible::Name) return node->face().title + statusText(node->run());
    const bool isDocumented = which == QAccessible::Description && node->face().type;
    return isDocumented ? QString::fromStdString(node->face().type->doc) : QString();
  }

  QRect rect() const override {
    const NodeItem* node = item();
    if (!node) return {};
    const QRect in = m_view->mapFromScene(node->bodyRect().translated(node->pos())).boundingRect();
    return {m_view->viewport()->mapToGlobal(in.topLeft()), in.size()};
  }

  QAccessible::State state() const override {
    QAccessible::State state;
    if (!isValid()) {
      state.invalid = true;
      return state;
    }
    const Selection& selection = m_view->selection();
    state.selectable = state.focusable = true;
    state.selected = selection.nodes().contains(m_id);
    state.focused = selection.current() == m_id && m_view->hasFocus();
    state.offscreen = !m_view->viewport()->rect().intersects(
        m_view->mapFromScene(item()->bodyRect().translated(item()->pos())).boundingRect());
    return state;
  }

 private:
  NodeItem* item() const { return m_view ? m_view->graph().node(m_id) : nullptr; }

  QPointer<CanvasView> m_view;
  const QString m_id;
};

// Its nodes come first among its children, by their ids; panels over it after them.
class CanvasAccess : public QAccessibleWidget {
 public:
  explicit CanvasAccess(CanvasView& view) : QAccessibleWidget(&view, QAccessible::List), m_view(view) {}
  ~CanvasAccess() override {
    for (const QAccessible::Id id : m_known) QAccessible::deleteAccessibleInterface(id);
  }

  int childCount() const override {
    return static_cast<int>(m_view.graph().nodes().size()) + QAccessibleWidget::childCount();
  }

  QAccessibleInterface* child(int index) const override {
    const QStringList ids = nodes();
    if (index >= ids.size()) return QAccessibleWidget::child(index - static_cast<int>(ids.size()));
    return index < 0 ? nullptr : of(ids[index]);
  }

  int indexOfChild(const QAccessibleInterface* child) const override {
    if (!child) return -1;
    if (const auto* node = dynamic_cast<const NodeAccess*>(child))
      return static_cast<int>(nodes().indexOf(node->node()));
    const int index = QAccessibleWidget::indexOfChild(child);
    return index < 0 ? -1 : index + static_cast<int>(m_view.graph().nodes().size());
  }

  QAccessibleInterface* childAt(int x, int y) const override {
    const QPoint at = m_view.viewport()->mapFromGlobal(QPoint(x, y));
    const NodeItem* node = m_view.graph().nodeAt(m_view.mapToScene(at));
    return node ? of(node->face().id) : QAccessibleWidget::childAt(x, y);
  }

  QAccessibleInterface* focusChild() const override {
    const QString& current = m_view.selection().current();
    return current.isEmpty() ? QAccessibleWidget::focusChild() : of(current);
  }

 private:
  QStringList nodes() const {
    QStringList ids;
    for (const NodeItem* node : m_view.graph().nodes()) ids << node->face().id;
    ids.sort();
    return ids;
  }

  QAccessibleInterface* of(const QString& node) const {
    const auto known = m_known.constFind(node);
    if (known != m_known.constEnd()) return QAccessible::accessibleInterface(*known);
    auto* made = new NodeAccess(m_view, node);
    m_known.insert(node, QAccessible::registerAccessibleInterface(made));
    return made;
  }

  CanvasView& m_view;
  mutable QHash<QString, QAccessible::Id> m_known;
};

QAccessibleInterface* accessOf(const QString&, QObject* object) {
  auto* view = qobject_cast<CanvasView*>(object);
  return view ? new CanvasAccess(*view) : nullptr;
}

}  // namespace

void installCanvasAccess() {
  QAccessible::removeFactory(accessOf);
  QAccessible::installFactory(accessOf);
}

void tellCurrentNode(CanvasView& view) {
  if (!QAccessible::isActive() || !view.hasFocus() || view.selection().current().isEmpty()) return;
  QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&view);
  QAccessibleInterface* node = canvas ? canvas->focusChild() : nullptr;
  if (!node) return;
  QAccessibleEvent event(node, QAccessible::Focus);
  QAccessible::updateAccessibility(&event);
}

}  // namespace weft::editor
