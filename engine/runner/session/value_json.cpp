#include "value_json.h"

#include <algorithm>
#include <cmath>

#include <weft/base/text.h>
#include <weft/value/device.h>
#include <weft/value/dtype.h>

#include "tensor_reader.h"

namespace weft::runner {
namespace {

constexpr size_t longestText = 1 << 20;
constexpr size_t mostMembers = 1 << 16;  // of all lists and records in one answer

Error refuse(std::string message) { return makeError(ErrorCode::InvalidArgument, std::move(message)); }

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json scalar(const Value& value) {
  switch (value.kind()) {
    case Kind::Number:
      return finite(*value.asNumber());
    case Kind::Integer:
      return *value.asInteger();
    case Kind::Boolean:
      return *value.asBoolean();
    case Kind::String:
      return value.asString()->substr(0, longestText);
    default:
      return value.describe();
  }
}

// Values nest at will, JSON on its way to a reader does not.
Json content(const Value& value, size_t depth, size_t& members) {
  const std::vector<Value>* list = value.asList();
  const auto* record = value.asRecord();
  const size_t size = list ? list->size() : record ? record->size() : 0;
  if ((!list && !record) || depth + 8 > jsonMaximumDepth || members + size > mostMembers) return scalar(value);
  members += size;
  Json json = list ? Json::array() : Json::object();
  if (list) {
    for (const Value& item : *list) json.push_back(content(item, depth + 1, members));
  } else {
    for (const auto& [name, item] : *record) json[name] = content(item, depth + 1, members);
  }
  return json;
}

struct Statistics {
  uint64_t count = 0, nan = 0, infinite = 0;
  double least = HUGE_VAL, most = -HUGE_VAL, mean = 0, squares = 0;

  void add(double value) {
    ++count;
    if (std::isnan(value)) {
      ++nan;
    } else if (std::isinf(value)) {
      ++infinite;
    } else {
      least = std::min(least, value);
      most = std::max(most, value);
      const double finiteCount = static_cast<double>(count - nan - infinite), off = value - mean;
      mean += off / finiteCount;
      squares += off * (value - mean);
    }
  }
};

Json histogram(const TensorReader& tensor, const std::vector<int64_t>& begin, const std::vector<int64_t>& end,
               const Statistics& statistics, int64_t bins) {
  std::vector<uint64_t> counts(static_cast<size_t>(bins), 0);
  const double width = statistics.most - statistics.least;
  tensor.each(begin, end, [&](double value) {
    if (!std::isfinite(value)) return;
    const double share = width > 0 ? (value - statistics.least) / width : 0;
    ++counts[std::min(counts.size() - 1, static_cast<size_t>(share * static_cast<double>(bins)))];
  });
  return counts;
}

}  // namespace

Json summaryOf(const Value& value) {
  Json json{{"kind", kindName(value.kind())}, {"text", value.describe()}, {"bytes", value.bytes()}};
  if (const weft_tensor* tensor = value.asTensor()) {
    json["shape"] = std::vector<int64_t>(tensor->shape, tensor->shape + tensor->dimensions);
    json["dtype"] = dtypeName(tensor->dtype);
    json["device"] = deviceName(tensor->device);
  } else if (const std::vector<Value>* list = value.asList()) {
    json["length"] = list->size();
  } else if (const auto* record = value.asRecord()) {
    json["members"] = Json::object();
    for (const auto& [name, item] : *record) json["members"][name] = item.describe();
  } else if (const weft_sequence* sequence = value.asSequence()) {
    json["length"] = sequence->length < 0 ? Json() : Json(sequence->length);
  } else if (!value.asObject()) {
    json["value"] = scalar(value);
  }
  return json;
}

Json contentOf(const Value& value) {
  size_t members = 0;
  return content(value, 0, members);
}

Result<Json> numbersOf(const Value& value, const NumberOptions& options) {
  const Result<TensorReader> tensor = TensorReader::open(value);
  if (!tensor) return tensor.error();
  const std::vector<int64_t>& shape = tensor->shape();
  if (options.slice.size() > shape.size()) {
    return refuse("the slice has " + std::to_string(options.slice.size()) + " dimensions, the tensor has " +
                  std::to_string(shape.size()));
  }
  std::vector<int64_t> begin(shape.size(), 0), end = shape, size;
  for (size_t d = 0; d < options.slice.size(); ++d) {
    std::tie(begin[d], end[d]) = options.slice[d];
    if (begin[d] < 0 || begin[d] > end[d] || end[d] > shape[d]) {
      return refuse("dimension " + std::to_string(d) + " goes from 0 to " + std::to_string(shape[d]) +
                    "; the slice wants " + std::to_string(begin[d]) + " to " + std::to_string(end[d]));
    }
  }
  for (size_t d = 0; d < shape.size(); ++d) size.push_back(end[d] - begin[d]);

  Statistics statistics;
  tensor->each(begin, end, [&](double number) { statistics.add(number); });
  if (options.wantsNumbers && statistics.count > static_cast<uint64_t>(maximumNumbers)) {
    return refuse("the slice has " + std::to_string(statistics.count) + " numbers; at most " +
                  std::to_string(maximumNumbers) + " are handed over at a time");
  }
  const uint64_t finiteCount = statistics.count - statistics.nan - statistics.infinite;
  const bool any = finiteCount > 0;
  Json json{{"shape", size}, {"count", statistics.count}, {"nan", statistics.nan}, {"infinite", statistics.infinite}};
  json["minimum"] = any ? Json(statistics.least) : Json();
  json["maximum"] = any ? Json(statistics.most) : Json();
  json["mean"] = any ? finite(statistics.mean) : Json();
  json["deviation"] = any ? finite(std::sqrt(statistics.squares / static_cast<double>(finiteCount))) : Json();
  if (options.bins > 0) json["histogram"] = histogram(*tensor, begin, end, statistics, options.bins);
  if (options.wantsNumbers) {
    Json& numbers = json["numbers"] = Json::array();
    tensor->each(begin, end, [&](double number) {
      const bool whole = !tensor->isFloat() && std::abs(number) < 9007199254740992.0;
      numbers.push_back(whole ? Json(static_cast<int64_t>(number)) : finite(number));
    });
  }
  return json;
}

Result<Value> itemOf(const Value& value, const Json& item) {
  if (const std::vector<Value>* list = value.asList()) {
    const Result<int64_t> place = asInteger(item);
    if (place && *place >= 0 && static_cast<size_t>(*place) < list->size()) return (*list)[static_cast<size_t>(*place)];
    return refuse("no item " + describeJson(item) + " in a list of " + std::to_string(list->size()));
  }
  if (const auto* record = value.asRecord()) {
    const auto found = item.is_string() ? record->find(item.get_ref<const std::string&>()) : record->end();
    if (found != record->end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [name, member] : *record) names.push_back(name);
    return refuse("no member " + describeJson(item) +
                  (item.is_string() ? didYouMean(item.get_ref<const std::string&>(), names) : ""));
  }
  return refuse(value.describe() + " has no items");
}

}  // namespace weft::runner
