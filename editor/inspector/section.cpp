#include "inspector/section.h"

namespace weft::editor {

Section::Section(const QString& title, bool open, QWidget* parent)
    : QWidget(parent), m_head(new QToolButton(this)), m_body(new QWidget(this)), m_rows(new QVBoxLayout(m_body)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 4, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(m_head);
  layout->addWidget(m_body);
  m_rows->setContentsMargins({});
  m_rows->setSpacing(4);
  m_head->setCheckable(true);
  m_head->setChecked(open);
  m_head->setAutoRaise(true);
  m_head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_head->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_head->setProperty("role", "section");
  m_head->setFocusPolicy(Qt::TabFocus);
  const auto fold = [this](bool isOpen) {
    m_head->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
    m_body->setVisible(isOpen);
  };
  connect(m_head, &QToolButton::toggled, this, fold);
  fold(open);
  setTitle(title);
}

void Section::setTitle(const QString& title) {
  m_head->setText(QString(title).replace(u'&', "&&"));
  m_head->setAccessibleName(title);
}

}  // namespace weft::editor
