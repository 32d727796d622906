#include "inspector/port_list.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include "commands/parameter_edits.h"
#include "inspector/field_painting.h"
#include "theme/icons.h"

namespace weft::editor {

PortList::PortList(GraphModel& model, GraphPort which, QWidget* parent)
    : QWidget(parent), m_model(model), m_which(which), m_layout(new QVBoxLayout(this)) {
  m_layout->setContentsMargins({});
  m_layout->setSpacing(6);
}

std::vector<PortList::Port> PortList::ports() const {
  const Graph* graph = m_model.graph(m_graph);
  std::vector<Port> ports;
  if (!graph) return ports;
  const auto text = [](const Endpoint& end) { return QString::fromStdString(end.node + "." + end.port); };
  if (m_which == GraphPort::Output) {
    for (const auto& [name, end] : graph->outputs) ports.push_back({QString::fromStdString(name), {}, {text(end)}});
    return ports;
  }
  for (const GraphInput& input : graph->inputs) {
    Port& port = ports.emplace_back();
    port.name = QString::fromStdString(input.name);
    port.doc = QString::fromStdString(input.doc);
    for (const Endpoint& end : input.to) port.ends << text(end);
  }
  return ports;
}

void PortList::show(const QString& graph) {
  m_graph = graph;
  std::vector<Port> now = ports();
  if (now == m_shown && m_rows.size() == now.size()) return;
  for (QWidget* row : std::exchange(m_rows, {})) {
    row->hide();
    row->deleteLater();
  }
  m_shown = std::move(now);
  for (const Port& port : m_shown) {
    m_rows.push_back(rowOf(port));
    m_layout->addWidget(m_rows.back());
  }
}

QLineEdit* PortList::nameOf(const Port& port, QWidget* row) {
  auto* name = new QLineEdit(port.name, row);
  name->setObjectName("name." + port.name);
  name->setAccessibleName("Name of " + port.name);
  connect(name, &QLineEdit::editingFinished, this, [this, name, before = port.name] {
    if (!name->isModified()) return;
    name->setModified(false);
    const QString to = name->text().trimmed();
    const Edit edit = m_which == GraphPort::Input ? renameGraphInput(m_model, m_graph, before, to)
                                                  : renameGraphOutput(m_model, m_graph, before, to);
    if (edit.isEmpty()) {
      name->setText(before);
      emit failed(QString("“%1” is taken, or no name: letters, digits, _ and - are").arg(to));
    }
    apply(edit);
  });
  return name;
}

QWidget* PortList::rowOf(const Port& port) {
  auto* row = new QWidget(this);
  row->setObjectName("port." + port.name);
  auto* more = new QToolButton(row);
  more->setObjectName("menu." + port.name);
  more->setIcon(icon(Icon::More));
  more->setAccessibleName("What to do with " + port.name);
  more->setFocusPolicy(Qt::TabFocus);
  connect(more, &QToolButton::clicked, this, [this, more, name = port.name] { showMenu(name, more); });
  auto* top = new QHBoxLayout;
  top->setSpacing(2);
  top->addWidget(nameOf(port, row), 1);
  top->addWidget(more);
  auto* layout = new QVBoxLayout(row);
  layout->setContentsMargins({});
  layout->setSpacing(1);
  layout->addLayout(top);
  if (m_which == GraphPort::Input) {
    auto* doc = new QLineEdit(port.doc, row);
    doc->setObjectName("doc." + port.name);
    doc->setAccessibleName("What " + port.name + " is for");
    doc->setPlaceholderText("What it is for");
    doc->setProperty("role", "quiet");
    doc->setCursorPosition(0);
    connect(doc, &QLineEdit::editingFinished, this, [this, doc, name = port.name] {
      if (!doc->isModified()) return;
      doc->setModified(false);
      apply(setGraphInputDoc(m_model, m_graph, name, doc->text().trimmed()));
    });
    layout->addWidget(doc);
  }
  auto* ends = new QLabel(row);
  ends->setTextFormat(Qt::PlainText);
  ends->setWordWrap(true);
  ends->setProperty("role", "dim");
  const QString arrow = m_which == GraphPort::Input ? "→ " : "← ";
  ends->setText(port.ends.isEmpty() ? QString("Feeds nothing yet") : arrow + port.ends.join(", "));
  layout->addWidget(ends);
  return row;
}

void PortList::showMenu(const QString& name, QWidget* below) {
  auto* menu = new QMenu(this);
  menu->setObjectName("portMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(icon(Icon::Up), "Move up", this,
                  [this, name] { apply(moveGraphPort(m_model, m_graph, m_which, name, -1)); });
  menu->addAction(icon(Icon::Down), "Move down", this,
                  [this, name] { apply(moveGraphPort(m_model, m_graph, m_which, name, 1)); });
  menu->addSeparator();
  for (const Port& port : m_shown) {
    if (port.name != name) continue;
    for (const QString& end : port.ends) {
      menu->addAction("Go to " + end, this, [this, end] { emit jumpWanted(end.section(u'.', 0, 0)); });
    }
  }
  menu->addSeparator();
  menu->addAction(icon(Icon::Delete), "Remove", this, [this, name] {
    apply(m_which == GraphPort::Input ? removeGraphInput(m_model, m_graph, name)
                                      : removeGraphOutput(m_model, m_graph, name));
  });
  menu->popup(below->mapToGlobal(below->rect().bottomLeft()));
}

void PortList::apply(const Edit& edit) {
  const Result<void> applied = m_model.apply(edit);
  if (!applied) emit failed(QString::fromStdString(applied.error().message));
}

}  // namespace weft::editor
