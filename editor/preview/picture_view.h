// A picture with zoom and pan, pixel values under the pointer, and a second one to compare with.
//
// The wheel zooms at the pointer, a drag pans, a double click goes between fitting and 100 %. Keys, while it has the
// focus: F fit, 1 one to one, + and − zoom, arrows pan; R G B A one channel, L luminance, C colours (the same key again
// goes back to them); [ and ] exposure, 0 as it is; Space shows the other picture for as long as it is held; W wipe,
// S side by side, D difference, K blink; Shift with Left and Right moves the wipe; Ctrl+C copies, Ctrl+Shift+S saves.
#pragma once

#include <memory>

#include <QImage>
#include <QWidget>

#include "preview/picture_looks.h"

namespace weft::editor {

// How a second picture stands beside the first. It is stretched to the first one's size where they differ.
enum class Comparison { Wipe, SideBySide, Difference, Blink };

class PictureView : public QWidget {
  Q_OBJECT

 public:
  static constexpr double leastZoom = 0.05, mostZoom = 32;

  explicit PictureView(QWidget* parent = nullptr);
  ~PictureView() override;
  const QImage& picture() const;
  const QImage& compared() const;
  void setPicture(const QImage& picture);                           // keeps zoom and place where the size is the same
  void setCompared(const QImage& picture);                          // null: nothing to compare
  void setLabels(const QString& picture, const QString& compared);  // shown while comparing: "A" and "B" where empty
  void setMessage(const QString& text);                             // what is said where there is no picture

  void fit();
  void setZoom(double zoom);  // 1: a pixel of the picture is one of the screen
  void zoomAt(QPointF fixed, double zoom);
  double zoom() const;
  bool isFitted() const;                // and stays so when the size changes
  QPointF toPicture(QPointF at) const;  // from the widget's to the picture's pixels, whole numbers at their corners
  QPointF fromPicture(QPointF pixel) const;

  const PictureLooks& looks() const;
  void setLooks(const PictureLooks& looks);
  Comparison comparison() const;
  void setComparison(Comparison comparison);
  double wipe() const;  // 0..1, of the view's width; the picture is left of it, the compared one right
  void setWipe(double share);
  QString statusText() const;  // what the strip below says

  void copyPicture() const;
  void savePictureAs();

 signals:
  void zoomChanged(double zoom);
  void looksChanged();                  // channel, exposure, comparison
  void stepped(int by);                 // Page Up and Page Down: the picture before, or behind, this one
  void left();                          // Escape
  void dropped(const QImage& picture);  // onto the view, to compare with
  void message(const QString& text, bool isError);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  QSize sizeHint() const override { return {480, 360}; }

 private:
  struct State;
  void hover(QPointF at);
  void refresh();
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
