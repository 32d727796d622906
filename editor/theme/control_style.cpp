#include "theme/control_style.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include "theme/icons.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

bool has(const QStyleOption& option, QStyle::StateFlag flag) { return (option.state & flag) != 0; }

QColor borderOf(const QStyleOption& option) {
  if (!has(option, QStyle::State_Enabled)) return theme().border;
  if (has(option, QStyle::State_HasFocus)) return theme().accent;
  if (!has(option, QStyle::State_MouseOver)) return theme().border;
  return theme().dark ? theme().border.lighter(140) : theme().border.darker(120);
}

void drawBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& border) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(fill);
  painter.setPen(QPen(border, 1));
  painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
  painter.restore();
}

QRectF squareIn(const QRect& rect, int side) {
  QRectF square(0, 0, side, side);
  square.moveCenter(QRectF(rect).center());
  return square;
}

void drawArrow(QPainter& painter, const QRect& rect, Icon which, const QStyleOption& option) {
  QColor colour = theme().dimText;
  if (!has(option, QStyle::State_Enabled)) colour.setAlphaF(0.5F);
  drawIcon(painter, squareIn(rect, std::min({rect.width(), rect.height(), 10})), which, colour);
}

void drawCheck(QPainter& painter, const QStyleOption& option) {
  const bool isOn = has(option, QStyle::State_On), isMixed = has(option, QStyle::State_NoChange);
  const bool isEnabled = has(option, QStyle::State_Enabled);
  const QRectF box = squareIn(option.rect, 14);
  const bool isFilled = (isOn || isMixed) && isEnabled;
  const bool isMarked = has(option, QStyle::State_HasFocus) || has(option, QStyle::State_MouseOver);
  drawBox(painter, box, 3,
          isFilled    ? theme().accent
          : isEnabled ? theme().field
                      : theme().panel,
          isFilled   ? theme().accent
          : isMarked ? theme().accent
                     : theme().dimText);
  const QColor mark = isFilled ? theme().accentText : theme().dimText;
  if (isOn || isMixed) drawIcon(painter, box.adjusted(2, 2, -2, -2), isOn ? Icon::Done : Icon::Remove, mark);
}

void drawRadio(QPainter& painter, const QStyleOption& option) {
  const bool isOn = has(option, QStyle::State_On), isEnabled = has(option, QStyle::State_Enabled);
  const QRectF box = squareIn(option.rect, 14);
  const bool isMarked = isOn || has(option, QStyle::State_HasFocus) || has(option, QStyle::State_MouseOver);
  drawBox(painter, box, 7, isEnabled ? theme().field : theme().panel,
          isMarked && isEnabled ? theme().accent : theme().dimText);
  if (!isOn) return;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(isEnabled ? theme().accent : theme().dimText);
  painter.drawEllipse(box.center(), 3.5, 3.5);
  painter.restore();
}

void drawTabClose(QPainter& painter, const QStyleOption& option) {
  const bool isHovered = has(option, QStyle::State_Raised);
  const QRectF box = squareIn(option.rect, 16);
  if (isHovered) drawBox(painter, box, 3, theme().border, theme().border);
  drawIcon(painter, box.adjusted(3, 3, -3, -3), Icon::Close, isHovered ? theme().text : theme().dimText);
}

}  // namespace

ControlStyle::ControlStyle() : QProxyStyle(QStyleFactory::create("Fusion")) {}

int ControlStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight:
      return 16;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
      return 14;
    case PM_SplitterWidth:
    case PM_DockWidgetSeparatorExtent:
      return 4;
    case PM_TreeViewIndentation:
      return 16;
    case PM_MenuPanelWidth:
      return 0;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int ControlStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* data) const {
  switch (hint) {
    case SH_ToolTip_WakeUpDelay:
      return 450;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:  // a list below, not a menu over it
      return 0;
    case SH_Menu_Scrollable:
      return 1;
    default:
      return QProxyStyle::styleHint(hint, option, widget, data);
  }
}

QIcon ControlStyle::standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const {
  switch (which) {
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_LineEditClearButton:
      return icon(Icon::Close);
    case SP_TitleBarNormalButton:
      return icon(Icon::Duplicate);
    case SP_ToolBarHorizontalExtensionButton:
    case SP_ToolBarVerticalExtensionButton:
      return icon(Icon::More);
    default:
      return QProxyStyle::standardIcon(which, option, widget);
  }
}

void ControlStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
  switch (element) {
    case PE_IndicatorArrowDown:
      return drawArrow(*painter, option->rect, Icon::Down, *option);
    case PE_IndicatorArrowUp:
      return drawArrow(*painter, option->rect, Icon::Up, *option);
    case PE_IndicatorArrowLeft:
      return drawArrow(*painter, option->rect, Icon::Left, *option);
    case PE_IndicatorArrowRight:
      return drawArrow(*painter, option->rect, Icon::Right, *option);
    case PE_IndicatorBranch:
      if (!has(*option, State_Children)) return;
      return drawArrow(*painter, option->rect, has(*option, State_Open) ? Icon::Down : Icon::Right, *option);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
    case PE_IndicatorMenuCheckMark:
      return drawCheck(*painter, *option);
    case PE_IndicatorRadioButton:
      return drawRadio(*painter, *option);
    case PE_IndicatorTabClose:
      return drawTabClose(*painter, *option);
    case PE_IndicatorDockWidgetResizeHandle:
      return;
    default:
      QProxyStyle::drawPrimitive(element, option, painter, widget);
  }
}

void ControlStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                      const QWidget* widget) const {
  if (control != CC_ComboBox && control != CC_SpinBox) {
    return QProxyStyle::drawComplexControl(control, option, painter, widget);
  }
  const QColor fill = has(*option, State_Enabled) ? theme().field : theme().panel;
  drawBox(*painter, option->rect, 4, fill, borderOf(*option));
  if (control == CC_ComboBox) {
    drawArrow(*painter, subControlRect(control, option, SC_ComboBoxArrow, widget), Icon::Down, *option);
    return;
  }
  if ((option->subControls & (SC_SpinBoxUp | SC_SpinBoxDown)) == 0) return;
  const QRect up = subControlRect(control, option, SC_SpinBoxUp, widget);
  const QRect down = subControlRect(control, option, SC_SpinBoxDown, widget);
  drawIcon(*painter, squareIn(up, 8).translated(0, 1), Icon::Up, theme().dimText);
  drawIcon(*painter, squareIn(down, 8).translated(0, -1), Icon::Down, theme().dimText);
}

QSize ControlStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const {
  QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
  // As high as a line edit is by the style sheet.
  if (type == CT_ComboBox || type == CT_SpinBox) result.setHeight(option->fontMetrics.height() + 8);
  return result;
}

}  // namespace weft::editor
