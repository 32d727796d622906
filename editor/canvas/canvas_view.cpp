#include "canvas/canvas_view.h"

#include <cmath>

#include <QMouseEvent>
#include <QScrollBar>

#include "canvas/breadcrumb.h"
#include "canvas/canvas_access.h"
#include "canvas/canvas_state.h"
#include "canvas/grid_paint.h"
#include "canvas/minimap.h"
#include "canvas/node_cache.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr double zoomStep = 1.2;
constexpr double worldSize = 2e6;  // canvas units that one may scroll over

}  // namespace

CanvasView::CanvasView(GraphModel& model, Selection& selection, RunState& runs, QWidget* parent)
    : QGraphicsView(parent), m_graph(model, selection, runs), m_state(std::make_unique<State>()) {
  installCanvasAccess();
  setObjectName("canvas");
  setAccessibleName("Canvas");
  setScene(&m_graph);
  setSceneRect(-worldSize / 2, -worldSize / 2, worldSize, worldSize);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setTransformationAnchor(NoAnchor);
  setResizeAnchor(NoAnchor);
  setViewportUpdateMode(SmartViewportUpdate);
  setOptimizationFlags(DontAdjustForAntialiasing | DontSavePainterState);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAcceptDrops(true);
  m_state->rest.setSingleShot(true);
  m_state->rest.setInterval(120);
  connect(&m_state->rest, &QTimer::timeout, this, [this] {
    m_graph.setFast(false);
    viewport()->update();
  });
  m_state->minimap = new Minimap(*this);
  m_state->breadcrumb = new Breadcrumb(selection, this);
  connect(&selection, &Selection::opened, this, &CanvasView::graphOpened);
  connect(&model, &GraphModel::reset, this, [this] {
    m_state->places.clear();
    fitAll();
  });
  connect(&selection, &Selection::changed, this, [this] { tellCurrentNode(*this); });
  connect(&themeEvents(), &ThemeEvents::changed, viewport(), qOverload<>(&QWidget::update));
  connect(this, &CanvasView::moved, this, &CanvasView::placeOverlays);
  connect(&m_graph, &GraphScene::contentChanged, this, &CanvasView::placeOverlays);
  centerOn(0, 0);
}

CanvasView::~CanvasView() = default;

double CanvasView::zoom() const { return transform().m11(); }

QRectF CanvasView::visibleRect() const { return mapToScene(viewport()->rect()).boundingRect(); }

void CanvasView::setZoom(double wanted, QPoint fixed) {
  const double next = std::clamp(wanted, minimumZoom, maximumZoom);
  if (m_state->zoomedAt != fixed) {
    m_state->zoomedAt = fixed;
    m_state->zoomAnchor = mapToScene(fixed);
  }
  const QPointF anchor = m_state->zoomAnchor;
  setTransform(QTransform::fromScale(next, next));
  const QPoint off = mapFromScene(anchor) - fixed;
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() + off.x());
  verticalScrollBar()->setValue(verticalScrollBar()->value() + off.y());
  moving();
  emit zoomChanged(next);
}

void CanvasView::panBy(QPoint pixels) {
  m_state->zoomedAt = QPoint(-1, -1);
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() - pixels.x());
  verticalScrollBar()->setValue(verticalScrollBar()->value() - pixels.y());
  moving();
}

void CanvasView::moving() {
  m_state->fitted = false;
  m_graph.setFast(true);
  m_state->rest.start();
  emit moved();
}

void CanvasView::fit(const QRectF& rect) {
  if (rect.isEmpty()) return;
  const QSizeF room = QSizeF(viewport()->size()) - QSizeF(80, 80);
  const double wanted = std::min(room.width() / rect.width(), room.height() / rect.height());
  const double next = std::clamp(wanted, minimumZoom, 1.0);
  m_state->zoomedAt = QPoint(-1, -1);
  setTransform(QTransform::fromScale(next, next));
  centerOn(rect.center());
  moving();
  emit zoomChanged(next);
}

void CanvasView::fitAll() {
  fit(m_graph.contentRect());
  m_state->fitted = true;
}

void CanvasView::fitSelection() {
  const QRectF rect = m_graph.selectionRect();
  fit(rect.isEmpty() ? m_graph.contentRect() : rect);
}

