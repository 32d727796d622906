// Parameters: defaults, ranges and choices that hold together.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <weft/base/paths.h>
#include <weft/base/text.h>

#include "descriptor_checks.h"
#include "descriptor_reader.h"
#include "struct_reader.h"

namespace weft {
namespace {

constexpr size_t mostParameters = 256;
constexpr size_t mostChoices = 1024;
constexpr size_t longestDefault = size_t{64} << 10;
constexpr uint32_t knownFlags = WEFT_PARAMETER_FOLDER | WEFT_PARAMETER_ADVANCED | WEFT_PARAMETER_NOT_IN_KEY |
                                WEFT_PARAMETER_MULTILINE | WEFT_PARAMETER_SIDE_BY_SIDE;

std::string rangeText(const std::string& minimum, const std::string& maximum) { return minimum + " to " + maximum; }

Result<void> readNumber(ParameterType& type, const weft_parameter& source) {
  const double minimum = source.minimum_number, maximum = source.maximum_number;
  const bool unlimited = minimum == 0 && maximum == 0;
  if (!unlimited) {
    if (std::isnan(minimum) || std::isnan(maximum) || minimum > maximum) {
      return badDescription("the range " + rangeText(formatNumber(minimum), formatNumber(maximum)) + " is empty");
    }
    // The ends of double's own range are no limit that anybody has to be told of.
    if (minimum > std::numeric_limits<double>::lowest()) type.minimumNumber = minimum;
    if (maximum < std::numeric_limits<double>::max()) type.maximumNumber = maximum;
  }
  const double value = source.default_number;
  if (!std::isfinite(value)) return badDescription("the default " + formatNumber(value) + " is not finite");
  if (value < type.minimumNumber || value > type.maximumNumber) {
    return badDescription("the default " + formatNumber(value) + " is outside its range " +
                          rangeText(formatNumber(minimum), formatNumber(maximum)));
  }
  type.defaultValue = Value::number(value);
  return {};
}

Result<void> readInteger(ParameterType& type, const weft_parameter& source) {
  int64_t minimum = source.minimum_integer, maximum = source.maximum_integer;
  if (type.kind == WEFT_PARAMETER_SEED) {
    minimum = 0;
    maximum = std::numeric_limits<int64_t>::max();
  }
  if (minimum > maximum) {
    return badDescription("the range " + rangeText(std::to_string(minimum), std::to_string(maximum)) + " is empty");
  }
  if (minimum != 0 || maximum != 0) {
    type.minimumInteger = minimum;
    type.maximumInteger = maximum;
  }
  const int64_t value = source.default_integer;
  if (value < type.minimumInteger || value > type.maximumInteger) {
    return badDescription("the default " + std::to_string(value) + " is outside its range " +
                          rangeText(std::to_string(minimum), std::to_string(maximum)));
  }
  type.defaultValue = Value::integer(value);
  return {};
}

Result<void> readChoices(ParameterType& type, const weft_parameter& source) {
  if (source.choice_count == 0 || source.choice_count > mostChoices || !source.choices) {
    return badDescription("it has " + std::to_string(source.choice_count) + " choices" +
                          (source.choices ? "" : " at a null pointer") + "; a choice has 1 to " +
                          std::to_string(mostChoices));
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < source.choice_count; ++i) {
    const std::string what = "choice " + std::to_string(i);
    auto id = readText(source.choices[i].id, longestId, Presence::Required, "the id of " + what);
    if (!id) return id.error();
    auto label = readText(source.choices[i].label, longestLabel, Presence::Optional, "the label of " + what);
    if (!label) return label.error();
    auto doc = readText(source.choices[i].doc, longestDoc, Presence::Optional, "the documentation of " + what);
    if (!doc) return doc.error();
    if (!seen.insert(*id).second) return badDescription("two choices have the id " + inQuotes(*id));
    type.choices.push_back({*id, label->empty() ? labelFromId(*id) : *label, *doc});
  }
  return {};
}

Result<void> readTextDefault(ParameterType& type, const weft_parameter& source) {
  auto text = readText(source.default_text, longestDefault, Presence::Optional, "the default");
  if (!text) return text.error();
  if (type.kind == WEFT_PARAMETER_CHOICE) {
    if (auto choices = readChoices(type, source); !choices) return choices.error();
    std::vector<std::string> ids;
    for (const Choice& choice : type.choices) ids.push_back(choice.id);
    if (std::find(ids.begin(), ids.end(), *text) == ids.end()) {
      return badDescription("the default " + inQuotes(*text) + " is none of its choices" + didYouMean(*text, ids));
    }
  }
  if (type.kind == WEFT_PARAMETER_NAME) {
    if (auto checked = checkOutputName(*text); !checked) {
      return badDescription("the default is no name for an output: " + checked.error().message);
    }
  }
  if (type.kind == WEFT_PARAMETER_GRAPH && !text->empty()) {
    return badDescription("the default is " + inQuotes(*text) + "; a body is named by the graph's file alone");
  }
  type.defaultValue = Value::string(std::move(*text));
  return {};
}

Result<void> readDefault(ParameterType& type, const weft_parameter& source) {
  if (type.kind != WEFT_PARAMETER_CHOICE && source.choice_count > 0) {
    return badDescription("it has choices, but its kind is not WEFT_PARAMETER_CHOICE");
  }
  switch (type.kind) {
    case WEFT_PARAMETER_NUMBER:
      return readNumber(type, source);
    case WEFT_PARAMETER_INTEGER:
    case WEFT_PARAMETER_SEED:
      return readInteger(type, source);
    case WEFT_PARAMETER_BOOLEAN:
      if (source.default_integer != 0 && source.default_integer != 1) {
        return badDescription("the default is " + std::to_string(source.default_integer) + "; a boolean's is 0 or 1");
      }
      type.defaultValue = Value::boolean(source.default_integer != 0);
      return {};
    default:
      return readTextDefault(type, source);
  }
}

Result<void> readSlider(ParameterType& type, const weft_parameter& source) {
  const double low = source.ui_minimum, high = source.ui_maximum;
  const bool given = low != 0 || high != 0;
  if (given && !(std::isfinite(low) && std::isfinite(high) && low < high)) {
    return badDescription("the slider's range " + rangeText(formatNumber(low), formatNumber(high)) + " is empty");
  }
  if (source.curve != WEFT_CURVE_LINEAR && source.curve != WEFT_CURVE_LOGARITHMIC) {
    return badDescription("the curve is " + std::to_string(source.curve) + "; it must be one of WEFT_CURVE_");
  }
  const bool whole = type.kind == WEFT_PARAMETER_INTEGER;
  const double lowest = given ? low : whole ? static_cast<double>(type.minimumInteger) : type.minimumNumber;
  if (source.curve == WEFT_CURVE_LOGARITHMIC && !(lowest > 0)) {
    return badDescription("a logarithmic slider cannot begin at " + formatNumber(lowest));
  }
  type.curve = source.curve;
  type.uiMinimum = low;
  type.uiMaximum = high;
  return {};
}

Result<ParameterType> readParameter(const weft_parameter& source, size_t index) {
  auto id = readSimpleId(source.id, "parameter " + std::to_string(index));
  if (!id) return id.error();
  const std::string what = "parameter " + inQuotes(*id);
  const auto at = [&](const Error& error) { return badDescription(what + ": " + error.message); };
  if (source.kind < WEFT_PARAMETER_NUMBER || source.kind > WEFT_PARAMETER_GRAPH) {
    return badDescription(what + ": the kind " + std::to_string(source.kind) + " is none of WEFT_PARAMETER_");
  }
  if ((source.flags & ~knownFlags) != 0) {
    return badDescription(what + ": flags are " + std::to_string(source.flags) +
                          "; only WEFT_PARAMETER_ flags are known");
  }

  ParameterType type;
  type.id = *id;
  type.kind = source.kind;
  type.flags = source.flags;
  const struct {
    std::string& into;
    const char* text;
    size_t longest;
    Presence presence;
    const char* name;
  } texts[] = {{type.label, source.label, longestLabel, Presence::Optional, "the label"},
               {type.doc, source.doc, longestDoc, Presence::Required, "the documentation"},
               {type.unit, source.unit, longestLabel, Presence::Optional, "the unit"},
               {type.group, source.group, longestLabel, Presence::Optional, "the group"},
               {type.visibleIf, source.visible_if, 1024, Presence::Optional, "visible_if"}};
  for (const auto& text : texts) {
    auto read = readText(text.text, text.longest, text.presence, text.name);
    if (!read) return at(read.error());
    text.into = std::move(*read);
  }
  if (type.label.empty()) type.label = labelFromId(type.id);
  if (auto read = readDefault(type, source); !read) return at(read.error());
  if (auto read = readSlider(type, source); !read) return at(read.error());
  return type;
}

// "other=value|value", where other is a parameter too.
Result<void> checkVisibleIf(const ParameterType& parameter, const std::vector<ParameterType>& all) {
  if (parameter.visibleIf.empty()) return {};
  const size_t equals = parameter.visibleIf.find('=');
  const std::string other = parameter.visibleIf.substr(0, equals);
  const bool known = std::any_of(all.begin(), all.end(), [&](const ParameterType& one) { return one.id == other; });
  if (known && other != parameter.id && equals != std::string::npos && equals + 1 < parameter.visibleIf.size())
    return {};
  return badDescription("parameter " + inQuotes(parameter.id) + ": visible_if is " + inQuotes(parameter.visibleIf) +
                        "; it must be another parameter's id, = and a value");
}

}  // namespace

Result<std::vector<ParameterType>> readParameters(const weft_parameter* parameters, size_t count) {
  auto items = readArray(parameters, count, mostParameters, WEFT_UP_TO(weft_parameter, default_text), "parameter");
  if (!items) return items.error();
  std::vector<ParameterType> types;
  for (size_t i = 0; i < items->size(); ++i) {
    auto type = readParameter((*items)[i], i);
    if (!type) return type.error();
    types.push_back(std::move(*type));
  }
  const auto isGraph = [](const ParameterType& type) { return type.kind == WEFT_PARAMETER_GRAPH; };
  if (std::count_if(types.begin(), types.end(), isGraph) > 1) {
    return badDescription("two parameters name a subgraph; a node has one body at most");
  }
  for (const ParameterType& type : types) {
    if (auto checked = checkVisibleIf(type, types); !checked) return checked.error();
  }
  return types;
}

}  // namespace weft
