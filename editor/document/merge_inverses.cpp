#include "document/merge_inverses.h"

#include <set>

#include "document/json_at.h"

namespace weft::editor {
namespace {

using Path = std::vector<std::string>;

Path pathOf(const Json& splice) { return splice.at("path").get<Path>(); }

Path below(Path path, const Json& key) {
  path.push_back(key.get<std::string>());
  return path;
}

// What an inverse takes away, whatever is there, and what it needs to be there on the way.
struct Reach {
  std::set<Path> erased, passed;

  explicit Reach(const Json& splices) {
    for (const Json& splice : splices) {
      const Path path = pathOf(splice);
      for (size_t length = 1; length <= path.size(); ++length) {
        passed.insert(Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length)));
      }
      for (const Json& key : splice.at("erase")) erased.insert(below(path, key));
    }
  }

  bool covers(const Path& path) const {
    if (passed.contains(path)) return false;
    for (size_t length = 1; length <= path.size(); ++length) {
      if (erased.contains(Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length)))) return true;
    }
    return false;
  }
};

// Gives members other values, and nothing else: the same keys go and come, in the places where they stand now.
bool onlyReplaces(const Json& splice, const Document& document) {
  const Json& erased = splice.at("erase");
  const Json& inserted = splice.at("insert");
  const Json* object = jsonAt(document.json(), pathOf(splice));
  if (erased.size() != inserted.size() || !object || !object->is_object()) return false;
  std::set<std::string> keys;
  for (const Json& key : erased) keys.insert(key.get<std::string>());
  const auto& members = object->get_ref<const Json::object_t&>();
  for (const Json& member : inserted) {
    const auto& key = member.at("key").get_ref<const std::string&>();
    const auto at = member.at("at").get<size_t>();
    if (!keys.contains(key) || at >= members.size()) return false;
    if (std::next(members.begin(), static_cast<std::ptrdiff_t>(at))->first != key) return false;
  }
  return true;
}

// Whether a splice leads into what another one takes away or puts back: then the order of both matters.
bool areNested(const Json& splices) {
  std::set<Path> touched;
  for (const Json& splice : splices) {
    for (const Json& key : splice.at("erase")) touched.insert(below(pathOf(splice), key));
    for (const Json& member : splice.at("insert")) touched.insert(below(pathOf(splice), member.at("key")));
  }
  for (const Json& splice : splices) {
    Path path = pathOf(splice);
    for (; !path.empty(); path.pop_back()) {
      if (touched.contains(path)) return true;
    }
  }
  return false;
}

}  // namespace

Json mergedInverses(Json first, const Json& second, const Document& document) {
  Json merged = Json::array();
  const bool alone = !areNested(second);
  const Reach reach(first);
  for (const Json& splice : second) {
    const Path path = pathOf(splice);
    const auto isCovered = [&](const Json& key) { return reach.covers(below(path, key)); };
    const Json& erased = splice.at("erase");
    const bool needless =
        alone && onlyReplaces(splice, document) && std::all_of(erased.begin(), erased.end(), isCovered);
    if (!needless) merged.push_back(splice);
  }
  for (Json& splice : first) merged.push_back(std::move(splice));
  return merged;
}

}  // namespace weft::editor
