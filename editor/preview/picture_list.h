// Pictures in a row or in a grid, by arrows, click and Enter: batches, channels, results that were.
#pragma once

#include <QListWidget>

namespace weft::editor {

class PictureList : public QListWidget {
  Q_OBJECT

 public:
  enum class Form { Grid, Strip };
  PictureList(Form form, int side, const QString& name, QWidget* parent);
  void setCount(int count, const std::function<QString(int)>& label);  // empty frames, to be filled
  void setPicture(int place, const QImage& picture);
  void append(const QImage& picture, const QString& label);

 signals:
  void opened(int place);  // clicked, or Enter

 private:
  QListWidgetItem* makeItem(const QString& label);
  int m_side;
};

}  // namespace weft::editor
