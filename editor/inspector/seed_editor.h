// A seed: a field, dice, and the way back to the seed before.
#pragma once

#include <QToolButton>

#include "inspector/number_editor.h"

namespace weft::editor {

class SeedEditor : public ParameterEditor {
  Q_OBJECT

 public:
  SeedEditor(const ParameterType& type, QWidget* parent);
  void setValue(const Json& value) override;
  Json value() const override { return m_number->value(); }

 private:
  void remember(const Json& value);
  void choose(const Json& value);

  NumberEditor* m_number;
  QToolButton *m_dice, *m_back;
  Json m_seen, m_before;  // null: none
};

}  // namespace weft::editor
