#include "edge.h"

#include <algorithm>
#include <cmath>

#include <weft/base/text.h>

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

Error parameterError(const ParameterType& parameter, const std::string& text) {
  return makeError(ErrorCode::InvalidArgument, "parameter " + inQuotes(parameter.id) + ' ' + text, parameter.id);
}

Result<Value> toNumber(const Value& value, const ParameterType& parameter) {
  const auto number = value.asNumber();
  if (!number) return parameterError(parameter, "is a number, and was given " + value.describe());
  if (!std::isfinite(*number))
    return parameterError(parameter, "must be finite, and was given " + formatNumber(*number));
  if (*number < parameter.minimumNumber || *number > parameter.maximumNumber) {
    return parameterError(parameter, "goes from " + formatNumber(parameter.minimumNumber) + " to " +
                                         formatNumber(parameter.maximumNumber) + ", and was given " +
                                         formatNumber(*number));
  }
  return Value::number(*number);
}

Result<Value> toInteger(const Value& value, const ParameterType& parameter) {
  const auto integer = value.asInteger();
  if (!integer) return parameterError(parameter, "is a whole number, and was given " + value.describe());
  const int64_t least =
      parameter.kind == WEFT_PARAMETER_SEED ? std::max<int64_t>(0, parameter.minimumInteger) : parameter.minimumInteger;
  if (*integer < least || *integer > parameter.maximumInteger) {
    return parameterError(parameter, "goes from " + std::to_string(least) + " to " +
                                         std::to_string(parameter.maximumInteger) + ", and was given " +
                                         std::to_string(*integer));
  }
  return Value::integer(*integer);
}

Result<Value> toChoice(const Value& value, const ParameterType& parameter, const std::string& text) {
  std::vector<std::string> ids;
  std::string all;
  for (const Choice& choice : parameter.choices) {
    if (choice.id == text) return value;
    ids.push_back(choice.id);
    all += (all.empty() ? "" : ", ") + choice.id;
  }
  return parameterError(parameter, "is one of " + all + ", and was given " + inQuotes(text) + didYouMean(text, ids));
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
  switch (parameter.kind) {
    case WEFT_PARAMETER_NUMBER:
      return toNumber(value, parameter);
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED:
      return toInteger(value, parameter);
    case WEFT_PARAMETER_BOOLEAN:
      if (value.asBoolean()) return value;
      return parameterError(parameter, "is true or false, and was given " + value.describe());
    case WEFT_PARAMETER_PATH:
      // A file's place is resolved, and its content made part of the key, when the plan is made.
      return parameterError(parameter, "is a path, which no link can give");
    default:
      break;
  }
  const std::string* text = value.asString();
  if (!text) return parameterError(parameter, "is text, and was given " + value.describe());
  if (parameter.kind == WEFT_PARAMETER_CHOICE) return toChoice(value, parameter, *text);
  return value;
}

}  // namespace weft
