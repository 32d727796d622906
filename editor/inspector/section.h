// A titled part of the inspector that folds.
#pragma once

#include <QToolButton>
#include <QVBoxLayout>

namespace weft::editor {

class Section : public QWidget {
  Q_OBJECT

 public:
  Section(const QString& title, bool open, QWidget* parent);
  QVBoxLayout& rows() { return *m_rows; }
  void setTitle(const QString& title);
  bool isOpen() const { return m_head->isChecked(); }

 private:
  QToolButton* m_head;
  QWidget* m_body;
  QVBoxLayout* m_rows;
};

}  // namespace weft::editor
