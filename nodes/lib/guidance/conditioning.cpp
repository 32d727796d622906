#include "guidance/conditioning.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sampling/arithmetic.h"

namespace weft::guidance {
namespace {

using Fields = std::vector<std::pair<std::string, Value>>;

Fields fieldsOf(const Value& record) {
  if (record.kind() != WEFT_KIND_RECORD)
    throw Failure("the conditioning is no record of fields", WEFT_ERROR_TYPE_MISMATCH);
  Fields fields;
  for (const std::string& name : record.names()) fields.emplace_back(name, record.item(name));
  return fields;
}

Value replaced(const Value& record, const std::string& name, const Value& content) {
  Fields fields = fieldsOf(record);
  const auto same = std::ranges::find(fields, name, &std::pair<std::string, Value>::first);
  if (same != fields.end())
    same->second = content;
  else
    fields.emplace_back(name, content);
  return Value::record(fields);
}

Value fieldOf(const Value& conditioning, const char* name) {
  return conditioning.kind() == WEFT_KIND_RECORD ? conditioning.item(name) : Value();
}

double numberOf(const Value& record, const char* field, const char* name) {
  const Value number = record.kind() == WEFT_KIND_RECORD ? record.item(name) : Value();
  if (!number)
    throw Failure(std::string("\"") + field + "\" of the conditioning has no \"" + name + "\"",
                  WEFT_ERROR_TYPE_MISMATCH);
  return number.asNumber();
}

std::string measureOf(const Value& record, const char* field) {
  const Value measure = record.kind() == WEFT_KIND_RECORD ? record.item("measured_in") : Value();
  if (!measure)
    throw Failure(std::string("\"") + field + "\" of the conditioning has no \"measured_in\"",
                  WEFT_ERROR_TYPE_MISMATCH);
  return std::string(measure.asString());
}

std::string text(double number) {
  std::string digits = std::to_string(number);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

void expectSingle(const Value& conditioning) {
  if (fieldOf(conditioning, "composition"))
    throw Failure("the conditioning is a combination of several; do this to its parts, before they are combined");
}

// "states" of both, [1, tokens, width] of one width.
std::pair<Tensor, Tensor> statesOf(const Value& one, const Value& other) {
  expectSingle(one);
  expectSingle(other);
  const Value a = fieldOf(one, "states"), b = fieldOf(other, "states");
  if (!a || !b) throw Failure("a conditioning has no \"states\", whose tokens would be taken");
  const Tensor first = sampling::asComputed(a, "\"states\""), second = sampling::asComputed(b, "\"states\"");
  if (first.rank() != 3 || second.rank() != 3 || first.size(0) != 1 || second.size(0) != 1 ||
      first.size(2) != second.size(2))
    throw Failure("\"states\" of the conditionings are not [1, tokens, width] of one width", WEFT_ERROR_TYPE_MISMATCH);
  return {first, second};
}

Tensor statesFrom(const Tensor& like, int64_t tokens, std::vector<double> numbers) {
  const int64_t shape[] = {1, tokens, like.size(2)};
  numbers.resize(size_t(tokens * like.size(2)), 0.0);
  auto result = MutableTensor::make(like.dtype(), shape);
  result.assign(numbers);
  return std::move(result).publish();
}

}  // namespace

Cells cellsOf(const Area& area, int64_t height, int64_t width) {
  const auto edge = [&](double at, int64_t side) { return area.isShare ? std::round(at * double(side)) : at; };
  const auto extent = [&](double length, int64_t side) {
    return area.isShare && length > 0 ? std::max(1.0, std::round(length * double(side))) : length;
  };
  const double x = edge(area.x, width), y = edge(area.y, height);
  const double w = extent(area.width, width), h = extent(area.height, height);
  const auto fits = [](double at, double length, int64_t side) {
    return at >= 0 && length >= 1 && at + length <= double(side) && at == std::floor(at) &&
           length == std::floor(length);
  };
  if (!fits(x, w, width) || !fits(y, h, height))
    throw Failure("the area of a conditioning is " + text(w) + " x " + text(h) + " cells from " + text(x) + ", " +
                  text(y) + "; wanted whole cells within the latent's " + std::to_string(width) + " x " +
                  std::to_string(height));
  return {int64_t(y), int64_t(x), int64_t(h), int64_t(w)};
}

std::optional<Area> areaOf(const Value& conditioning) {
  const Value record = fieldOf(conditioning, "area");
  if (!record) return std::nullopt;
  const std::string measure = measureOf(record, "area");
  if (measure != "cells" && measure != "share")
    throw Failure("\"area\" of the conditioning is measured in \"" + measure + "\"; wanted cells or share");
  return Area{measure == "share", numberOf(record, "area", "x"), numberOf(record, "area", "y"),
              numberOf(record, "area", "width"), numberOf(record, "area", "height")};
}

std::optional<Interval> timeRangeOf(const Value& conditioning) {
  const Value record = fieldOf(conditioning, "time_range");
  if (!record) return std::nullopt;
  return Interval::checked(measureOf(record, "time_range"), numberOf(record, "time_range", "start"),
                           numberOf(record, "time_range", "stop"));
}

double strengthOf(const Value& conditioning) {
  const Value strength = fieldOf(conditioning, "strength");
  if (!strength) return 1;
  const double number = strength.asNumber();
  if (!std::isfinite(number)) throw Failure("\"strength\" of the conditioning is no finite number");
  return number;
}

std::vector<Value> partsOf(const Value& conditioning) {
  const Value composition = fieldOf(conditioning, "composition");
  if (!composition) return {conditioning};
  const auto parts = composition.items();
  if (parts.empty()) throw Failure("the conditioning is a combination of nothing");
  return parts;
}

Value withField(const Value& conditioning, const std::string& name, const Value& content) {
  if (!fieldOf(conditioning, "composition")) return replaced(conditioning, name, content);
  std::vector<Value> parts;
  for (const Value& part : partsOf(conditioning)) parts.push_back(replaced(part, name, content));
  return replaced(conditioning, "composition", Value::list(parts));
}

Value withArea(const Value& conditioning, const Area& area) {
  return withField(conditioning, "area",
                   Value::record({{"x", Value::number(area.x)},
                                  {"y", Value::number(area.y)},
                                  {"width", Value::number(area.width)},
                                  {"height", Value::number(area.height)},
                                  {"measured_in", Value::string(area.isShare ? "share" : "cells")}}));
}

Value withTimeRange(const Value& conditioning, const Interval& range) {
  const bool isTime = range.measure == Interval::Measure::Time;
  return withField(conditioning, "time_range",
                   Value::record({{"start", Value::number(range.start)},
                                  {"stop", Value::number(range.stop)},
                                  {"measured_in", Value::string(isTime ? "time" : "share")}}));
}

Value combined(const std::vector<Value>& conditionings) {
  std::vector<Value> parts;
  for (const Value& conditioning : conditionings)
    for (const Value& part : partsOf(conditioning)) parts.push_back(part);
  return Value::record({{"composition", Value::list(parts)}});
}

Value averaged(const Value& one, const Value& other, double share) {
  const auto [first, second] = statesOf(one, other);
  const Tensor fitted = statesFrom(second, first.size(1), sampling::numbersOf(second));
  Value result = replaced(one, "states", sampling::combine({{share, first}, {1 - share, fitted}}));
  const Value a = one.item("pooled"), b = other.item("pooled");
  if (a && b)
    result = replaced(result, "pooled",
                      sampling::combine({{share, sampling::asComputed(a, "\"pooled\"")},
                                         {1 - share, sampling::asComputed(b, "\"pooled\"")}}));
  return result;
}

Value concatenated(const Value& one, const Value& other) {
  const auto [first, second] = statesOf(one, other);
  auto numbers = sampling::numbersOf(first);
  const auto behind = sampling::numbersOf(second);
  numbers.insert(numbers.end(), behind.begin(), behind.end());
  return replaced(one, "states", statesFrom(first, first.size(1) + second.size(1), std::move(numbers)));
}

}  // namespace weft::guidance
