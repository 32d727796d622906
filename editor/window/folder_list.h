// A list of folders that a person adds to and takes from.
#pragma once

#include <QStringList>
#include <QWidget>

class QListWidget;

namespace weft::editor {

class FolderList : public QWidget {
  Q_OBJECT

 public:
  explicit FolderList(const QStringList& folders, QWidget* parent = nullptr);
  QStringList folders() const;
  void add(const QString& folder);

 signals:
  void changed();

 private:
  void askFolder();
  void removeCurrent();

  QListWidget* m_list;
};

}  // namespace weft::editor
