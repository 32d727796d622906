// A text of one line.
#pragma once

#include <QLineEdit>

#include "inspector/parameter_editor.h"

namespace weft::editor {

class LineEditor : public ParameterEditor {
  Q_OBJECT

 public:
  // When a text is told: with every key, or when it is finished, for what means nothing while half of it stands there.
  enum class Tells { EveryKey, Finished };
  LineEditor(const ParameterType& type, Tells tells, QWidget* parent);
  ~LineEditor() override;
  void setValue(const Json& value) override;
  Json value() const override { return m_value; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  QLineEdit& line() { return *m_line; }
  void put(const QString& text, bool done);

 private:
  void typed(const QString& text);
  void finish();
  void check(const QString& text);  // marks what may not be

  const ParameterType m_type;
  const Tells m_tells;
  QLineEdit* m_line;
  Json m_value;
  bool m_isTyping = false;  // something was typed that nobody has been told is done
};

}  // namespace weft::editor
