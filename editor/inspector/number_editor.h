// A number in a field that is dragged like a slider: the fill shows where the value lies in its usual range. Shift is
// ten times finer, Ctrl ten times coarser; arrow keys step; a click, Return or a digit types, also sums such as "2*64".
#pragma once

#include <QLineEdit>

#include "inspector/number_scale.h"
#include "inspector/parameter_editor.h"

namespace weft::editor {

class NumberEditor : public ParameterEditor {
  Q_OBJECT

 public:
  NumberEditor(const ParameterType& type, QWidget* parent);
  ~NumberEditor() override;
  void setValue(const Json& value) override;
  Json value() const override { return m_value; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent*) override;
  void resizeEvent(QResizeEvent*) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void beginTyping(const QString& first = {});
  void commitTyping();
  void endTyping();
  void drag(const QMouseEvent& event);
  void cancelDrag();
  void step(double steps);
  void put(const Json& value, bool done);
  Json base() const;  // of a drag or a step: the default where several values differ

  const ParameterType m_type;
  const NumberScale m_scale;
  QLineEdit* m_line;
  Json m_value;
  enum class State { Idle, Pressed, Dragged } m_state = State::Idle;
  Json m_pressed;      // the value that a drag began with, null where several differ
  double m_share = 0;  // how far it has come, of the usual range
  QPoint m_from, m_last;
};

}  // namespace weft::editor
