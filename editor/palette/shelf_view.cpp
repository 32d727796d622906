#include "palette/shelf_view.h"

#include <algorithm>

#include <QFileInfo>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int cardHeight = 196, drawingHeight = 112, smallestCard = 220, gap = 12;

QString factsOf(const ShelvedGraph& graph) {
  if (!graph.error.isEmpty()) return "Cannot be read: " + graph.error;
  if (!graph.missing.isEmpty()) return "Needs " + graph.missing.join(", ");
  return QString("%1 · %2 %3").arg(graph.subject).arg(graph.nodes).arg(graph.nodes == 1 ? "node" : "nodes");
}

// At most two lines, the second one elided.
void drawTwoLines(QPainter& painter, const QRectF& rect, const QString& text) {
  QTextLayout layout(text, painter.font());
  layout.beginLayout();
  const double height = painter.fontMetrics().lineSpacing();
  double y = rect.top();
  for (int line = 0; line < 2; ++line) {
    QTextLine part = layout.createLine();
    if (!part.isValid()) break;
    part.setLineWidth(rect.width());
    const bool isLast = line == 1 && part.textStart() + part.textLength() < text.size();
    const QString shown = isLast ? painter.fontMetrics().elidedText(text.mid(part.textStart()), Qt::ElideRight,
                                                                    static_cast<int>(rect.width()))
                                 : text.mid(part.textStart(), part.textLength());
    painter.drawText(QPointF(rect.left(), y + painter.fontMetrics().ascent()), shown);
    y += height;
  }
  layout.endLayout();
}

class CardDelegate : public QStyledItemDelegate {
 public:
  CardDelegate(const ShelfModel& model, ShelfView* view) : QStyledItemDelegate(view), m_model(model), m_view(*view) {}
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return m_view.gridSize(); }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const ShelvedGraph& graph = m_model.graph(index.row());
    const bool current = option.state & QStyle::State_Selected, hovered = option.state & QStyle::State_MouseOver;
    const QRectF card = QRectF(option.rect).adjusted(gap / 2.0, gap / 2.0, -gap / 2.0, -gap / 2.0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(current ? theme().accent : hovered ? theme().dimText : theme().border, current ? 1.6 : 1));
    painter->setBrush(current || hovered ? theme().hover : theme().panel);
    painter->drawRoundedRect(card, 8, 8);
    const QRectF drawing(card.left() + 1, card.top() + 1, card.width() - 2, drawingHeight);
    painter->save();
    QPainterPath top;
    top.addRoundedRect(drawing.adjusted(0, 0, 0, 10), 7, 7);
    painter->setClipPath(top);
    painter->fillRect(drawing, theme().canvas);
    drawSchematic(*painter, drawing.adjusted(14, 12, -14, -12), graph.schematic);
    painter->restore();

    const QRectF text(card.left() + 12, drawing.bottom() + 9, card.width() - 24, 36);
    painter->setFont(uiFont());
    painter->setPen(theme().text);
    drawTwoLines(*painter, text, graph.name);
    QFont small = uiFont();
    small.setPixelSize(11);
    painter->setFont(small);
    const bool isWhole = graph.error.isEmpty() && graph.missing.isEmpty();
    painter->setPen(isWhole ? theme().dimText : theme().warning);
    const QRectF facts(text.left(), card.bottom() - 24, text.width(), 16);
    painter->drawText(
        facts, Qt::AlignVCenter | Qt::AlignLeft,
        painter->fontMetrics().elidedText(factsOf(graph), Qt::ElideRight, static_cast<int>(facts.width())));
    painter->restore();
  }

 private:
  const ShelfModel& m_model;
  const ShelfView& m_view;
};

}  // namespace

void ShelfModel::setGraphs(std::vector<ShelvedGraph> graphs) {
  beginResetModel();
  m_graphs = std::move(graphs);
  m_texts.clear();
  m_rows.clear();
  for (const ShelvedGraph& graph : m_graphs) {
    m_texts.emplace_back(graph.name, QFileInfo(graph.path).completeBaseName(), graph.subject, graph.about);
  }
  endResetModel();
  show({}, {});
}

void ShelfModel::show(const QString& subject, const QString& text) {
  const FuzzyQuery query(text);
  std::vector<std::pair<int, size_t>> found;
  for (size_t i = 0; i < m_graphs.size(); ++i) {
    if (!subject.isEmpty() && m_graphs[i].subject != subject) continue;
    if (const std::optional<Match> match = query.match(m_texts[i])) found.emplace_back(-match->score, i);
  }
  std::sort(found.begin(), found.end());
  beginResetModel();
  m_rows.clear();
  for (const auto& [score, graph] : found) m_rows.push_back(graph);
  endResetModel();
}

QStringList ShelfModel::subjects() const {
  QStringList subjects;
  for (const ShelvedGraph& graph : m_graphs) {
    if (!subjects.contains(graph.subject)) subjects.append(graph.subject);
  }
  return subjects;
}

int ShelfModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ShelfModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const ShelvedGraph& shown = graph(index.row());
  if (role == Qt::DisplayRole) return shown.name;
  if (role == Qt::AccessibleTextRole) return shown.name + ", " + factsOf(shown);
  if (role == Qt::ToolTipRole) {
    const QString about = shown.about.isEmpty() ? factsOf(shown) : shown.about;
    return QString("<p><b>%1</b></p><p>%2</p>").arg(shown.name.toHtmlEscaped(), about.toHtmlEscaped());
  }
  return {};
}

ShelfView::ShelfView(QWidget* parent) : QListView(parent) {
  setObjectName("shelf");
  setAccessibleName("Templates");
  setModel(&m_shelf);
  setItemDelegate(new CardDelegate(m_shelf, this));
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setUniformItemSizes(true);
  setFrameShape(QFrame::NoFrame);
  setMouseTracking(true);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  connect(this, &QListView::clicked, this, &ShelfView::choose);
  connect(&themeEvents(), &ThemeEvents::changed, viewport(), qOverload<>(&QWidget::update));
  fitColumns();
}

void ShelfView::resizeEvent(QResizeEvent* event) {
  fitColumns();
  QListView::resizeEvent(event);
}

void ShelfView::fitColumns() {
  const int width = viewport()->width() - 1;
  setGridSize({width / std::max(1, width / smallestCard), cardHeight});
}

void ShelfView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return choose(currentIndex());
  QListView::keyPressEvent(event);
}

void ShelfView::choose(const QModelIndex& index) {
  if (index.isValid()) emit chosen(m_shelf.graph(index.row()).path);
}

}  // namespace weft::editor
