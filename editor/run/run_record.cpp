#include "run/run_record.h"

#include "document/graph_model.h"
#include "run/node_paths.h"
#include "run/run_state.h"
#include "run/run_targets.h"
#include "run/seed_changes.h"

namespace weft::editor {
namespace {

constexpr qsizetype longestLabel = 60;
constexpr int pictureSide = 128;
constexpr qsizetype mostPictures = 4;

QString shortText(const Json& value) {
  const QString text = QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump()).simplified();
  return text.size() > longestLabel ? text.left(longestLabel - 1) + u'…' : text;
}

}  // namespace

QString RunRecord::graphText() const { return QString::fromUtf8(qUncompress(packed)); }

QByteArray packedGraph(const GraphModel& model, const RunSettings& settings) {
  constexpr int fast = 1;
  const auto pack = [](const Document& document) {
    return qCompress(QByteArray::fromStdString(document.text()), fast);
  };
  if (settings.empty()) return pack(model.document());
  Document document = model.document();
  for (const auto& [name, value] : settings) {
    const size_t dot = name.find('.');
    // A name that is none is the run's to complain of.
    if (dot == std::string::npos)
      (void)document.setInputDefault(name, value);
    else
      (void)document.setParameter(name.substr(0, dot), name.substr(dot + 1), value);
  }
  return pack(document);
}

QList<QImage> resultPictures(const GraphModel& model, const RunState& state, const RunRecord& record) {
  QStringList nodes = record.to;
  if (nodes.isEmpty()) {
    for (const auto& [giver, saver] : savedBy(model)) nodes.append(giver);
    for (const auto& [name, source] : model.document().graph().outputs) {
      nodes.append(giverOf(model, {}, portRef(source)).node);
    }
  }
  nodes.removeDuplicates();
  QList<QImage> pictures;
  for (const QString& node : nodes) {
    const NodeRun& run = state.of(node);
    const bool good = run.status == NodeStatus::Done || run.status == NodeStatus::Cached;
    if (!good || run.picture.isNull() || pictures.size() == mostPictures) continue;
    pictures.append(run.picture.scaled(run.picture.size().boundedTo({pictureSide, pictureSide}), Qt::KeepAspectRatio,
                                       Qt::SmoothTransformation));
  }
  return pictures;
}

QString runLabel(const GraphModel& model, const QStringList& to, const RunSettings& settings) {
  QStringList parts;
  for (const auto& [name, value] : settings) parts.append(QString::fromStdString(name) + u' ' + shortText(value));
  if (!to.isEmpty()) parts.append("to " + to.join(", "));
  if (!parts.isEmpty()) return parts.join(", ");
  for (const GraphInput& input : model.document().graph().inputs) {
    if (input.defaultValue.is_string() && !input.defaultValue.get_ref<const std::string&>().empty()) {
      return shortText(input.defaultValue);
    }
  }
  const QString seed = firstSeed(model);
  return seed.isEmpty() ? QString() : "seed " + seed;
}

}  // namespace weft::editor
