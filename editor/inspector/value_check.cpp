#include "inspector/value_check.h"

#include <algorithm>

#include <weft/base/paths.h>

#include "inspector/parameter_editor.h"

namespace weft::editor {
namespace {

const char* kindName(int32_t kind) {
  switch (kind) {
    case WEFT_PARAMETER_NUMBER:
      return "a number";
    case WEFT_PARAMETER_INTEGER:
      return "a whole number";
    case WEFT_PARAMETER_SEED:
      return "a whole number from 0 up";
    case WEFT_PARAMETER_BOOLEAN:
      return "true or false";
    case WEFT_PARAMETER_CHOICE:
      return "one of the choices";
    case WEFT_PARAMETER_GRAPH:
      return "the name of a subgraph";
    default:
      return "a text";
  }
}

bool isWhole(const Json& value) { return asInteger(value).ok(); }

bool isChoice(const ParameterType& type, const Json& value) {
  return value.is_string() && std::any_of(type.choices.begin(), type.choices.end(),
                                          [&](const Choice& choice) { return value == choice.id; });
}

QString bound(const ParameterType& type, const char* words, const Json& limit) {
  return QString("%1 %2").arg(QLatin1String(words), valueText(type, limit));
}

QString rangeProblem(const ParameterType& type, const Json& value) {
  if (type.kind == WEFT_PARAMETER_NUMBER) {
    const double number = value.get<double>();
    if (number < type.minimumNumber) return bound(type, "At least", type.minimumNumber);
    if (number > type.maximumNumber) return bound(type, "At most", type.maximumNumber);
    return {};
  }
  const int64_t number = *asInteger(value);
  const int64_t least =
      type.kind == WEFT_PARAMETER_SEED ? std::max<int64_t>(type.minimumInteger, 0) : type.minimumInteger;
  if (number < least) return bound(type, "At least", least);
  if (number > type.maximumInteger) return bound(type, "At most", type.maximumInteger);
  return {};
}

}  // namespace

bool fitsKind(const ParameterType& type, const Json& value) {
  switch (type.kind) {
    case WEFT_PARAMETER_NUMBER:
      return value.is_number();
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED:
      return value.is_number() && isWhole(value);
    case WEFT_PARAMETER_BOOLEAN:
      return value.is_boolean();
    case WEFT_PARAMETER_CHOICE:
      return isChoice(type, value);
    default:
      return value.is_string();
  }
}

QString valueProblem(const ParameterType& type, const Json& value) {
  if (value.is_null()) return {};
  if (!fitsKind(type, value)) return QString("This should be %1").arg(QLatin1String(kindName(type.kind)));
  if (value.is_number()) return rangeProblem(type, value);
  if (type.kind != WEFT_PARAMETER_NAME) return {};
  const Result<void> name = checkOutputName(value.get_ref<const std::string&>());
  return name ? QString() : QString::fromStdString(name.error().message);
}

}  // namespace weft::editor
