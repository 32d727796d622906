// What each node is: its type, its parameters, its ports, and where it runs.
#include <weft/base/text.h>
#include <algorithm>

#include "input_files.h"
#include "planning.h"

namespace weft {
namespace {

std::vector<std::string> idsOf(const auto& items) {
  std::vector<std::string> ids;
  ids.reserve(items.size());
  for (const auto& item : items) ids.push_back(item.id);
  return ids;
}

bool hasId(const auto& items, const std::string& id) {
  return std::any_of(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
}

class NodeReader {
 public:
  NodeReader(Planning& planning, size_t index)
      : m_planning(planning),
        m_index(index),
        m_placed(planning.expansion.nodes[index]),
        m_node(planning.nodes[index]) {}

  void read() {
    if (m_placed.state == NodeState::Muted || m_placed.state == NodeState::Unknown) return;
    if (m_placed.inner) return readInstance();
    m_node.type = m_planning.catalog.find(m_placed.entry->type);
    if (!m_node.type) {
      problem(".type", "no node type " + inQuotes(m_placed.entry->type) + hintFor(m_placed.entry->type));
      m_placed.state = NodeState::Unknown;
      return;
    }
    readBehaviour();
    readParameters();
    readPorts();
    if (m_placed.state != NodeState::Unknown) checkNames();
    readDevice();
  }

 private:
  void problem(const std::string& part, std::string message) {
    m_node.broken = true;
    m_planning.problem(m_index, part, std::move(message));
  }

  // The nearest name; or, where the whole pack is missing, how to bring it.
  std::string hintFor(const std::string& type) {
    const auto& types = m_planning.catalog.types();
    const std::string pack = type.substr(0, type.rfind('.') + 1);
    const auto inPack = types.lower_bound(pack);
    const bool hasPack = inPack != types.end() && inPack->first.starts_with(pack);
    const std::string nearest = m_planning.problems.suggest(type, [&] {
      std::vector<std::string> known;
      known.reserve(types.size());
      for (const auto& [id, entry] : types) known.push_back(id);
      return known;
    });
    if (hasPack || !nearest.empty()) return nearest;
    return "; the pack " + inQuotes(pack.substr(0, pack.size() - 1)) + " is not here, and --plugins DIR adds a folder";
  }

  // A bypassed instance has the ports of its graph; what its outputs carry is said by the nodes behind them.
  void readInstance() {
    auto ports = std::make_shared<PortLists>();
    const Graph& graph = *m_placed.inner->graph;
    for (const GraphInput& input : graph.inputs) {
      ports->first.push_back({input.name, "", "", Type::any(), WEFT_PORT_OPTIONAL | WEFT_PORT_VARIADIC});
    }
    for (const auto& [name, source] : graph.outputs) {
      ports->second.push_back({name, "", "", declaredOutput(m_planning, graph, source), 0});
    }
    m_node.inputs = ports->first;
    m_node.outputs = ports->second;
    m_node.extraPorts = std::move(ports);
  }

  void readBehaviour() {
    const int64_t version = m_placed.entry->behaviour;
    const NodeType& type = *m_node.type;
    if (version > type.behaviourVersion) {
      return problem(".behaviour", "the file was saved with version " + std::to_string(version) + " of " + type.id +
                                       "; here is version " + std::to_string(type.behaviourVersion));
    }
    if (version == 0 || version == type.behaviourVersion || !type.migrate) return;
    Json old = Json::object();
    for (const auto& [id, value] : m_placed.entry->parameters) old[id] = value;
    const Result<Json> today = type.migrate(static_cast<uint32_t>(version), old);
    if (!today) return problem(".params", today.error().message);
    if (!today->is_object()) return problem(".params", "migrating them gave " + describeJson(*today));
    auto entry = std::make_unique<NodeEntry>(*m_placed.entry);
    entry->parameters.clear();
    for (const auto& [id, value] : today->items()) entry->parameters.emplace(id, value);
    m_placed.entry = m_planning.migrated.emplace_back(std::move(entry)).get();
  }

  void readParameters() {
    const auto& declared = m_node.type->parameters;
    m_node.parameters.resize(declared.size());
    m_node.parameterLinks.resize(declared.size());
    for (size_t i = 0; i < declared.size(); ++i) {
      InputSource source = m_planning.expansion.inputSource(m_placed.scope, *m_placed.entry, declared[i].id);
      if (source.kind == InputSource::Kind::Links || source.kind == InputSource::Kind::Argument) {
        if (declared[i].kind == WEFT_PARAMETER_GRAPH) {
          literalProblem(source,
                         "a body is given as a literal, so that it is checked before anything runs; it cannot be "
                         "linked");
        }
        continue;
      }
      if (source.kind == InputSource::Kind::Open) {
        m_node.parameterLinks[i].open = true;
      } else if (source.kind == InputSource::Kind::Bound) {
        literalProblem(source, "@FILE gives a picture or a tensor; parameter " + inQuotes(declared[i].id) + " takes " +
                                   describeAllowed(declared[i]));
      } else {
        readLiteral(i, source);
      }
    }
  }

  void readLiteral(size_t i, const InputSource& source) {
    const ParameterType& parameter = m_node.type->parameters[i];
    Value value = parameter.defaultValue;
    if (source.literal) {
      Result<Value> read = readParameter(parameter, *source.literal, source.origin);
      if (!read) return literalProblem(source, read.error().message);
      value = std::move(*read);
    }
    const std::string* name = value.asString();
    if (parameter.kind == WEFT_PARAMETER_GRAPH && name) {
      if (auto checked = checkGraphName(*name); !checked) {
        if (source.literal) return literalProblem(source, checked.error().message);
        return problem(".params." + parameter.id, checked.error().message);
      }
    }
    if (parameter.kind == WEFT_PARAMETER_PATH && name && !name->empty()) {
      if (m_planning.isCheckOnly(m_index)) {
        m_node.parameterLinks[i].open = true;  // no file is looked for that no run will read
        return;
      }
      const FileRoots& roots = m_planning.options.roots;
      const bool folders = parameter.has(WEFT_PARAMETER_FOLDER);
      const auto from = m_planning.options.setPaths.find(source.setName);
      const std::string base = from == m_planning.options.setPaths.end() ? "" : from->second;
      const Result<std::string> path = source.origin == LiteralOrigin::Set ? findSetFile(roots, base, *name, folders)
                                                                           : findInputFile(roots, *name, folders);
      if (path) {
        value = Value::string(*path);
      } else if (source.literal) {
        return literalProblem(source, path.error().message);
      } else {
        return problem(".params." + parameter.id, path.error().message);
      }
    }
    m_node.parameters[i] = std::move(value);
  }

  Result<void> checkGraphName(const std::string& name) {
    const auto& graphs = m_planning.document.subgraphs();
    if (graphs.contains(name)) return {};
    std::string message = "it names a subgraph, one of the file's \"graphs\"";
    if (!name.empty()) {
      message = "no subgraph " + inQuotes(name) + m_planning.problems.suggest(name, [&] {
        std::vector<std::string> known;
        known.reserve(graphs.size());
        for (const auto& [id, graph] : graphs) known.push_back(id);
        return known;
      });
    }
    return makeError(ErrorCode::NotFound, std::move(message));
  }

  // The body that a parameter names, as the types of its nodes declare it.
  std::vector<BodySignature> signatures() const {
    std::vector<BodySignature> list;
    for (size_t i = 0; i < m_node.parameters.size(); ++i) {
      if (m_node.type->parameters[i].kind != WEFT_PARAMETER_GRAPH || !m_node.parameters[i]) continue;
      const auto graph = m_planning.document.subgraphs().find(*m_node.parameters[i].asString());
      list.push_back(declaredSignature(m_planning, graph->second, i));
    }
    return list;
  }

  // A literal of the body's input of that name.
  bool isBodyInput(const std::string& name) const {
    return m_placed.body >= 0 && m_planning.expansion.bodyGraph(m_placed.body).inputs.contains(name);
  }

  void readArguments(NodeQuestion& question) {
    if (m_placed.body < 0) return;
    question.inputs = m_node.inputs;
    question.inputTypes.resize(m_node.inputs.size());
    if (auto read = weft::readArguments(m_planning, m_index, question); !read) fail(read.error());
  }

  void fail(const Error& error) {
    problem(error.path.empty() ? "" : ".params." + error.path, error.message);
    m_placed.state = NodeState::Unknown;
  }

  void literalProblem(const InputSource& source, std::string message) {
    m_node.broken = true;
    m_planning.problemAt(m_index, source.where(), std::move(message));
  }

  void readPorts() {
    const NodeType& type = *m_node.type;
    m_node.inputs = type.inputs;
    m_node.outputs = type.outputs;
    if (!type.extraPorts && m_placed.body < 0) return;
    if (m_node.broken || lacksBody()) {
      m_placed.state = NodeState::Unknown;  // which ports it has is not known before its parameters are right
      return;
    }
    NodeQuestion question{m_node.parameters, std::vector<std::optional<Type>>(type.inputs.size()), {}, signatures()};
    if (type.extraPorts) addExtraPorts(question);
    if (m_placed.state != NodeState::Unknown) readArguments(question);
  }

  // In an unused subgraph that is told the body from outside.
  bool lacksBody() const {
    for (size_t i = 0; i < m_node.parameters.size(); ++i) {
      if (m_node.type->parameters[i].kind == WEFT_PARAMETER_GRAPH && !m_node.parameters[i]) return true;
    }
    return false;
  }

  void addExtraPorts(const NodeQuestion& question) {
    const NodeType& type = *m_node.type;
    auto extra = type.extraPorts(question);
    if (!extra) return fail(extra.error());
    if (extra->first.empty() && extra->second.empty()) return;
    if (const auto& told = m_planning.options.extraPorts) {
      const Scope& scope = m_planning.expansion.scopes[static_cast<size_t>(m_placed.scope)];
      told(scope.info->graph->name, m_placed.entry->id, extra->first, extra->second);
    }
    auto ports = std::make_shared<PortLists>(type.inputs, type.outputs);
    ports->first.insert(ports->first.end(), extra->first.begin(), extra->first.end());
    ports->second.insert(ports->second.end(), extra->second.begin(), extra->second.end());
    m_node.inputs = ports->first;
    m_node.outputs = ports->second;
    m_node.extraPorts = std::move(ports);
  }

  void checkNames() {
    const NodeType& type = *m_node.type;
    for (const auto& [name, links] : m_placed.entry->inputs) {
      if (hasId(m_node.inputs, name) || hasId(type.parameters, name)) continue;
      problem(".inputs." + printable(name),
              type.id + " has no input " + inQuotes(name) + m_planning.problems.suggest(name, [&] {
                std::vector<std::string> ids = idsOf(m_node.inputs);
                for (const auto& item : type.parameters) ids.push_back(item.id);
                return ids;
              }));
    }
    for (const auto& [name, literal] : m_placed.entry->parameters) {
      if (hasId(type.parameters, name)) continue;
      const std::string part = ".params." + printable(name);
      if (hasId(m_node.inputs, name) && isBodyInput(name)) continue;
      if (hasId(m_node.inputs, name)) {
        problem(part, inQuotes(name) + " is an input; link it under \"inputs\"");
      } else {
        problem(part, type.id + " has no parameter " + inQuotes(name) +
                          m_planning.problems.suggest(name, [&] { return idsOf(type.parameters); }));
      }
    }
  }

  // What the node itself says must fit its type; what it inherits from the run is a wish.
  void readDevice() {
    const Scope& scope = m_planning.expansion.scopes[static_cast<size_t>(m_placed.scope)];
    const NodeEntry& entry = *m_placed.entry;
    if (auto checked = checkDevice(entry.device.empty() ? "auto" : entry.device); !checked) {
      return problem(".device", checked.error().message);
    }
    if (auto checked = checkDtype(entry.dtype.empty() ? "auto" : entry.dtype); !checked) {
      return problem(".dtype", checked.error().message);
    }
    const auto runsOn = [&](const std::string& device) {
      const uint32_t devices = m_node.type->devices;
      if (device.starts_with("cuda")) return (devices & WEFT_DEVICES_CUDA) != 0;
      return !device.starts_with("vulkan") || (devices & WEFT_DEVICES_VULKAN) != 0;
    };
    // A node that runs a body says it for the body, and hands values on where they are.
    if (m_placed.body < 0 && !runsOn(entry.device)) {
      return problem(".device", m_node.type->id + " does not run on " + entry.device);
    }
    const auto choose = [](const std::string& own, const std::string& around, const std::string& run) {
      return !own.empty() ? own : !around.empty() ? around : run;
    };
    m_node.device = choose(entry.device, scope.device, m_planning.options.device);
    const auto& hasDevice = m_planning.options.hasDevice;
    const bool isCpu = m_node.device == "cpu" || m_node.device == "auto";
    const bool isMissing = !isCpu && hasDevice && runsOn(m_node.device) && !hasDevice(m_node.device, *m_node.type);
    if (isMissing || !runsOn(m_node.device)) m_node.device = "cpu";
    m_node.dtype = choose(entry.dtype, scope.dtype, m_planning.options.dtype);
  }

  Planning& m_planning;
  size_t m_index;
  Placed& m_placed;
  FlatNode& m_node;
};

}  // namespace

void readNodes(Planning& planning) {
  planning.nodes.resize(planning.expansion.nodes.size());
  planning.bodies.resize(planning.expansion.bodies.size());
  for (size_t i = 0; i < planning.nodes.size(); ++i) {
    NodeReader(planning, i).read();
    // A node stands before those of its body, which have nothing to go by when it is not understood.
    const Placed& placed = planning.expansion.nodes[i];
    if (placed.body >= 0) planning.expansion.scopeOf(placed.body).open = placed.state == NodeState::Unknown;
  }
}

Result<void> checkDevice(const std::string& name) {
  const size_t colon = name.find(':');
  const std::string kind = name.substr(0, colon);
  const std::string_view number = colon != name.npos ? std::string_view(name).substr(colon + 1) : "0";
  const bool isNumber = !number.empty() && number.size() <= 3 &&
                        std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (name == "auto" || name == "cpu" || ((kind == "cuda" || kind == "vulkan") && isNumber)) return {};
  return makeError(ErrorCode::InvalidArgument,
                   "expected auto, cpu, cuda, cuda:N, vulkan or vulkan:N, found " + inQuotes(name));
}

Result<void> checkDtype(const std::string& name) {
  if (name == "auto" || name == "f32" || name == "bf16" || name == "f16") return {};
  return makeError(ErrorCode::InvalidArgument, "expected auto, f32, bf16 or f16, found " + inQuotes(name));
}

}  // namespace weft
