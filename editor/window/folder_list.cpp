#include "window/folder_list.h"

#include <QFileDialog>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace weft::editor {

FolderList::FolderList(const QStringList& folders, QWidget* parent) : QWidget(parent), m_list(new QListWidget) {
  m_list->addItems(folders);
  m_list->setAccessibleName("Folders");
  m_list->setFixedHeight(80);
  auto* add = new QPushButton("Add…");
  auto* remove = new QPushButton("Remove");
  for (QPushButton* button : {add, remove}) {
    button->setAccessibleName(button->text());
    button->setAutoDefault(false);
  }
  connect(add, &QPushButton::clicked, this, &FolderList::askFolder);
  connect(remove, &QPushButton::clicked, this, &FolderList::removeCurrent);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(add);
  buttons->addWidget(remove);
  buttons->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addWidget(m_list);
  column->addLayout(buttons);
}

QStringList FolderList::folders() const {
  QStringList folders;
  for (int i = 0; i < m_list->count(); ++i) folders << m_list->item(i)->text();
  return folders;
}

void FolderList::add(const QString& folder) {
  if (folder.isEmpty() || folders().contains(folder)) return;
  m_list->addItem(folder);
  emit changed();
}

void FolderList::askFolder() {
  auto* dialog = new QFileDialog(this, "Add a folder");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, &FolderList::add);
  dialog->open();
}

void FolderList::removeCurrent() {
  if (!m_list->currentItem()) return;
  delete m_list->takeItem(m_list->currentRow());
  emit changed();
}

}  // namespace weft::editor
