// A text of several lines that grows with what is in it: prompts, lists of numbers. Ctrl+Up and Ctrl+Down weigh the
// words that are selected, or the one at the caret.
#pragma once

#include <QPlainTextEdit>

#include "inspector/parameter_editor.h"

namespace weft::editor {

class PromptEditor : public ParameterEditor {
  Q_OBJECT

 public:
  PromptEditor(const ParameterType& type, QWidget* parent);
  void setValue(const Json& value) override;
  Json value() const override { return m_value; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent*) override { grow(); }

 private:
  void typed();
  void finish();
  void show(const QString& text);  // with the caret where it is, in the words that stay
  void weigh(double delta);
  void grow();

  QPlainTextEdit* m_text;
  Json m_value;
  bool m_isTyping = false, m_isShowing = false;
};

}  // namespace weft::editor
