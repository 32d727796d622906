#include "compare_headers.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>

namespace weft {
namespace {

// Where a field lies on a 64-bit machine.
struct Layout {
  size_t bytes = 0, alignment = 1;
};

class Layouts {
 public:
  explicit Layouts(const HeaderFacts& facts) : m_facts(facts) {}

  // Of the first `count` fields, with what pads them at the end.
  std::optional<Layout> ofFields(const std::vector<std::string>& fields, size_t count) const {
    Layout all;
    for (size_t i = 0; i < count; ++i) {
      const auto field = ofField(fields[i]);
      if (!field) return std::nullopt;
      all.bytes = rounded(all.bytes, field->alignment) + field->bytes;
      all.alignment = std::max(all.alignment, field->alignment);
    }
    all.bytes = rounded(all.bytes, all.alignment);
    return all;
  }

  // Where a field would begin behind the first `count`.
  std::optional<size_t> offset(const std::vector<std::string>& fields, size_t count) const {
    size_t end = 0;
    for (size_t i = 0; i <= count; ++i) {
      const auto field = ofField(fields[i]);
      if (!field) return std::nullopt;
      end = rounded(end, field->alignment);
      if (i < count) end += field->bytes;
    }
    return end;
  }

  // The struct that a field holds by value, or "".
  std::string heldBy(const std::string& field) const {
    if (isPointer(field)) return {};
    const std::string type = typeOf(field);
    return m_facts.structs.contains(type) ? type : std::string();
  }

 private:
  static size_t rounded(size_t bytes, size_t alignment) { return (bytes + alignment - 1) / alignment * alignment; }
  static bool isPointer(const std::string& field) { return field.find_first_of("*(") != std::string::npos; }
  static std::string typeOf(std::string field) {
    for (const char* qualifier : {"const ", "struct "}) {
      if (field.starts_with(qualifier)) field.erase(0, std::string(qualifier).size());
    }
    return field.substr(0, field.find(' '));
  }

  std::optional<Layout> ofField(const std::string& field) const {
    size_t items = 1;
    if (const size_t open = field.find('['); open != std::string::npos && field.find('(') == std::string::npos) {
      items = static_cast<size_t>(std::strtoul(field.c_str() + open + 1, nullptr, 10));
    }
    const auto one = isPointer(field) ? Layout{8, 8} : ofType(typeOf(field));
    if (!one || items == 0) return std::nullopt;
    return Layout{one->bytes * items, one->alignment};
  }

  std::optional<Layout> ofType(std::string type) const {
    static const std::map<std::string, size_t> known = {
        {"char", 1},     {"int8_t", 1}, {"uint8_t", 1}, {"int16_t", 2},  {"uint16_t", 2}, {"int32_t", 4},
        {"uint32_t", 4}, {"float", 4},  {"int64_t", 8}, {"uint64_t", 8}, {"double", 8},   {"size_t", 8}};
    for (auto alias = m_facts.typedefs.find(type); alias != m_facts.typedefs.end() && !known.contains(type);
         alias = m_facts.typedefs.find(type)) {
      if (alias->second == type) return std::nullopt;
      type = alias->second;
    }
    if (const auto found = known.find(type); found != known.end()) return Layout{found->second, found->second};
    const auto found = m_facts.structs.find(type);
    if (found == m_facts.structs.end()) return std::nullopt;
    return ofFields(found->second, found->second.size());
  }

  const HeaderFacts& m_facts;
};

class Comparison {
 public:
  Comparison(const HeaderFacts& older, const HeaderFacts& newer) : m_older(older), m_newer(newer), m_layouts(newer) {}

