#include <weft/base/paths.h>
#include <weft/base/text.h>
#include <weft/plan/parameters.h>

#include <algorithm>
#include <cmath>

namespace weft {
namespace {

Error refuse(const ParameterType& parameter, const std::string& given) {
  return makeError(ErrorCode::InvalidArgument, "expected " + describeAllowed(parameter) + ", found " + given);
}

std::string range(const std::string& low, const std::string& high, bool hasLow, bool hasHigh) {
  if (hasLow && hasHigh) return " from " + low + " to " + high;
  if (hasLow) return " of at least " + low;
  return hasHigh ? " of at most " + high : "";
}

int64_t lowest(const ParameterType& parameter) {
  return parameter.kind == WEFT_PARAMETER_SEED ? std::max<int64_t>(parameter.minimumInteger, 0)
                                               : parameter.minimumInteger;
}

std::string describeChoices(const ParameterType& parameter) {
  constexpr size_t shown = 20;
  std::string text = "one of";
  for (size_t i = 0; i < std::min(parameter.choices.size(), shown); ++i) {
    text += (i ? ", " : " ") + inQuotes(parameter.choices[i].id);
  }
  return parameter.choices.size() > shown ? text + ", ..." : text;
}

Result<Value> readText(const ParameterType& parameter, const std::string& text) {
  if (parameter.kind == WEFT_PARAMETER_CHOICE) {
    std::vector<std::string> known;
    for (const Choice& choice : parameter.choices) known.push_back(choice.id);
    if (std::find(known.begin(), known.end(), text) == known.end()) {
      Error error = refuse(parameter, inQuotes(text, 60));
      error.message += didYouMean(text, known);
      return error;
    }
  }
  // An empty name stands for one that the node finds itself, where the default says so.
  const std::string* standard = parameter.defaultValue.asString();
  if (parameter.kind == WEFT_PARAMETER_NAME && !(text.empty() && standard && standard->empty())) {
    if (auto checked = checkOutputName(text); !checked) return checked.error();
  }
  return Value::string(text);
}

bool isExactAsDouble(const Json& literal) {
  if (literal.is_number_unsigned()) {
    const uint64_t number = literal.get<uint64_t>();
    const auto converted = static_cast<double>(number);
    return converted < 0x1p64 && static_cast<uint64_t>(converted) == number;
  }
  return !literal.is_number_integer() || Value::integer(literal.get<int64_t>()).asNumber().has_value();
}

Result<Value> literalOf(const Json& literal) {
  if (literal.is_boolean()) return Value::boolean(literal.get<bool>());
  if (literal.is_string()) return Value::string(literal.get<std::string>());
  if (literal.is_number_float()) return Value::number(literal.get<double>());
  if (literal.is_number()) {
    const Result<int64_t> integer = asInteger(literal);
    return integer ? Result<Value>(Value::integer(*integer)) : Result<Value>(integer.error());
  }
  if (literal.is_array()) {
    std::vector<Value> items;
    for (const Json& element : literal) {
      Result<Value> item = literalOf(element);
      if (!item) return item;
      items.push_back(std::move(*item));
    }
    return Value::list(std::move(items));
  }
  return makeError(ErrorCode::InvalidArgument,
                   "expected a number, a text, true, false or a list, found " + describeJson(literal));
}

}  // namespace

bool wantsText(const ParameterType& parameter) {
  switch (parameter.kind) {
    case WEFT_PARAMETER_STRING:
    case WEFT_PARAMETER_CHOICE:
    case WEFT_PARAMETER_PATH:
    case WEFT_PARAMETER_NAME:
    case WEFT_PARAMETER_GRAPH:
      return true;
    default:
      return false;
  }
}

std::string describeAllowed(const ParameterType& parameter) {
  switch (parameter.kind) {
    case WEFT_PARAMETER_NUMBER:
      return "a number" + range(formatNumber(parameter.minimumNumber), formatNumber(parameter.maximumNumber),
                                std::isfinite(parameter.minimumNumber), std::isfinite(parameter.maximumNumber));
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED:
      return "an integer" + range(std::to_string(lowest(parameter)), std::to_string(parameter.maximumInteger),
                                  lowest(parameter) != INT64_MIN,
                                  parameter.maximumInteger != INT64_MAX || parameter.kind == WEFT_PARAMETER_SEED);
    case WEFT_PARAMETER_BOOLEAN:
      return "true or false";
    case WEFT_PARAMETER_CHOICE:
      return describeChoices(parameter);
    case WEFT_PARAMETER_PATH:
      return "a path (a text)";
    case WEFT_PARAMETER_GRAPH:
      return "the name of a subgraph";
    default:
      return "a text";
  }
}

const Type& parameterLinkType(const ParameterType& parameter) {
  const auto make = [](const char* name) { return Type{{TypeTerm{name, {}, std::nullopt}}}; };
  static const Type number = make("number"), integer = make("integer"), boolean = make("boolean"),
                    text = make("string");
  switch (parameter.kind) {
    case WEFT_PARAMETER_NUMBER:
      return number;
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED:
      return integer;
    case WEFT_PARAMETER_BOOLEAN:
      return boolean;
    default:
      return text;
  }
}

Result<Json> readSetValue(bool wantsText, const Json& literal) {
  if (wantsText || !literal.is_string()) return literal;
  const std::string& text = literal.get_ref<const std::string&>();
  Result<Json> parsed = parseJson(text, "VALUE");
  if (parsed) return parsed;
  return makeError(ErrorCode::InvalidArgument, inQuotes(text, 60));
}

Result<Value> checkParameter(const ParameterType& parameter, const Value& value) {
  switch (parameter.kind) {
    case WEFT_PARAMETER_NUMBER: {
      const auto number = value.asNumber();
      if (!number || !std::isfinite(*number) || *number < parameter.minimumNumber ||
          *number > parameter.maximumNumber) {
        break;
      }
      return value.kind() == Kind::Number ? value : Value::number(*number);
    }
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED: {
      const auto integer = value.asInteger();
      if (!integer || *integer < lowest(parameter) || *integer > parameter.maximumInteger) break;
      return value.kind() == Kind::Integer ? value : Value::integer(*integer);
    }
    case WEFT_PARAMETER_BOOLEAN:
      if (value.asBoolean()) return value;
      break;
    default:
      if (const std::string* text = value.asString()) return readText(parameter, *text);
  }
  return refuse(parameter, value.describe());
}

Result<Value> readParameter(const ParameterType& parameter, const Json& literal, LiteralOrigin origin) {
  if (origin == LiteralOrigin::Set) {
    const Result<Json> parsed = readSetValue(wantsText(parameter), literal);
    if (!parsed) return refuse(parameter, parsed.error().message);
    return readParameter(parameter, *parsed, LiteralOrigin::File);
  }
  const auto given = [&] { return refuse(parameter, describeJson(literal)); };
  switch (parameter.kind) {
    case WEFT_PARAMETER_NUMBER: {
      const Result<double> number = asNumber(literal);
      if (!number || !isExactAsDouble(literal)) return given();
      const Result<Value> checked = checkParameter(parameter, Value::number(*number));
      return checked ? checked : Result<Value>(given());
    }
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED: {
      const Result<int64_t> integer = asInteger(literal);
      if (!integer) return given();
      const Result<Value> checked = checkParameter(parameter, Value::integer(*integer));
      return checked ? checked : Result<Value>(given());
    }
    case WEFT_PARAMETER_BOOLEAN:
      if (literal.is_boolean()) return Value::boolean(literal.get<bool>());
      return given();
    default:
      if (literal.is_string()) return readText(parameter, literal.get_ref<const std::string&>());
      return given();
  }
}

Result<Value> readPortLiteral(const Type& type, const Json& literal, LiteralOrigin origin) {
  const auto fits = [&](const Result<Value>& value) { return value && checkValue(*value, type).ok(); };
  if (origin == LiteralOrigin::Set && literal.is_string()) {
    // VALUE is JSON where that fits the port, else text: `7` is a number for number|string, `red` a text.
    if (const Result<Json> parsed = readSetValue(false, literal); parsed && !parsed->is_string()) {
      Result<Value> value = literalOf(*parsed);
      if (fits(value)) return value;
    }
  }
  Result<Value> value = literalOf(literal);
  if (!value || fits(value)) return value;
  return makeError(ErrorCode::InvalidArgument, "expected " + type.text() + ", found " + describeJson(literal));
}

}  // namespace weft
