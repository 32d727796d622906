// A title, or a text of several lines, typed where it stands on the canvas. Enter (in a text Ctrl+Enter), or going
// elsewhere, takes it; Escape leaves what was.
#pragma once

#include <functional>

#include <QString>

#include "canvas/tools/canvas_overlay.h"

namespace weft::editor {

class TextOverlay : public CanvasOverlay {
  Q_OBJECT

 public:
  enum class Kind { Line, Text };
  using Taken = std::function<void(const QString&)>;
  TextOverlay(CanvasView& view, const QRectF& rect, const QString& text, Kind kind, Taken taken);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void take();
  QString text() const;

  QWidget* m_editor;
  const QString m_before;
  const Kind m_kind;
  const Taken m_taken;
};

void editNote(CanvasView& view, int place);

}  // namespace weft::editor
