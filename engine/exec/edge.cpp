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
Value converted(const Value& value, const Type& type) {
  if (value.kind() != Kind::Number && value.kind() != Kind::Integer) return value;
  if (takesKind(type, value.kind())) return value;
  if (value.kind() == Kind::Integer && takesKind(type, Kind::Number)) {
    if (const auto number = value.asNumber()) return Value::number(*number);
  }
  if (value.kind() == Kind::Number && takesKind(type, Kind::Integer)) {
    if (const auto integer = value.asInteger()) return Value::integer(*integer);
  }
  return value;
}

}  // namespace

Result<Value> toInput(const Value& value, const PortType& port) {
  Value fitting = converted(value, port.type);
  if (checkValue(fitting, port.type)) return fitting;
  return makeError(ErrorCode::TypeMismatch,
                   "input " + inQuotes(port.id) + " takes " + port.type.text() + ", and was given " + value.describe(),
                   port.id);
}

Result<Value> toOutput(const Value& value, const PortType& port, const Type& type) {
  Value fitting = converted(value, type);
  if (checkValue(fitting, type)) return fitting;
  return makeError(
      ErrorCode::TypeMismatch,
      "output " + inQuotes(port.id) + " is declared as " + type.text() + ", and was set to " + value.describe(),
      port.id);
}

Result<Value> toParameter(const Value& value, const ParameterType& parameter) {
  const auto refuse = [&](const std::string& why) {
    return makeError(ErrorCode::InvalidArgument, "parameter " + inQuotes(parameter.id) + ": " + why, parameter.id);
  };
  // A file's place is resolved, and its content made part of the key, when the plan is made.
  if (parameter.kind == WEFT_PARAMETER_PATH) return refuse("a link cannot give a path");
  Result<Value> checked = checkParameter(parameter, value);
  return checked ? checked : Result<Value>(refuse(checked.error().message));
}

}  // namespace weft