void CanvasView::zoomIn() { setZoom(zoom() * zoomStep, viewport()->rect().center()); }
void CanvasView::zoomOut() { setZoom(zoom() / zoomStep, viewport()->rect().center()); }
void CanvasView::resetZoom() { setZoom(1, viewport()->rect().center()); }

void CanvasView::goUp() {
  QStringList instances = selection().instances();
  if (instances.isEmpty()) return;
  const QString left = instances.takeLast();
  selection().open(instances);
  selection().set({left}, left);
}

void CanvasView::centreOnNode(const QString& id) {
  const NodeItem* item = m_graph.node(id);
  if (!item) return;
  const QRectF rect = item->bodyRect().translated(item->pos());
  if (visibleRect().contains(rect)) return;
  m_state->zoomedAt = QPoint(-1, -1);
  centerOn(rect.center());
  moving();
}

QPointF CanvasView::insertionPoint() const {
  const QPoint pointer = viewport()->mapFromGlobal(QCursor::pos());
  const QRect room = viewport()->rect();
  return mapToScene(room.contains(pointer) ? pointer : room.center());
}

bool CanvasView::snapsToGrid() const { return m_state->snaps; }
void CanvasView::setSnapToGrid(bool snap) { m_state->snaps = snap; }

QPointF CanvasView::snapped(QPointF at) const {
  if (!m_state->snaps) return at;
  return {std::round(at.x() / grid) * grid, std::round(at.y() / grid) * grid};
}

bool CanvasView::isMinimapVisible() const { return m_state->minimapWanted; }

void CanvasView::setMinimapVisible(bool visible) {
  m_state->minimapWanted = visible;
  placeOverlays();
}

void CanvasView::setDetails(bool visible) { m_graph.setDetails(visible); }

void CanvasView::addTool(std::unique_ptr<Tool> tool) { m_state->tools.push_back(std::move(tool)); }

// Each graph is found again as it was left.
void CanvasView::graphOpened() {
  cancelGesture();
  m_state->places[m_state->shown] = {visibleRect().center(), zoom()};
  m_state->shown = selection().instances().join(u'/');
  const auto known = m_state->places.constFind(m_state->shown);
  if (known == m_state->places.constEnd()) {
    fitAll();
    return;
  }
  setTransform(QTransform::fromScale(known->zoom, known->zoom));
  centerOn(known->centre);
  moving();
  emit zoomChanged(known->zoom);
}

void CanvasView::resizeEvent(QResizeEvent* event) {
  const QPointF centre = mapToScene(QRect(QPoint(), event->oldSize()).center());
  QGraphicsView::resizeEvent(event);
  if (m_state->fitted) {
    fitAll();
  } else {
    centerOn(centre);
  }
  placeOverlays();
  emit moved();
}

void CanvasView::placeOverlays() {
  const QRect room = viewport()->rect();
  m_state->breadcrumb->move(12, 12);
  m_state->minimap->move(room.right() - m_state->minimap->width() - 12,
                         room.bottom() - m_state->minimap->height() - 12);
  // There is nothing to find on it, and much to cover, while all of the graph is in sight.
  m_state->minimap->setVisible(m_state->minimapWanted && room.width() > 480 && room.height() > 320 &&
                               !visibleRect().contains(m_graph.contentRect()));
}

void CanvasView::paintEvent(QPaintEvent* event) {
  m_graph.nodeCache().beginFrame();
  QGraphicsView::paintEvent(event);
  if (m_graph.nodeCache().isIncomplete()) QTimer::singleShot(0, viewport(), qOverload<>(&QWidget::update));
}

void CanvasView::drawBackground(QPainter* painter, const QRectF& rect) { paintGrid(*painter, rect, zoom(), grid); }

void CanvasView::drawForeground(QPainter* painter, const QRectF&) {
  if (m_graph.isEmpty()) paintEmptyHint(*painter, viewport()->rect());
  if (m_state->focusShown) paintFocusFrame(*painter, viewport()->rect());
}

// What stands still over the canvas does not scroll with it.
void CanvasView::scrollContentsBy(int dx, int dy) {
  QGraphicsView::scrollContentsBy(dx, dy);
  if (m_graph.isEmpty() || m_state->focusShown) viewport()->update();
}

void CanvasView::showFocus(bool shown) {
  if (shown == m_state->focusShown) return;
  m_state->focusShown = shown;
  viewport()->update();
}

}  // namespace weft::editor
