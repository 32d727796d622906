#include "canvas/breadcrumb.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "document/names.h"
#include "theme/theme.h"

namespace weft::editor {

Breadcrumb::Breadcrumb(Selection& selection, QWidget* parent)
    : QFrame(parent), m_selection(selection), m_layout(new QHBoxLayout(this)) {
  setObjectName("breadcrumb");
  setAccessibleName("Path of the open graph");
  setAutoFillBackground(true);
  m_layout->setContentsMargins(6, 4, 6, 4);
  m_layout->setSpacing(2);
  connect(&selection, &Selection::opened, this, &Breadcrumb::rebuild);
  rebuild();
}

void Breadcrumb::rebuild() {
  while (QLayoutItem* item = m_layout->takeAt(0)) {
    item->widget()->setObjectName({});  // it lives on until its own click is done with
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  const QStringList& instances = m_selection.instances();
  for (qsizetype depth = 0; depth <= instances.size(); ++depth) {
    const QString name = depth == 0 ? QString("Graph") : instances[depth - 1];
    if (depth > 0) m_layout->addWidget(new QLabel("›", this));
    auto* button = new QPushButton(QString(name).replace(u'&', "&&"), this);
    button->setObjectName(QString("breadcrumb%1").arg(depth));
    button->setAccessibleName("Open " + name);
    button->setFlat(true);
    button->setEnabled(depth < instances.size());
    const QStringList there = instances.mid(0, depth);
    const QString left = instances.value(depth);
    connect(button, &QPushButton::clicked, this, [this, there, left] {
      m_selection.open(there);
      m_selection.set({left}, left);
    });
    m_layout->addWidget(button);
  }
  setVisible(!instances.isEmpty());
  adjustSize();
}

}  // namespace weft::editor
