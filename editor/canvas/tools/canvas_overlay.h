// A widget that lies over a place of the canvas while something there is edited: follows the view, closes when the
// keyboard goes elsewhere, and hands the keyboard back to the canvas. One at a time in a view.
#pragma once

#include <QPointer>
#include <QWidget>

namespace weft::editor {

class CanvasView;

class CanvasOverlay : public QWidget {
  Q_OBJECT

 public:
  // `rect` in canvas units; never smaller on the screen than `least`.
  CanvasOverlay(CanvasView& view, const QRectF& rect, QSize least);

 signals:
  void left();  // the keyboard has gone elsewhere, or something else is to be edited; it closes next

 protected:
  // Keys that would do something to the canvas are the editor's while it is open.
  bool event(QEvent* event) override;
  void setContent(QWidget* content);  // fills it
  void close();                       // at the end of what the event loop does now
  CanvasView& view() const { return m_view; }
  bool isClosing() const { return m_closing; }

 private:
  void follow();

  CanvasView& m_view;
  const QRectF m_rect;
  const QSize m_least;
  bool m_closing = false;
};

}  // namespace weft::editor
