// A value edited where it stands on a node, with the same editors as in the inspector.
#pragma once

#include "canvas/tools/canvas_overlay.h"
#include "inspector/parameter_editor.h"

namespace weft::editor {

class InlineEditor : public CanvasOverlay {
  Q_OBJECT

 public:
  // Of a parameter that is shown. Nothing is seen of it before begin().
  InlineEditor(CanvasView& view, const QString& node, const QString& parameter);
  void begin();
  QWidget* numberField() const;  // which is dragged like a slider; nullptr: it is no number
  using CanvasOverlay::close;

 private:
  void edited(bool done);

  ParameterEditor* m_editor;
  bool m_staysOpen;  // a text is finished by leaving it
  bool m_begun = false;
};

// Copies: what is open closes first, and what that leaves behind may take the place of the names.
void editInPlace(CanvasView& view, QString node, QString parameter);

}  // namespace weft::editor
