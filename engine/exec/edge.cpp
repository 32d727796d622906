#include "edge.h"

#include <algorithm>

#include <weft/base/text.h>
#include <weft/plan/parameters.h>

namespace weft {
namespace {

bool takesKind(const Type& type, Kind kind) {
  return std::any_of(type.terms.begin(), type.terms.end(), [&](const TypeTerm& term) {
    const auto termKind = kindOfType(term.name);
    return !termKind || *termKind == kind;
  });
}

// Whole numbers become integers, and the other way round, where the type has no room for the kind that comes.
void convert(Value& value, const Type& type) {
  const Kind kind = value.kind();
  if ((kind != Kind::Number && kind != Kind::Integer) || takesKind(type, kind)) return;
  if (kind == Kind::Integer && takesKind(type, Kind::Number)) {
    if (const auto number = value.asNumber()) value = Value::number(*number);
  } else if (kind == Kind::Number && takesKind(type, Kind::Integer)) {
    if (const auto integer = value.asInteger()) value = Value::integer(*integer);
  }
}

}  // namespace

Result<void> fitInput(Value& value, const PortType& port) {
  convert(value, port.type);
  if (checkValue(value, port.type)) return {};
  return makeError(ErrorCode::TypeMismatch,
                   "input " + inQuotes(port.id) + " takes " + port.type.text() + ", and was given " + value.describe(),
                   port.id);
}

Result<void> fitOutput(Value& value, const PortType& port, const Type& type) {
  convert(value, type);
  if (checkValue(value, type)) return {};
  return makeError(
      ErrorCode::TypeMismatch,
      "output " + inQuotes(port.id) + " is declared as " + type.text() + ", and was set to " + value.describe(),
      port.id);
}

Result<void> fitParameter(Value& value, const ParameterType& parameter) {
  const auto refuse = [&](const std::string& why) {
    return makeError(ErrorCode::InvalidArgument, "parameter " + inQuotes(parameter.id) + ": " + why, parameter.id);
  };
  // A file's place is resolved, and its content made part of the key, when the plan is made.
  if (parameter.kind == WEFT_PARAMETER_PATH) return refuse("a link cannot give a path");
  Result<Value> checked = checkParameter(parameter, value);
  if (!checked) return refuse(checked.error().message);
  value = *std::move(checked);
  return {};
}

}  // namespace weft
