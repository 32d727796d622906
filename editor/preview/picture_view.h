// A picture with zoom and pan, pixel values under the pointer, and a second one to compare with behind a slider.
#pragma once

#include <memory>

#include <QImage>
#include <QWidget>

namespace weft::editor {

class PictureView : public QWidget {
  Q_OBJECT

 public:
  explicit PictureView(QWidget* parent = nullptr);
  ~PictureView() override;
  void setPicture(const QImage& picture);   // keeps zoom and place where the size is the same
  void setCompared(const QImage& picture);  // null: nothing to compare
  void fit();
  void setZoom(double zoom);  // 1: a pixel of the picture is one of the screen

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
