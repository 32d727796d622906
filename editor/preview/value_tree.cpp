#include "preview/value_tree.h"

#include <QHeaderView>

namespace weft::editor {
namespace {

constexpr int placeRole = Qt::UserRole;

QString textOf(const Json& value) {
  if (value.is_string()) return QString::fromStdString(value.get_ref<const std::string&>());
  if (value.is_array()) return QString("%1 items").arg(value.size());
  if (value.is_object()) return QString("%1 members").arg(value.size());
  return QString::fromStdString(value.dump());
}

void fill(QTreeWidgetItem& parent, const Json& value, int& left) {
  if (!value.is_structured()) return;
  int place = 0;
  for (auto it = value.begin(); it != value.end(); ++it, ++place) {
    if (left-- <= 0) {
      if (left == -1) new QTreeWidgetItem(&parent, {"…", "more than are shown"});
      return;
    }
    const QString name = value.is_object() ? QString::fromStdString(it.key()) : QString::number(place);
    QString text = textOf(*it);
    text.truncate(400);
    auto* item = new QTreeWidgetItem(&parent, {name, text.replace('\n', ' ')});
    item->setToolTip(1, text);
    item->setData(0, placeRole, value.is_object() ? QVariant(name) : QVariant(place));
    fill(*item, *it, left);
  }
}

}  // namespace

ValueTree::ValueTree(QWidget* parent) : QTreeWidget(parent) {
  setObjectName("valueTree");
  setAccessibleName("Members");
  setColumnCount(2);
  setHeaderLabels({"Name", "Value"});
  setUniformRowHeights(true);
  header()->setStretchLastSection(true);
  connect(this, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
    Json place = Json::array();
    for (const QTreeWidgetItem* at = item; at; at = at->parent()) {
      const QVariant step = at->data(0, placeRole);
      if (!step.isValid()) return;
      place.insert(place.begin(),
                   step.typeId() == QMetaType::Int ? Json(step.toInt()) : Json(step.toString().toStdString()));
    }
    emit opened(place);
  });
}

void ValueTree::setValue(const Json& value) {
  clear();
  int left = most;
  fill(*invisibleRootItem(), value, left);
  if (topLevelItemCount() <= 12) expandToDepth(1);
  resizeColumnToContents(0);
}

}  // namespace weft::editor
