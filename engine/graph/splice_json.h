// A splice on one JSON object, as Document needs it for the JSON and for its typed view.
#pragma once

#include <algorithm>
#include <functional>
#include <utility>

#include <weft/graph/splice.h>

namespace weft {

// Where a key stands in an object; nowhere: npos.
inline constexpr size_t npos = static_cast<size_t>(-1);
using FindMember = std::function<size_t(const std::string& key)>;
size_t findMember(const Json& object, const std::string& key);
inline const Json& memberAt(const Json& object, size_t place) {
  return object.get_ref<const Json::object_t&>().data()[place].second;
}
inline Json& memberAt(Json& object, size_t place) { return object.get_ref<Json::object_t&>().data()[place].second; }

// The places of what `splice` erases, rising; an error when it does not fit the object.
Result<std::vector<size_t>> erasedPlaces(const Json& object, const Splice& splice, const FindMember& find);

// Does it, for places that erasedPlaces() gave. Returns what undoes it.
Splice spliceObject(Json& object, Splice splice, const std::vector<size_t>& erased);

// Levels of nesting: 0 for a number, 1 for [] and {}.
size_t depthOf(const Json& json);

// Takes the items at `erased` (rising) out and puts the new ones in at their final places (rising); what lies before
// the first of these is not touched. Returns what was taken out.
template <typename Item, typename Items>
std::vector<Item> spliceItems(Items& items, const std::vector<size_t>& erased,
                              std::vector<std::pair<size_t, Item>> added) {
  size_t first = items.size();
  if (!erased.empty()) first = std::min(first, erased.front());
  if (!added.empty()) first = std::min(first, added.front().first);
  std::vector<Item> rest, gone;
  rest.reserve(items.size() - first);
  for (size_t i = first; i < items.size(); ++i) rest.emplace_back(std::move(items.data()[i]));
  while (items.size() > first) items.pop_back();
  auto next = added.begin();
  for (size_t i = 0; i < rest.size(); ++i) {
    if (gone.size() < erased.size() && erased[gone.size()] == first + i) {
      gone.push_back(std::move(rest[i]));
      continue;
    }
    for (; next != added.end() && next->first == items.size(); ++next) items.emplace_back(std::move(next->second));
    items.emplace_back(std::move(rest[i]));
  }
  for (; next != added.end(); ++next) items.emplace_back(std::move(next->second));
  return gone;
}

}  // namespace weft
