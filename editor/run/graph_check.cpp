#include "run/graph_check.h"

#include <QPointer>

#include "run/json_members.h"

namespace weft::editor {
namespace {

constexpr int pause = 120;  // milliseconds: a drag, or typing, is checked when it rests

QString qstring(const std::string& text) { return QString::fromStdString(text); }

std::vector<PortType> portsOf(const Json& list) {
  std::vector<PortType> ports;
  for (const Json& item : list) {
    Result<Type> type = Type::parse(stringIn(item, "type"));
    if (!type || stringIn(item, "id").empty()) continue;
    PortType port{stringIn(item, "id"), stringIn(item, "label"), stringIn(item, "doc"), *std::move(type)};
    if (flagIn(item, "optional")) port.flags |= WEFT_PORT_OPTIONAL;
    if (flagIn(item, "variadic")) port.flags |= WEFT_PORT_VARIADIC;
    if (flagIn(item, "lazy")) port.flags |= WEFT_PORT_LAZY;
    ports.push_back(std::move(port));
  }
  return ports;
}

// Types by their text: a large graph has few of them.
Type typeOf(const std::string& text, QHash<QString, Type>& known) {
  const QString key = qstring(text);
  const auto found = known.find(key);
  if (found != known.end()) return *found;
  const Result<Type> type = Type::parse(text);
  return *known.insert(key, type ? *type : Type::any());
}

}  // namespace

GraphCheck graphCheck(const Json& reply) {
  GraphCheck check;
  check.known = true;
  for (const Json& problem : arrayIn(reply, "problems")) {
    check.problems.push_back({stringIn(problem, "path"), stringIn(problem, "message")});
  }
  QHash<QString, Type> known;
  for (const auto& [node, told] : objectIn(reply, "nodes").items()) {
    QHash<QString, Type>& types = check.outputTypes[qstring(node)];
    for (const auto& [port, type] : objectIn(told, "outputs").items()) {
      if (type.is_string()) types.insert(qstring(port), typeOf(type.get_ref<const std::string&>(), known));
    }
  }
  return check;
}

QHash<QString, QHash<QString, ExtraPorts>> extraPorts(const Json& reply) {
  QHash<QString, QHash<QString, ExtraPorts>> all;
  for (const auto& [graph, nodes] : objectIn(reply, "extra_ports").items()) {
    for (const auto& [node, ports] : nodes.items()) {
      all[qstring(graph)][qstring(node)] = {portsOf(arrayIn(ports, "inputs")), portsOf(arrayIn(ports, "outputs"))};
    }
  }
  return all;
}

GraphChecker::GraphChecker(GraphModel& model, GraphMirror& mirror, Session& session, RunState& state, QObject* parent)
    : QObject(parent), m_model(model), m_mirror(mirror), m_session(session), m_state(state) {
  m_soon.setSingleShot(true);
  m_soon.setInterval(pause);
  connect(&m_soon, &QTimer::timeout, this, &GraphChecker::ask);
  connect(&mirror, &GraphMirror::revised, this, [this] {
    if (m_state.check().known) {
      GraphCheck old = m_state.check();
      old.known = false;
      m_state.setCheck(std::move(old));
    }
    askSoon();
  });
  // What made the last session die took its answer along; the next one is asked once more.
  connect(&session, &Session::started, this, [this] {
    if (m_wanted && m_enabled) m_soon.start();
  });
  m_soon.start();
}

void GraphChecker::askSoon() {
  m_wanted = true;
  if (m_enabled) m_soon.start();
}

void GraphChecker::setEnabled(bool enabled) {
  m_enabled = enabled;
  if (!enabled)
    m_soon.stop();
  else if (m_wanted)
    m_soon.start();
}

void GraphChecker::ask() {
  if (m_asking || !m_wanted) return;  // the answer asks again
  m_asking = true;
  m_wanted = false;
  m_mirror.bring();
  m_session.request({{"do", "check"}},
                    [guard = QPointer<GraphChecker>(this), revision = m_mirror.revision()](const Json& reply) {
                      if (guard) guard->answered(reply, revision);
                    });
}

void GraphChecker::answered(const Json& reply, quint64 revision) {
  m_asking = false;
  if (revision != m_mirror.revision()) {
    if (m_enabled) m_soon.start();
    return;
  }
  if (!isOk(reply)) {
    m_wanted = true;  // the session has died; another is not started for this alone
    return;
  }
  const QHash<QString, QHash<QString, ExtraPorts>> ports = extraPorts(reply);
  QStringList graphs{QString()};
  for (const auto& [name, graph] : m_model.document().subgraphs()) graphs.append(qstring(name));
  for (const QString& name : graphs) {
    QHash<QString, ExtraPorts> here = ports.value(name);
    // Of a node that is muted, or whose parameters are wrong for now, what was known stays: its wires lead there.
    for (const NodeEntry& node : m_model.graph(name)->nodes) {
      const NodeType* type = m_model.catalog().find(node.type);
      const QString id = qstring(node.id);
      const ExtraPorts* before = type && type->extraPorts ? m_model.extraPorts(name, id) : nullptr;
      const bool isRight = !node.mute && flagIn(reply, "valid");
      if (before && !isRight && !here.contains(id)) here.insert(id, *before);
    }
    m_model.setExtraPorts(name, here);
  }
  m_state.setCheck(graphCheck(reply));
}

}  // namespace weft::editor
