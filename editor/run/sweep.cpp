#include "run/sweep.h"

#include <cmath>

#include <QRegularExpression>

#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

bool isWhole(const ParameterType& type) {
  return type.kind == WEFT_PARAMETER_INTEGER || type.kind == WEFT_PARAMETER_SEED;
}
bool isNumber(const ParameterType& type) { return type.kind == WEFT_PARAMETER_NUMBER || isWhole(type); }

bool canSweep(const ParameterFace& parameter) {
  const int32_t kind = parameter.type->kind;
  return !parameter.linked && (isNumber(*parameter.type) || kind == WEFT_PARAMETER_BOOLEAN ||
                               kind == WEFT_PARAMETER_STRING || kind == WEFT_PARAMETER_CHOICE);
}

Error wrong(const QString& text) { return makeError(ErrorCode::InvalidArgument, text.toStdString()); }

Result<Json> readValue(const ParameterType& type, const QString& text) {
  bool good = false;
  if (isWhole(type)) {
    const qlonglong value = text.toLongLong(&good);
    if (!good) return wrong(u'“' + text + "” is no whole number");
    if (value < type.minimumInteger || value > type.maximumInteger) return wrong(text + " is out of range");
    return Json(static_cast<int64_t>(value));
  }
  if (type.kind == WEFT_PARAMETER_NUMBER) {
    const double value = text.toDouble(&good);
    if (!good || !std::isfinite(value)) return wrong(u'“' + text + "” is no number");
    if (value < type.minimumNumber || value > type.maximumNumber) return wrong(text + " is out of range");
    return Json(value);
  }
  if (type.kind == WEFT_PARAMETER_BOOLEAN) {
    if (text != "true" && text != "false") return wrong("true or false, not “" + text + u'”');
    return Json(text == "true");
  }
  if (type.kind == WEFT_PARAMETER_CHOICE) {
    const std::string id = text.toStdString();
    const bool known =
        std::any_of(type.choices.begin(), type.choices.end(), [&](const Choice& choice) { return choice.id == id; });
    if (!known) return wrong("there is no choice “" + text + u'”');
  }
  return Json(text.toStdString());
}

// Of "first..last", with "in COUNT".
Result<std::vector<Json>> readRange(const ParameterType& type, const QRegularExpressionMatch& match) {
  const Result<Json> first = readValue(type, match.captured(1)), last = readValue(type, match.captured(2));
  if (!first) return first.error();
  if (!last) return last.error();
  const double from = first->get<double>(), to = last->get<double>();
  const bool counted = !match.captured(3).isEmpty();
  if (!counted && !isWhole(type)) return wrong("say how many: “" + match.captured(0) + " in 5”");
  const double count = counted ? match.captured(3).toDouble() : std::abs(to - from) + 1;
  if (count < 1 || count > static_cast<double>(mostSweepRuns)) {
    return wrong(QString("from 1 to %1 values").arg(mostSweepRuns));
  }
  std::vector<Json> values;
  for (int i = 0; i < static_cast<int>(count); ++i) {
    const double value = count < 2 ? from : from + (to - from) * i / (count - 1);
    const Json next = isWhole(type) ? Json(static_cast<int64_t>(std::llround(value))) : Json(value);
    if (values.empty() || values.back() != next) values.push_back(next);
  }
  return values;
}

}  // namespace

std::vector<Sweepable> sweepables(const GraphModel& model) {
  std::vector<Sweepable> found;
  const auto add = [&](const NodeFace& face, const QString& prefix) {
    for (const ParameterFace& parameter : face.parameters) {
      if (!canSweep(parameter)) continue;
      const QString label = QString::fromStdString(parameter.type->label);
      found.push_back({prefix.isEmpty() ? parameter.id : prefix + u'.' + parameter.id,
                       prefix.isEmpty() ? labelOf(parameter.id) : face.title + ": " + label, parameter.type,
                       parameter.value});
    }
  };
  if (const std::optional<NodeFace> inputs = nodeFace(model, QString(), inputsNode())) add(*inputs, {});
  for (const NodeEntry& node : model.document().graph().nodes) {
    const QString id = QString::fromStdString(node.id);
    if (!subgraphOfType(QString::fromStdString(node.type)).isEmpty()) continue;
    if (const std::optional<NodeFace> face = nodeFace(model, QString(), id)) add(*face, id);
  }
  return found;
}

Result<std::vector<Json>> sweepValues(const ParameterType& type, const QString& text) {
  static const QRegularExpression range(R"(^\s*(-?[\d.]*\d)\s*\.\.\s*(-?\d[\d.eE+-]*)\s*(?:in\s+(\d+))?\s*$)");
  if (isNumber(type)) {
    if (const QRegularExpressionMatch match = range.match(text); match.hasMatch()) return readRange(type, match);
  }
  const QChar between = type.kind == WEFT_PARAMETER_STRING ? u'|' : u',';
  std::vector<Json> values;
  for (const QString& part : text.split(between, Qt::SkipEmptyParts)) {
    if (part.trimmed().isEmpty()) continue;
    Result<Json> value = readValue(type, part.trimmed());
    if (!value) return value.error();
    values.push_back(*std::move(value));
  }
  if (values.empty()) return wrong("values to run through are missing");
  return values;
}

std::vector<RunSettings> sweepRuns(const QString& first, const std::vector<Json>& values, const QString& second,
                                   const std::vector<Json>& others) {
  std::vector<RunSettings> runs;
  for (const Json& value : values) {
    if (second.isEmpty() || others.empty()) runs.push_back({{first.toStdString(), value}});
    for (const Json& other : others) {
      if (!second.isEmpty()) runs.push_back({{first.toStdString(), value}, {second.toStdString(), other}});
    }
  }
  return runs;
}

}  // namespace weft::editor
