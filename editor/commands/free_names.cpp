#include "commands/free_names.h"

#include <weft/graph/document.h>

namespace weft::editor {
namespace {

// "blend_12" → "blend"
std::string stemOf(const std::string& name) {
  const size_t last = name.find_last_not_of("0123456789");
  const bool numbered = last != std::string::npos && last > 0 && last + 1 < name.size() && name[last] == '_';
  return numbered ? name.substr(0, last) : name;
}

}  // namespace

std::string FreeNames::take(const std::string& wish) {
  std::string name = asId(wish);
  if (!isFree(name)) {
    const std::string stem = stemOf(name);
    int& number = m_next.try_emplace(stem, 2).first->second;
    do {
      name = stem + "_" + std::to_string(number++);
    } while (!isFree(name));
  }
  m_given.insert(name);
  return name;
}

std::string asId(const std::string& text) {
  std::string id;
  for (const char c : text) {
    const bool fits = isId(std::string("_") + c);
    if (fits)
      id += c;
    else if (!id.empty() && id.back() != '_')
      id += '_';
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  if (id.empty()) return "node";
  return isId(id) ? id : "_" + id;
}

}  // namespace weft::editor
