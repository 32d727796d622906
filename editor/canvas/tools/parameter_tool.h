// Values edited on the node: numbers are dragged, switches clicked, choices picked, texts typed in place.
#pragma once

#include <QEvent>
#include <QPointer>

#include "canvas/tool.h"
#include "canvas/tools/inline_editor.h"

namespace weft::editor {

class ParameterTool : public Tool {
 public:
  using Tool::Tool;
  bool press(const CanvasMouse& mouse) override;
  void move(const CanvasMouse& mouse) override;
  void release(const CanvasMouse& mouse) override;
  void cancel() override;
  bool doubleClick(const CanvasMouse& mouse) override;
  bool hover(const CanvasMouse& mouse) override;

 private:
  const ParameterFace* faceAt(const CanvasMouse& mouse) const;
  void hand(QEvent::Type type, const CanvasMouse& mouse, Qt::MouseButton button);
  void click();
  void openChoices(const ParameterFace& face);

  QString m_node, m_parameter;
  QPointer<InlineEditor> m_number;  // hidden while it is dragged through the canvas
  QPoint m_pressed;
  bool m_dragged = false;
};

}  // namespace weft::editor
