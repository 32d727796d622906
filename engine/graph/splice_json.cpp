#include "splice_json.h"

#include <unordered_set>

#include <weft/base/text.h>

namespace weft {
namespace {

Error refuse(std::string message) { return makeError(ErrorCode::InvalidArgument, std::move(message)); }

}  // namespace

size_t findMember(const Json& object, const std::string& key) {
  const auto& members = object.get_ref<const Json::object_t&>();
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
  return found == members.end() ? npos : static_cast<size_t>(found - members.begin());
}

Result<std::vector<size_t>> erasedPlaces(const Json& object, const Splice& splice, const FindMember& find) {
  std::vector<size_t> places;
  for (const std::string& key : splice.erase) {
    const size_t place = find(key);
    if (place == npos) return makeError(ErrorCode::NotFound, "no member " + inQuotes(key) + " to erase");
    places.push_back(place);
  }
  std::sort(places.begin(), places.end());
  if (std::adjacent_find(places.begin(), places.end()) != places.end()) return refuse("a member is erased twice");

  const std::unordered_set<std::string> erased(splice.erase.begin(), splice.erase.end());
  std::unordered_set<std::string> inserted;
  const size_t size = object.size() - places.size() + splice.insert.size();
  size_t least = 0;
  for (const Splice::Member& member : splice.insert) {
    if (!inserted.insert(member.key).second || (!erased.contains(member.key) && find(member.key) != npos)) {
      return refuse(inQuotes(member.key) + " is there already");
    }
    if (member.at < least || member.at >= size) {
      return refuse("member " + inQuotes(member.key) + " cannot stand at place " + std::to_string(member.at) +
                    "; places rise, and end at " + std::to_string(size - 1));
    }
    least = member.at + 1;
  }
  return places;
}

Splice spliceObject(Json& object, Splice splice, const std::vector<size_t>& erased) {
  using Item = std::pair<std::string, Json>;
  Splice inverse;
  inverse.path = std::move(splice.path);
  std::vector<std::pair<size_t, Item>> added;
  added.reserve(splice.insert.size());
  for (Splice::Member& member : splice.insert) {
    inverse.erase.push_back(member.key);
    added.emplace_back(member.at, Item(std::move(member.key), std::move(member.value)));
  }
  std::vector<Item> gone = spliceItems(object.get_ref<Json::object_t&>(), erased, std::move(added));
  for (size_t i = 0; i < gone.size(); ++i) {
    inverse.insert.push_back({erased[i], std::move(gone[i].first), std::move(gone[i].second)});
  }
  return inverse;
}

size_t depthOf(const Json& json) {
  size_t deepest = 0;
  std::vector<std::pair<const Json*, size_t>> open{{&json, 1}};
  while (!open.empty()) {
    const auto [value, depth] = open.back();
    open.pop_back();
    if (!value->is_structured()) continue;
    deepest = std::max(deepest, depth);
    for (const Json& item : *value) open.emplace_back(&item, depth + 1);
  }
  return deepest;
}

Json toJson(const Splice& splice) {
  Json json{{"op", "splice"}, {"path", splice.path}, {"erase", splice.erase}, {"insert", Json::array()}};
  for (const Splice::Member& member : splice.insert) {
    json["insert"].push_back({{"at", member.at}, {"key", member.key}, {"value", member.value}});
  }
  return json;
}

}  // namespace weft
