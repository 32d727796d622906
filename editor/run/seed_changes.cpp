#include "run/seed_changes.h"

#include <QRandomGenerator>

#include "commands/parameter_edits.h"
#include "document/layout.h"
#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

Json next(const Json& value, const ParameterType& type, SeedChange change) {
  const int64_t least = std::max<int64_t>(type.minimumInteger, 0);
  if (change == SeedChange::Random) {
    // Short enough to be read out and typed.
    const int64_t most = std::min<int64_t>(type.maximumInteger, std::numeric_limits<uint32_t>::max());
    return least +
           static_cast<int64_t>(QRandomGenerator::global()->generate64() % static_cast<uint64_t>(most - least + 1));
  }
  const int64_t now = value.is_number_integer() ? value.get<int64_t>() : least;
  return now >= type.maximumInteger ? least : now + 1;
}

void addSeedsOf(const GraphModel& model, const QString& graph, Edit& edit) {
  const QHash<QString, NodeLook> looks = nodeLooks(model, graph);
  for (auto look = looks.begin(); look != looks.end(); ++look) {
    if (look->seeds.isEmpty()) continue;
    const std::optional<NodeFace> face = nodeFace(model, graph, look.key(), &*look);
    if (!face) continue;
    for (auto seed = look->seeds.begin(); seed != look->seeds.end(); ++seed) {
      const ParameterFace* parameter = face->parameter(seed.key());
      if (!parameter || parameter->linked || *seed == SeedChange::Fixed) continue;
      const Edit one =
          setParameter(model, graph, {look.key()}, seed.key(), next(parameter->value, *parameter->type, *seed));
      for (const Json& operation : one.operations) edit.operations.push_back(operation);
    }
  }
}

QString seedOf(const NodeFace& face) {
  for (const ParameterFace& parameter : face.parameters) {
    if (parameter.type->kind == WEFT_PARAMETER_SEED && !parameter.linked && parameter.value.is_number_integer()) {
      return QString::fromStdString(parameter.value.dump());
    }
  }
  return {};
}

}  // namespace

Edit nextSeeds(const GraphModel& model, const QString& gesture) {
  Edit edit{"Change seeds after a run", Json::array(), gesture};
  addSeedsOf(model, QString(), edit);
  for (const auto& [name, graph] : model.document().subgraphs()) addSeedsOf(model, QString::fromStdString(name), edit);
  return edit;
}

QString firstSeed(const GraphModel& model) {
  if (const std::optional<NodeFace> inputs = nodeFace(model, QString(), inputsNode())) {
    if (const QString seed = seedOf(*inputs); !seed.isEmpty()) return seed;
  }
  for (const NodeEntry& node : model.document().graph().nodes) {
    const NodeType* type = model.catalog().find(node.type);
    const bool hasSeed = type && std::any_of(type->parameters.begin(), type->parameters.end(),
                                             [](const auto& p) { return p.kind == WEFT_PARAMETER_SEED; });
    if (!hasSeed) continue;
    const std::optional<NodeFace> face = nodeFace(model, QString(), QString::fromStdString(node.id));
    if (const QString seed = face ? seedOf(*face) : QString(); !seed.isEmpty()) return seed;
  }
  return {};
}

}  // namespace weft::editor
