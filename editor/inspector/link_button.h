// Stands where a value would, and says what gives it instead: a click goes there.
#pragma once

#include <QPushButton>

#include "document/links.h"
#include "document/names.h"
#include "inspector/field_painting.h"

namespace weft::editor {

class LinkButton : public QPushButton {
 public:
  explicit LinkButton(QWidget* parent) : QPushButton(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setProperty("role", "source");
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(fieldHeight(*this));
  }

  // nullopt: several things do.
  void setSource(const std::optional<PortRef>& source, const QString& label) {
    QString from = source ? source->node + u'.' + source->port : QString("several nodes");
    if (source && source->node == inputsNode()) from = "the graph’s " + source->port;
    setText(QString(from).replace(u'&', "&&").prepend("← "));
    setEnabled(source.has_value());
    setAccessibleName(label + " is given by " + from);
    setToolTip(plainTip("Given by " + from + (source ? ". Click to go there." : "")));
  }
};

}  // namespace weft::editor
