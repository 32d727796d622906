#include "palette/help_html.h"

#include <QRegularExpression>

#include <weft/graph/node_json.h>

#include "palette/node_entries.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

QString qstring(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }
QString escaped(const QString& text) { return text.toHtmlEscaped(); }
QString escaped(const std::string& text) { return qstring(text).toHtmlEscaped(); }

QString tag(const char* name, const QString& html, const char* kind = nullptr) {
  return kind ? QString("<%1 class=\"%3\">%2</%1>").arg(name, html, kind) : QString("<%1>%2</%1>").arg(name, html);
}

QString linkTo(const std::string& id, const NodeCatalog& catalog) {
  const NodeType* type = catalog.find(id);
  if (!type) return tag("code", escaped(id));
  return QString("<a href=\"node:%1\">%2</a>").arg(escaped(id), escaped(type->label));
}

// Paragraphs as they are apart by an empty line; ids of other types become links.
QString paragraphs(const QString& text, const NodeCatalog* catalog = nullptr) {
  static const QRegularExpression id("\\b[a-z][a-z0-9_]*(?:\\.[A-Za-z0-9_]+){2,}\\b");
  QString html;
  for (const QString& paragraph : text.split("\n\n", Qt::SkipEmptyParts)) {
    QString part;
    qsizetype done = 0;
    for (auto found = id.globalMatch(paragraph); catalog && found.hasNext();) {
      const QRegularExpressionMatch match = found.next();
      if (!catalog->find(match.captured().toStdString())) continue;
      part += escaped(paragraph.mid(done, match.capturedStart() - done));
      part += linkTo(match.captured().toStdString(), *catalog);
      done = match.capturedEnd();
    }
    part += escaped(paragraph.mid(done));
    html += tag("p", part.replace(u'\n', ' '), "doc");
  }
  return html;
}

QString dot(const Type& type) {
  return QString("<span style=\"color:%1\">&#9679;</span>&nbsp;").arg(typeColour(type).name());
}

QString head(const QString& mark, const QString& label, const QString& id, const QString& facts) {
  QString html = mark + tag("b", escaped(label)) + "&nbsp; " + tag("code", escaped(id));
  if (!facts.isEmpty()) html += "&nbsp; " + tag("span", facts, "dim");
  return tag("p", html, "item");
}

QString portHtml(const QString& id, const QString& label, const QString& doc, const Type& type, uint32_t flags) {
  QStringList facts{escaped(qstring(type.text()))};
  if (flags & WEFT_PORT_OPTIONAL) facts += "optional";
  if (flags & WEFT_PORT_VARIADIC) facts += "any number";
  if (flags & WEFT_PORT_LAZY) facts += "computed when it is needed";
  if (flags & WEFT_PORT_CONSUMES) facts += "may be written into";
  return head(dot(type), label, id, facts.join(" &middot; ")) + tag("p", escaped(doc), "about");
}

