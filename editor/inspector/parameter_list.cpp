#include "inspector/parameter_list.h"

#include <QVBoxLayout>

#include "document/names.h"
#include "inspector/section.h"

namespace weft::editor {
namespace {

QString advancedTitle() { return "Advanced"; }

QString titleOf(const RowContent& content) {
  const ParameterType& type = *content.face.type;
  return type.has(WEFT_PARAMETER_ADVANCED) ? advancedTitle() : QString::fromStdString(type.group);
}

std::optional<PortRef> sourceOf(const Graph& graph, const QString& node, const QString& parameter) {
  for (const Link& link : linksInto(graph, node)) {
    if (link.to.port == parameter && link.to.node == node) return link.from;
  }
  return std::nullopt;
}

RowContent contentOf(const GraphModel& model, const QString& graph, const QString& node, const NodeFace& face,
                     const ParameterFace& parameter) {
  RowContent content{graph, {node}, parameter, parameter.given, std::nullopt, false, SeedChange::Fixed};
  if (parameter.linked) content.source = sourceOf(*model.graph(graph), node, parameter.id);
  content.isPromoted = content.source && content.source->node == inputsNode();
  content.seeds = face.look.seeds.value(parameter.id, SeedChange::Fixed);
  return content;
}

// One more node with the parameter: where values differ there is none to show; a value that comes by wire is left out
// as long as another is given by hand.
void join(RowContent& content, const RowContent& other) {
  if (content.face.linked != other.face.linked) {
    if (content.face.linked) content = other;
    return;
  }
  content.nodes += other.nodes;
  content.isGiven |= other.isGiven;
  if (content.face.value != other.face.value) content.face.value = Json();
  if (content.source != other.source) content.source.reset();
  content.isPromoted = false;
  content.face.visible |= other.face.visible;
}

}  // namespace

std::vector<RowContent> commonParameters(const GraphModel& model, const QString& graph, const QStringList& nodes) {
  std::vector<RowContent> common;
  for (const QString& node : nodes) {
    const std::optional<NodeFace> face = nodeFace(model, graph, node);
    if (!face) return {};
    if (node == nodes.first()) {
      for (const ParameterFace& parameter : face->parameters) {
        common.push_back(contentOf(model, graph, node, *face, parameter));
      }
      continue;
    }
    std::erase_if(common, [&](RowContent& content) {
      const ParameterFace* same = face->parameter(content.face.id);
      if (!same || same->type->kind != content.face.type->kind) return true;
      join(content, contentOf(model, graph, node, *face, *same));
      return false;
    });
  }
  return common;
}

ParameterList::ParameterList(GraphModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_layout(new QVBoxLayout(this)) {
  m_layout->setContentsMargins({});
  m_layout->setSpacing(4);
}

void ParameterList::show(const std::vector<RowContent>& contents) {
  if (!update(contents)) build(contents);
  for (size_t i = 0; i < contents.size(); ++i) m_rows[i]->setVisible(contents[i].face.visible);
}

bool ParameterList::update(const std::vector<RowContent>& contents) {
  if (contents.size() != m_rows.size()) return false;
  for (size_t i = 0; i < contents.size(); ++i) {
    if (!m_rows[i]->setContent(contents[i])) return false;
  }
  return true;
}

// Hidden first: a text that is being typed in one of them is taken while all is still there.
void ParameterList::clear() {
  for (QWidget* part : std::exchange(m_parts, {})) {
    if (auto* section = qobject_cast<Section*>(part)) m_open[section->objectName()] = section->isOpen();
    part->hide();
    m_layout->removeWidget(part);
    part->deleteLater();
  }
  m_rows.clear();
}

void ParameterList::build(const std::vector<RowContent>& contents) {
  clear();
  QHash<QString, Section*> sections;
  QStringList order;
  for (const RowContent& content : contents) {
    const QString title = titleOf(content);
    QWidget* parent = this;
    QVBoxLayout* rows = m_layout;
    if (!title.isEmpty()) {
      Section*& section = sections[title];
      if (!section) {
        section = new Section(title, m_open.value(title, title != advancedTitle()), this);
        section->setObjectName(title);
        order << title;
        m_parts.push_back(section);
      }
      parent = section;
      rows = &section->rows();
    }
    auto* row = new ParameterRow(m_model, content, parent);
    rows->addWidget(row);
    if (title.isEmpty()) m_parts.push_back(row);
    m_rows.push_back(row);
    connect(row, &ParameterRow::jumpWanted, this, &ParameterList::jumpWanted);
    connect(row, &ParameterRow::failed, this, &ParameterList::failed);
  }
  if (order.removeAll(advancedTitle()) > 0) order << advancedTitle();
  for (const QString& title : order) m_layout->addWidget(sections.value(title));
  alignLabels();
}

void ParameterList::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  alignLabels();
}

void ParameterList::alignLabels() {
  const int labels = std::clamp(width() * 36 / 100, 72, 200);
  for (ParameterRow* row : m_rows) row->setLabelWidth(labels);
}

}  // namespace weft::editor
