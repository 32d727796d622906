#include "inspector/switch_editor.h"

#include <QHBoxLayout>
#include <QPainter>

#include "inspector/field_painting.h"
#include "theme/theme.h"

namespace weft::editor {

class SwitchEditor::Button : public QAbstractButton {
 public:
  explicit Button(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
  }
  bool mixed = false;

  QSize sizeHint() const override {
    return {trackWidth + 8 + fontMetrics().horizontalAdvance(mixed ? mixedText() : QString("Off")), fieldHeight(*this)};
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& colours = theme();
    const QRectF track(0.5, (height() - trackHeight) / 2.0, trackWidth, trackHeight);
    const bool isOn = isChecked() && !mixed;
    painter.setPen(hasFocus()     ? colours.accent
                   : underMouse() ? colours.dimText
                   : isOn         ? colours.accent
                                  : colours.border);
    painter.setBrush(isOn ? colours.accent : colours.field);
    painter.drawRoundedRect(track, trackHeight / 2.0, trackHeight / 2.0);
    const double side = trackHeight - 6;
    const double x = mixed ? track.center().x() - side / 2 : isOn ? track.right() - side - 3 : track.left() + 3;
    painter.setPen(Qt::NoPen);
    painter.setBrush(isOn ? colours.accentText : colours.dimText);
    painter.drawEllipse(QRectF(x, track.top() + 3, side, side));
    painter.setPen(isOn ? colours.text : colours.dimText);
    const QRectF words(track.right() + 8, 0, width() - track.right() - 8, height());
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, mixed ? mixedText() : isOn ? "On" : "Off");
  }

 private:
  static constexpr int trackWidth = 30, trackHeight = 16;
};

SwitchEditor::SwitchEditor(const ParameterType&, QWidget* parent)
    : ParameterEditor(parent), m_button(new Button(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins({});
  layout->addWidget(m_button);
  layout->addStretch(1);
  setFocusProxy(m_button);
  connect(m_button, &QAbstractButton::clicked, this, [this](bool checked) {
    m_value = checked;
    m_button->mixed = false;
    emit edited(m_value, true);
  });
}

void SwitchEditor::setValue(const Json& value) {
  m_value = value;
  m_button->mixed = value.is_null();
  m_button->setChecked(value.is_boolean() && value.get<bool>());
  m_button->updateGeometry();
  m_button->update();
}

}  // namespace weft::editor