QString valueText(const Json& value) {
  if (value.is_string()) {
    const QString text = qstring(value.get_ref<const std::string&>());
    return text.isEmpty() ? "empty" : u'"' + text + u'"';
  }
  return qstring(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

QString rangeText(const Json& json) {
  const Json &least = json["minimum"], &most = json["maximum"];
  if (!least.is_null() && !most.is_null()) return valueText(least) + " to " + valueText(most);
  if (!least.is_null()) return "at least " + valueText(least);
  return most.is_null() ? QString() : "at most " + valueText(most);
}

QString choicesHtml(const ParameterType& type) {
  QString html;
  for (const Choice& choice : type.choices) {
    const QString label = choice.label.empty() ? labelOf(qstring(choice.id)) : qstring(choice.label);
    QString line = tag("code", escaped(choice.id)) + "&nbsp; " + escaped(label);
    if (!choice.doc.empty()) line += tag("span", " &ndash; " + escaped(choice.doc), "dim");
    html += tag("p", line, "choice");
  }
  return html;
}

// "other=a|b" → "shown where other is a or b"
QString conditionText(const std::string& visibleIf) {
  QString text = qstring(visibleIf);
  const qsizetype equals = text.indexOf(u'=');
  if (equals < 0) return {};
  return "shown where " + text.left(equals) + " is " + text.mid(equals + 1).split(u'|').join(" or ");
}

QString parameterHtml(const ParameterType& type) {
  const Json json = parameterJson(type);
  QStringList facts{qstring(nameOf(parameterKindNames, type.kind))};
  if (type.kind != WEFT_PARAMETER_GRAPH) facts += "default " + valueText(json.value("default", Json()));
  if (const QString range = rangeText(json); !range.isEmpty()) facts += range;
  if (!type.unit.empty()) facts += "in " + qstring(type.unit);
  if (type.curve == WEFT_CURVE_LOGARITHMIC) facts += "logarithmic slider";
  if (!type.group.empty()) facts += "group " + qstring(type.group);
  if (type.has(WEFT_PARAMETER_ADVANCED)) facts += "advanced";
  if (type.has(WEFT_PARAMETER_FOLDER)) facts += "a folder may stand there";
  if (type.has(WEFT_PARAMETER_NOT_IN_KEY)) facts += "does not change the result";
  if (const QString condition = conditionText(type.visibleIf); !condition.isEmpty()) facts += condition;
  for (QString& fact : facts) fact = escaped(fact);
  const QString label = type.label.empty() ? labelOf(qstring(type.id)) : qstring(type.label);
  return head({}, label, qstring(type.id), facts.join(" &middot; ")) + tag("p", escaped(type.doc), "about") +
         choicesHtml(type);
}

QString portsHtml(const char* title, const std::vector<PortType>& ports) {
  QString html;
  for (const PortType& port : ports) {
    const QString label = port.label.empty() ? labelOf(qstring(port.id)) : qstring(port.label);
    html += portHtml(qstring(port.id), label, qstring(port.doc), port.type, port.flags);
  }
  return html.isEmpty() ? html : tag("p", title, "section") + html;
}

QString portsHtml(const char* title, const std::vector<PortFace>& ports) {
  QString html;
  for (const PortFace& port : ports) html += portHtml(port.id, port.label, port.doc, port.type, port.flags);
  return html.isEmpty() ? html : tag("p", title, "section") + html;
}

QString row(const char* name, const QString& html) {
  return QString("<tr><td class=\"name\">%1</td><td>%2</td></tr>").arg(name, html);
}

QString devicesText(uint32_t devices) {
  QStringList names;
  if (devices & WEFT_DEVICES_CPU) names += "CPU";
  if (devices & WEFT_DEVICES_CUDA) names += "CUDA";
  if (devices & WEFT_DEVICES_VULKAN) names += "Vulkan";
  return names.join(", ");
}

QString costText(int32_t cost) {
  switch (cost) {
    case WEFT_COST_HEAVY:
      return "computes for a while, in several threads";
    case WEFT_COST_GPU:
      return "waits for a device";
    case WEFT_COST_IO:
      return "waits for files";
    default:
      return "takes milliseconds";
  }
}

QString reentrancyText(int32_t reentrancy) {
  switch (reentrancy) {
    case WEFT_REENTRANCY_PARALLEL:
      return "any number of calls at a time";
    case WEFT_REENTRANCY_TYPE:
      return "one call of this type at a time";
    case WEFT_REENTRANCY_PLUGIN:
      return "one call of the whole plugin at a time";
    default:
      return "one call of each node at a time";
  }
}

QString traitsHtml(const NodeType& type) {
  QStringList kinds;
  if (type.has(WEFT_NODE_OUTPUT)) kinds += "shows or saves something: a run always computes it";
  if (type.has(WEFT_NODE_SIDE_EFFECTS)) kinds += "acts on the outside: always run, never kept";
  if (type.has(WEFT_NODE_NONDETERMINISTIC)) kinds += "its result is not used again by a later run";
  if (type.isolated) kinds += "runs in a process of its own";
  QString html = row("Time", escaped(costText(type.cost)) + ", " + escaped(reentrancyText(type.reentrancy)));
  html += row("Devices", escaped(devicesText(type.devices)));
  if (!kinds.isEmpty()) html += row("Kind", escaped(kinds.join("; ")));
  if (!type.keywords.empty()) html += row("Keywords", escaped(qstring(type.keywords).simplified()));
  html += row("Behaviour", QString("version %1").arg(type.behaviourVersion));
  html += row("Plugin", escaped(type.pluginId) + ' ' + escaped(type.pluginVersion));
  html += row("File", escaped(type.pluginPath));
  return tag("p", "Facts", "section") + "<table cellspacing=\"0\" cellpadding=\"3\">" + html + "</table>";
}

QString siblingsHtml(const NodeType& type, const NodeCatalog& catalog) {
  QStringList links;
  for (const auto& [id, other] : catalog.types()) {
    const bool shown = other->category == type.category && id != type.id && !other->has(WEFT_NODE_OBSOLETE);
    if (shown) links += linkTo(id, catalog);
  }
  return links.isEmpty() ? QString() : tag("p", "Beside it", "section") + tag("p", links.join(" &middot; "), "links");
}

}  // namespace

QString helpHtml(const NodeType& type, const NodeCatalog& catalog) {
  QString html = tag("p", escaped(type.label), "title");
  html += tag("p", tag("code", escaped(type.id)) + " &nbsp;" + escaped(type.category), "dim");
  if (type.has(WEFT_NODE_OBSOLETE)) {
    QString notice = "Obsolete: it still runs, and is no longer offered.";
    if (!type.replacedBy.empty()) notice += " In its place there is " + linkTo(type.replacedBy, catalog) + '.';
    html += tag("p", notice, "notice");
  }
  html += paragraphs(qstring(type.doc), &catalog);
  html += portsHtml("Inputs", type.inputs);
  QString parameters;
  for (const ParameterType& parameter : type.parameters) parameters += parameterHtml(parameter);
  if (!parameters.isEmpty()) html += tag("p", "Parameters", "section") + parameters;
  html += portsHtml("Outputs", type.outputs);
  return html + traitsHtml(type) + siblingsHtml(type, catalog);
}

QString helpHtml(const NodeFace& face) {
  QString about, kind;
  switch (face.kind) {
    case NodeKind::Subgraph:
      kind = "Subgraph of this file";
      about = "A node that stands for a graph of its own. A double click opens it.";
      break;
    case NodeKind::GraphInputs:
      kind = "The graph's inputs";
      about = "What is set from outside: with --set, and at a subgraph's instances. The values here are the defaults.";
      break;
    case NodeKind::GraphOutputs:
      kind = "The graph's outputs";
      about = "What the graph gives to whoever runs it, or to the graph that it is a part of.";
      break;
    default:
      kind = "Not available";
      about =
          "No pack that is here has this type. The node keeps everything that its file says, and runs again once "
          "the pack is there.";
      break;
  }
  QString html = tag("p", escaped(face.title), "title") + tag("p", escaped(kind), "dim");
  if (!face.typeId.isEmpty()) html += tag("p", tag("code", escaped(face.typeId)), "dim");
  html += paragraphs(about);
  for (const UnavailableNode& node : unavailableNodes()) {
    if (node.id == face.typeId) html += tag("p", escaped(node.reason), "notice");
  }
  html += portsHtml("Inputs", face.inputs);
  QString parameters;
  for (const ParameterFace& parameter : face.parameters) parameters += parameterHtml(*parameter.type);
  if (!parameters.isEmpty()) html += tag("p", "Parameters", "section") + parameters;
  return html + (face.kind == NodeKind::GraphInputs && face.parameters.size() == face.outputs.size()
                     ? QString()
                     : portsHtml("Outputs", face.outputs));
}

QString helpMessage(const QString& line) { return tag("p", escaped(line), "empty"); }

QString helpStyle() {
  const Theme& t = theme();
  return QString(
             "p { margin: 0 0 6px 0; line-height: 130%; }"
             "p.title { font-size: 19px; font-weight: 600; margin: 0 0 2px 0; }"
             "p.section { font-size: 12px; font-weight: 600; color: %2; margin: 18px 0 0 0; }"
             "p.doc { margin: 8px 0 0 0; } p.item { margin: 8px 0 0 0; }"
             "p.about { margin: 1px 0 2px 14px; } p.choice { margin: 1px 0 1px 28px; }"
             ".dim { color: %2; } p.empty { color: %2; margin-top: 24px; }"
             "code { font-family: 'JetBrains Mono', 'DejaVu Sans Mono', monospace; font-size: 11px; color: %2; }"
             "p.notice { color: %3; margin: 8px 0; }"
             "a { color: %1; text-decoration: none; } td.name { color: %2; padding-right: 12px; }")
      .arg(t.accent.name(), t.dimText.name(), t.warning.name());
}

}  // namespace weft::editor
