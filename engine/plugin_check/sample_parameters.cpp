#include "sample_parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <weft/base/text.h>

#include "sample_files.h"

namespace weft {
namespace {

using Generator = std::mt19937_64;  // its numbers are the same everywhere

double lowestNumber(const ParameterType& type) { return std::isfinite(type.minimumNumber) ? type.minimumNumber : -1e6; }
double highestNumber(const ParameterType& type) { return std::isfinite(type.maximumNumber) ? type.maximumNumber : 1e6; }
int64_t lowestInteger(const ParameterType& type) { return std::max<int64_t>(type.minimumInteger, -1'000'000); }
int64_t highestInteger(const ParameterType& type) { return std::min<int64_t>(type.maximumInteger, int64_t{1} << 40); }

Value numberOf(const ParameterType& type, ParameterFill fill, Generator& random) {
  const double low = lowestNumber(type), high = highestNumber(type);
  switch (fill) {
    case ParameterFill::Lowest:
      return Value::number(low);
    case ParameterFill::Highest:
      return Value::number(high);
    case ParameterFill::BelowRange:
      return Value::number(low - 1 - std::abs(low));
    case ParameterFill::AboveRange:
      return Value::number(high + 1 + std::abs(high));
    case ParameterFill::NotANumber:
      return Value::number(std::numeric_limits<double>::quiet_NaN());
    case ParameterFill::Random:
      return Value::number(low + (high - low) * (static_cast<double>(random() >> 11) * 0x1p-53));
    case ParameterFill::Defaults:
      break;
  }
  return type.defaultValue;
}

Value integerOf(const ParameterType& type, ParameterFill fill, Generator& random) {
  const int64_t low = lowestInteger(type), high = highestInteger(type);
  switch (fill) {
    case ParameterFill::Lowest:
      return Value::integer(low);
    case ParameterFill::Highest:
      return Value::integer(high);
    case ParameterFill::BelowRange:
      return Value::integer(type.minimumInteger == std::numeric_limits<int64_t>::min() ? type.minimumInteger : low - 1);
    case ParameterFill::AboveRange:
    case ParameterFill::NotANumber:
      return Value::integer(type.maximumInteger == std::numeric_limits<int64_t>::max() ? type.maximumInteger
                                                                                       : type.maximumInteger + 1);
    case ParameterFill::Random:
      // Small ones mostly: large ones are sizes that take for ever.
      return Value::integer(
          low + static_cast<int64_t>(random() % static_cast<uint64_t>(std::clamp<int64_t>(high - low, 0, 64) + 1)));
    case ParameterFill::Defaults:
      break;
  }
  return type.defaultValue;
}

std::string textOf(TextFill fill, const std::string& plain) {
  switch (fill) {
    case TextFill::Plain:
      return plain;
    case TextFill::Empty:
      return {};
    case TextFill::Long:
      return std::string(size_t{1} << 16, 'w');
    case TextFill::Odd:
      break;
  }
  return "\xf0\x9f\x8d\x8e \xe2\x80\xae%s%n\n\t\"\\../";
}

Result<Value> pathOf(const Recipe& recipe, const std::string& folder) {
  Result<std::string> path = folder + "/missing.png";
  if (recipe.files == FileFill::Usual) path = sampleFile(folder, recipe.file);
  if (recipe.files == FileFill::Garbage)
    path = garbageFile(folder, recipe.file / garbageWays, recipe.file % garbageWays);
  if (!path) return path.error();
  return Value::string(*path);
}

Result<Value> valueOf(const ParameterType& type, const Recipe& recipe, ParameterFill fill, const std::string& folder,
                      Generator& random) {
  const bool outside = fill == ParameterFill::BelowRange || fill == ParameterFill::AboveRange;
  switch (type.kind) {
    case WEFT_PARAMETER_NUMBER:
      return numberOf(type, fill, random);
    case WEFT_PARAMETER_INTEGER:
      return integerOf(type, fill, random);
    case WEFT_PARAMETER_SEED:
      if (fill == ParameterFill::Random) return Value::integer(static_cast<int64_t>(random() >> 1));
      return integerOf(type, fill, random);
    case WEFT_PARAMETER_BOOLEAN:
      if (fill == ParameterFill::Random) return Value::boolean(random() % 2 == 0);
      return recipe.choice == 0 ? type.defaultValue : Value::boolean(!type.defaultValue.asBoolean().value_or(false));
    case WEFT_PARAMETER_CHOICE:
      if (outside) return Value::string("no such choice");
      if (fill == ParameterFill::Random) return Value::string(type.choices[random() % type.choices.size()].id);
      return recipe.choice == 0 ? type.defaultValue
                                : Value::string(type.choices[(recipe.choice - 1) % type.choices.size()].id);
    case WEFT_PARAMETER_STRING: {
      const std::string* text = type.defaultValue.asString();
      return Value::string(textOf(recipe.text, text ? *text : std::string()));
    }
    case WEFT_PARAMETER_PATH:
      return pathOf(recipe, folder);
    case WEFT_PARAMETER_NAME:
      return type.defaultValue;
    default:
      return Value::string("body");
  }
}

std::string textOf(const Value& value) {
  if (const std::string* text = value.asString()) return inQuotes(*text, 40);
  if (const auto whole = value.asInteger(); whole && value.kind() == Kind::Integer) return std::to_string(*whole);
  if (const auto number = value.asNumber()) return formatNumber(*number);
  if (const auto yes = value.asBoolean()) return *yes ? "true" : "false";
  return value.describe();
}

}  // namespace

Result<void> setParameters(Sample& sample, const Recipe& recipe, const std::string& folder) {
  Generator random(recipe.seed);
  sample.parameters.clear();
  for (size_t i = 0; i < sample.type->parameters.size(); ++i) {
    const bool concerned = recipe.changed < 0 || recipe.changed == static_cast<int>(i);
    Recipe own = recipe;
    if (!concerned) own.choice = 0;
    auto value = valueOf(sample.type->parameters[i], own, concerned ? recipe.parameters : ParameterFill::Defaults,
                         folder, random);
    if (!value) return value.error();
    sample.parameters.push_back(*std::move(value));
  }
  return {};
}

std::string describeParameters(const Sample& sample) {
  std::string text;
  for (size_t i = 0; i < sample.parameters.size(); ++i) {
    const ParameterType& type = sample.type->parameters[i];
    const std::string value = textOf(sample.parameters[i]);
    if (value == textOf(type.defaultValue)) continue;
    text += (text.empty() ? "" : ", ") + type.id + " = " + value;
  }
  return text;
}

}  // namespace weft
