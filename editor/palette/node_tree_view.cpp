#include "palette/node_tree_view.h"

#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>

#include "palette/node_tree.h"
#include "palette/recent_types.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr int rowHeight = 26, starWidth = 26;

QRect starRect(const QRect& row) { return {row.right() - starWidth + 1, row.top(), starWidth, row.height()}; }

QColor colourOf(const QVariant& typeText) {
  const Result<Type> type = Type::parse(typeText.toString().toStdString());
  return type ? typeColour(*type) : theme().dimText;
}

class RowDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, rowHeight}; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isCategory = index.data(NodeTreeView::IdRole).toString().isEmpty();
    const bool hovered = option.state & QStyle::State_MouseOver;
    const QRect row = option.rect.adjusted(0, 0, -4, 0);
    if (option.state & QStyle::State_Selected || hovered) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(option.state & QStyle::State_Selected ? theme().selection : theme().hover);
      painter->drawRoundedRect(QRectF(row).adjusted(0, 1, 0, -1), 5, 5);
    }
    int left = row.left() + 6;
    const bool dim = index.data(NodeTreeView::DimRole).toBool();
    if (!isCategory) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(dim ? theme().dimText : colourOf(index.data(NodeTreeView::ColourTypeRole)));
      painter->drawRoundedRect(QRectF(left, row.center().y() - 3, 8, 8), 2, 2);
      left += 17;
      drawStar(*painter, row, index.data(NodeTreeView::MarkedRole).toBool(), hovered && !dim);
    }
    QFont font = uiFont();
    if (isCategory) font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(isCategory || dim ? theme().dimText : theme().text);
    const QRect text(left, row.top(), row.right() - starWidth - left, row.height());
    const QString shown = index.data().toString();
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(shown, Qt::ElideRight, text.width()));
    painter->restore();
  }

 private:
  static void drawStar(QPainter& painter, const QRect& row, bool marked, bool hovered) {
    if (!marked && !hovered) return;
    const QRectF star = QRectF(starRect(row)).adjusted(6, 6, -6, -6);
    drawIcon(painter, star, marked ? Icon::FullStar : Icon::Star, marked ? theme().warning : theme().dimText);
  }
};

}  // namespace

NodeTreeView::NodeTreeView(QWidget* parent) : QTreeWidget(parent) {
  setHeaderHidden(true);
  setItemDelegate(new RowDelegate(this));
  setUniformRowHeights(true);
  setIndentation(14);
  setMouseTracking(true);
  setDragEnabled(true);
  setDragDropMode(QAbstractItemView::DragOnly);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setContextMenuPolicy(Qt::CustomContextMenu);
  setFrameShape(QFrame::NoFrame);
  setExpandsOnDoubleClick(true);
  setStyleSheet("QTreeView { show-decoration-selected: 0; }");  // rows are painted whole by the delegate
}

QTreeWidgetItem* NodeTreeView::addEntry(QTreeWidgetItem* parent, const PaletteEntry& entry, bool marked) {
  auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(this);
  item->setText(0, entry.label);
  item->setData(0, IdRole, entry.id);
  item->setData(0, DimRole, !entry.unavailable.isEmpty());
  item->setData(0, MarkedRole, marked);
  const std::vector<Type>& ports = entry.outputs.empty() ? entry.inputs : entry.outputs;
  if (!ports.empty()) item->setData(0, ColourTypeRole, QString::fromStdString(ports.front().text()));
  // The whole of it in one paragraph that breaks where it must; nothing of it is markup.
  const QString text = entry.unavailable.isEmpty() ? entry.summary : entry.unavailable;
  item->setToolTip(0, QString("<p><b>%1</b> &nbsp; %2</p><p>%3</p>")
                          .arg(entry.label.toHtmlEscaped(), entry.category.toHtmlEscaped(), text.toHtmlEscaped()));
  Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
  if (entry.unavailable.isEmpty()) flags |= Qt::ItemIsDragEnabled;
  item->setFlags(flags);
  return item;
}

QTreeWidgetItem* NodeTreeView::addCategory(QTreeWidgetItem* parent, const QString& name, const QString& whole) {
  auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(this);
  item->setText(0, name);
  item->setData(0, CategoryRole, whole);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  return item;
}

QString NodeTreeView::idOf(const QTreeWidgetItem* item) { return item ? item->data(0, IdRole).toString() : QString(); }

QString NodeTreeView::categoryOf(const QTreeWidgetItem* item) { return item->data(0, CategoryRole).toString(); }

QStringList NodeTreeView::mimeTypes() const { return {nodeTypeMime()}; }

QMimeData* NodeTreeView::mimeData(const QList<QTreeWidgetItem*>& items) const {
  if (items.isEmpty() || idOf(items.first()).isEmpty()) return nullptr;
  auto* data = new QMimeData;
  data->setData(nodeTypeMime(), idOf(items.first()).toUtf8());
  return data;
}

// With a small card under the pointer.
void NodeTreeView::startDrag(Qt::DropActions) {
  QMimeData* data = mimeData(selectedItems());
  if (!data) return;
  const QString label = currentItem()->text(0);
  const QSize size(QFontMetrics(uiFont()).horizontalAdvance(label) + 34, 28);
  QPixmap card(size * devicePixelRatioF());
  card.setDevicePixelRatio(devicePixelRatioF());
  card.fill(Qt::transparent);
  QPainter painter(&card);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(theme().nodeSelected);
  painter.setBrush(theme().nodeTitle);
  painter.drawRoundedRect(QRectF(QPointF(), QSizeF(size)).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colourOf(currentItem()->data(0, ColourTypeRole)));
  painter.drawRoundedRect(QRectF(10, 10, 8, 8), 2, 2);
  painter.setFont(uiFont());
  painter.setPen(theme().nodeTitleText);
  painter.drawText(QRect(26, 0, size.width() - 26, size.height()), Qt::AlignVCenter | Qt::AlignLeft, label);
  painter.end();
  auto* drag = new QDrag(this);
  drag->setMimeData(data);
  drag->setPixmap(card);
  drag->setHotSpot({10, 14});
  drag->exec(Qt::CopyAction);
}

void NodeTreeView::keyPressEvent(QKeyEvent* event) {
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentItem()) {
    if (const QString id = idOf(currentItem()); !id.isEmpty())
      emit entered(id);
    else
      currentItem()->setExpanded(!currentItem()->isExpanded());
    return;
  }
  if (event->key() == Qt::Key_F1 && !idOf(currentItem()).isEmpty()) {
    emit typeUseEvents().helpWanted(idOf(currentItem()));
    return;
  }
  QTreeWidget::keyPressEvent(event);
}

bool NodeTreeView::isOnStar(QPoint at) const {
  const QTreeWidgetItem* item = itemAt(at);
  return item && !idOf(item).isEmpty() && starRect(visualItemRect(item).adjusted(0, 0, -4, 0)).contains(at);
}

void NodeTreeView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && isOnStar(event->position().toPoint())) {
    emit starPressed(idOf(itemAt(event->position().toPoint())));
    return;
  }
  QTreeWidget::mousePressEvent(event);
}

void NodeTreeView::mouseDoubleClickEvent(QMouseEvent* event) {
  const QPoint at = event->position().toPoint();
  const QString id = idOf(itemAt(at));
  if (event->button() == Qt::LeftButton && !id.isEmpty()) {
    if (!isOnStar(at)) emit entered(id);
    return;
  }
  QTreeWidget::mouseDoubleClickEvent(event);
}

}  // namespace weft::editor
