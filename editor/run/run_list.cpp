#include "run/run_list.h"

#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <QUrl>

#include "run/run_meter.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr const char* graphMime = "application/x-weft-graph";
constexpr int rowHeight = 64, thumbnail = 48, margin = 8;

QColor colourOf(RunRecord::Status status) {
  switch (status) {
    case RunRecord::Status::Queued:
      return theme().warning;
    case RunRecord::Status::Running:
      return theme().accent;
    case RunRecord::Status::Done:
      return theme().good;
    case RunRecord::Status::Failed:
      return theme().error;
    case RunRecord::Status::Cancelled:
      break;
  }
  return theme().dimText;
}

Icon iconOf(RunRecord::Status status) {
  switch (status) {
    case RunRecord::Status::Running:
      return Icon::Run;
    case RunRecord::Status::Done:
      return Icon::Done;
    case RunRecord::Status::Failed:
      return Icon::Error;
    case RunRecord::Status::Cancelled:
      return Icon::Close;
    case RunRecord::Status::Queued:
      break;
  }
  return Icon::Recent;
}

void drawThumbnail(QPainter& painter, const QRectF& rect, const RunRecord& record) {
  QPainterPath shape;
  shape.addRoundedRect(rect, 5, 5);
  painter.fillPath(shape, theme().field);
  if (record.pictures.isEmpty()) {
    drawIcon(painter, QRectF(rect.center() - QPointF(9, 9), QSizeF(18, 18)), iconOf(record.status),
             colourOf(record.status));
    return;
  }
  const QImage& picture = record.pictures.first();
  const QSizeF size = QSizeF(picture.size()).scaled(rect.size(), Qt::KeepAspectRatioByExpanding);
  painter.save();
  painter.setClipPath(shape);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(QRectF(rect.center() - QPointF(size.width() / 2, size.height() / 2), size), picture);
  painter.restore();
}

}  // namespace

QString statusText(const RunRecord& record) {
  switch (record.status) {
    case RunRecord::Status::Queued:
      return "Waiting";
    case RunRecord::Status::Running:
      return QString("%1 of %2 nodes").arg(record.done).arg(record.nodes);
    case RunRecord::Status::Done:
      return "Done in " + durationText(record.seconds);
    case RunRecord::Status::Failed:
      return record.failedNode.isEmpty() ? record.error : record.failedNode + ": " + record.error;
    case RunRecord::Status::Cancelled:
      break;
  }
  return record.error.isEmpty() ? QString("Cancelled") : record.error;
}

void RunList::setController(RunController* controller) {
  if (m_controller) m_controller->disconnect(this);
  m_controller = controller;
  if (controller) {
    connect(controller, &RunController::recordChanged, this, &RunList::changed);
    connect(controller, &RunController::recordsForgotten, this, &RunList::reload);
    connect(controller, &RunController::progressed, this, [this] {
      if (!m_ids.isEmpty()) emit dataChanged(index(0), index(rowCount() - 1));
    });
  }
  reload();
}

void RunList::reload() {
  beginResetModel();
  m_ids.clear();
  if (m_controller) {
    for (const RunRecord& record : m_controller->records()) m_ids.append(record.id);
  }
  endResetModel();
}

void RunList::changed(int id) {
  const qsizetype at = m_ids.indexOf(id);
  if (at >= 0) {
    const QModelIndex row = index(static_cast<int>(m_ids.size() - 1 - at));
    emit dataChanged(row, row);
    return;
  }
  beginInsertRows({}, 0, 0);
  m_ids.append(id);
  endInsertRows();
}

const RunRecord* RunList::at(const QModelIndex& index) const {
  if (!m_controller || !index.isValid() || index.row() >= m_ids.size()) return nullptr;
  return m_controller->record(m_ids[m_ids.size() - 1 - index.row()]);
}

int RunList::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_ids.size()); }

QVariant RunList::data(const QModelIndex& index, int role) const {
  const RunRecord* record = at(index);
  if (!record) return {};
  const QString name = record->label.isEmpty() ? QString("Run %1").arg(record->id) : record->label;
  if (role == Qt::DisplayRole) return name;
  if (role == Qt::AccessibleTextRole) return name + ", " + statusText(*record);
  if (role == Qt::ToolTipRole)
    return name + u'\n' + statusText(*record) +
           (record->files.isEmpty() ? QString() : u'\n' + record->files.join(u'\n'));
  return {};
}

Qt::ItemFlags RunList::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractListModel::flags(index);
  return index.isValid() ? flags | Qt::ItemIsDragEnabled : flags;
}

QStringList RunList::mimeTypes() const { return {graphMime, "text/plain", "text/uri-list"}; }

QMimeData* RunList::mimeData(const QModelIndexList& indexes) const {
  const RunRecord* record = indexes.isEmpty() ? nullptr : at(indexes.first());
  if (!record) return nullptr;
  auto* data = new QMimeData;
  data->setData(graphMime, record->graphText().toUtf8());
  data->setText(record->graphText());
  QList<QUrl> files;
  for (const QString& file : record->files) files.append(QUrl::fromLocalFile(file));
  if (!files.isEmpty()) data->setUrls(files);
  return data;
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const auto* list = qobject_cast<const RunList*>(index.model());
  const RunRecord* record = list ? list->at(index) : nullptr;
  if (!record) return;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QRectF row = QRectF(option.rect).adjusted(4, 2, -4, -2);
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
    QPainterPath shape;
    shape.addRoundedRect(row, 6, 6);
    painter->fillPath(shape, selected ? theme().selection : theme().hover);
  }
  const QRectF picture(row.left() + margin - 2, row.center().y() - thumbnail / 2.0, thumbnail, thumbnail);
  drawThumbnail(*painter, picture, *record);

  const double left = picture.right() + 10, width = row.right() - margin - left;
  const QFontMetricsF metrics(option.font);
  const double line = metrics.height() + 3, top = row.center().y() - line;
  painter->setFont(option.font);
  painter->setPen(theme().text);
  painter->drawText(QRectF(left, top, width, line), Qt::AlignVCenter,
                    metrics.elidedText(index.data().toString(), Qt::ElideRight, width));
  painter->setPen(record->status == RunRecord::Status::Done ? theme().dimText : colourOf(record->status));
  const QString time = record->begun.isValid() ? record->begun.toString("HH:mm") : QString();
  const double timeWidth = metrics.horizontalAdvance(time) + 8;
  painter->drawText(QRectF(left, top + line, width - timeWidth, line), Qt::AlignVCenter,
                    metrics.elidedText(statusText(*record), Qt::ElideRight, width - timeWidth));
  painter->setPen(theme().dimText);
  painter->drawText(QRectF(left, top + line, width, line), Qt::AlignVCenter | Qt::AlignRight, time);
  if (record->status == RunRecord::Status::Running && record->nodes > 0) {
    const QRectF bar(left, row.bottom() - 5, width, 2);
    painter->fillRect(bar, theme().border);
    painter->fillRect(QRectF(bar.topLeft(), QSizeF(width * record->done / record->nodes, 2)), theme().accent);
  }
  painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {120, rowHeight}; }

}  // namespace weft::editor