  std::vector<std::string> run() {
    for (const std::string& file : m_older.files) {
      if (!m_newer.files.contains(file)) say("the header " + file + " is gone");
    }
    for (const auto& [file, names] : m_older.includes) {
      const auto now = m_newer.includes.find(file);
      for (const std::string& name : names) {
        const bool kept = now != m_newer.includes.end() && now->second.contains(name);
        if (!kept && m_newer.files.contains(file)) say(file + " no longer includes " + name);
      }
    }
    compareTexts("the constant", m_older.constants, m_newer.constants);
    compareTexts("the type", m_older.typedefs, m_newer.typedefs);
    for (const std::string& declaration : m_older.declarations) {
      if (!m_newer.declarations.contains(declaration)) say("the declaration is gone or changed: " + declaration);
    }
    compareMacros();
    for (const auto& [name, fields] : m_older.structs) compareStruct(name, fields);
    return std::move(m_breaches);
  }

 private:
  void say(std::string breach) { m_breaches.push_back(std::move(breach)); }

  void compareTexts(const std::string& what, const std::map<std::string, std::string>& older,
                    const std::map<std::string, std::string>& newer) {
    for (const auto& [name, text] : older) {
      const auto now = newer.find(name);
      if (now == newer.end())
        say(what + ' ' + name + " is gone");
      else if (now->second != text)
        say(what + ' ' + name + " was \"" + text + "\" and is \"" + now->second + '"');
    }
  }

  // Within a major version the minor and patch versions count up; every other text stays.
  void compareMacros() {
    for (const auto& [name, texts] : m_older.macros) {
      const auto now = m_newer.macros.find(name);
      if (now == m_newer.macros.end()) {
        say("the macro " + name + " is gone");
      } else if (now->second != texts && name != "WEFT_ABI_MINOR" && name != "WEFT_ABI_PATCH") {
        say("the macro " + name + " was \"" + texts.front() + "\" and is \"" + now->second.front() + '"');
      }
    }
    if (version(m_newer) < version(m_older)) say("the ABI's version has gone back");
  }

  static std::pair<long, long> version(const HeaderFacts& facts) {
    const auto number = [&](const char* name) {
      const auto found = facts.macros.find(name);
      return found == facts.macros.end() ? 0 : std::strtol(found->second.front().c_str(), nullptr, 10);
    };
    return {number("WEFT_ABI_MINOR"), number("WEFT_ABI_PATCH")};
  }

  void compareStruct(const std::string& name, const std::vector<std::string>& older) {
    const auto found = m_newer.structs.find(name);
    if (found == m_newer.structs.end()) return say("the struct " + name + " is gone");
    const std::vector<std::string>& newer = found->second;
    for (size_t i = 0; i < older.size(); ++i) {
      if (i >= newer.size()) return say(name + ": the field \"" + older[i] + "\" is gone");
      if (older[i] == newer[i]) continue;
      return say(name + ": where \"" + older[i] + "\" was there is \"" + newer[i] +
                 "\"; fields stay as they are, in their order, and new ones come last");
    }
    if (newer.size() > older.size()) checkGrowth(name, newer, older.size());
  }

  void checkGrowth(const std::string& name, const std::vector<std::string>& fields, size_t before) {
    const std::string& added = fields[before];
    if (fields.front() != "uint32_t struct_size") {
      return say(name + " does not begin with struct_size and cannot grow: \"" + added + '"');
    }
    for (const auto& [holder, held] : m_newer.structs) {
      for (const std::string& field : held) {
        if (m_layouts.heldBy(field) == name) say(name + " cannot grow: " + holder + " holds one by value");
      }
    }
    const auto size = m_layouts.ofFields(fields, before);
    const auto offset = m_layouts.offset(fields, before);
    if (!size || !offset) return say(name + ": where \"" + added + "\" lies is not known");
    // An older plugin's struct_size counts the padding, and what lies there is not its word.
    if (*offset < size->bytes) {
      say(name + ": \"" + added + "\" lies in what padded the struct before; put a field of that size in between");
    }
  }

  const HeaderFacts &m_older, &m_newer;
  const Layouts m_layouts;
  std::vector<std::string> m_breaches;
};

}  // namespace

std::vector<std::string> breaches(const HeaderFacts& older, const HeaderFacts& newer) {
  return Comparison(older, newer).run();
}

}  // namespace weft
