// Parameters of an older behaviour version, to be turned into today's.
//
//   static void migrate(weft::Migration& old) {                 a node whose traits say behaviour = 3
//     if (old.version() < 2) old.rename("amount", "share");
//     if (old.version() < 3) old.set("share", old.number("share").value_or(50) / 100);
//   }
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weft/sdk/host.h>

namespace weft {
inline namespace sdk {

// The parameters that a graph file gives for one node; those it leaves to their defaults are not among them. Values
// that are not asked for stay as they are.
class Migration {
 public:
  Migration(uint32_t version, std::string_view json) : m_version(version) { read(json); }

  uint32_t version() const { return m_version; }  // the one that the file was saved with
  bool has(std::string_view name) const { return find(name) != nullptr; }
  std::optional<double> number(std::string_view name) const {  // nullopt: not there, or no number
    const std::string* text = find(name);
    double number = 0;
    if (!text) return std::nullopt;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text->data() + text->size() ? std::optional(number) : std::nullopt;
  }
  std::optional<bool> boolean(std::string_view name) const {
    const std::string* text = find(name);
    return text && (*text == "true" || *text == "false") ? std::optional(*text == "true") : std::nullopt;
  }
  std::optional<std::string> text(std::string_view name) const {
    const std::string* json = find(name);
    return json && json->starts_with('"') ? std::optional(unquoted(*json)) : std::nullopt;
  }

  void rename(std::string_view from, std::string_view to) {  // nothing where `from` is not there
    if (from == to || !has(from)) return;
    remove(to);
    for (auto& [name, json] : m_items)
      if (name == from) name = to;
  }
  void remove(std::string_view name) {
    std::erase_if(m_items, [name](const auto& item) { return item.first == name; });
  }
  // A number, true or false, or a text.
  template <class T>
  void set(std::string_view name, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      put(name, value ? "true" : "false");
    } else if constexpr (std::is_arithmetic_v<T>) {
      char digits[64];
      put(name, std::string(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr));
    } else {
      static_assert(std::is_convertible_v<T, std::string_view>, "a parameter is a number, true or false, or a text");
      put(name, quoted(value));
    }
  }

  std::string json() const {
    std::string text = "{";
    for (const auto& [name, json] : m_items) text += (text.size() > 1 ? "," : "") + quoted(name) + ":" + json;
    return text + "}";
  }

 private:
  // The host hands well-formed JSON over; nothing here reads past its end if it did not.
  void read(std::string_view json) {
    size_t at = json.find('{');
    while (at != std::string_view::npos && (at = json.find('"', at + 1)) != std::string_view::npos) {
      const size_t name = endOf(json, at), colon = json.find(':', name);
      if (colon == std::string_view::npos) return;
      const size_t begin = std::min(json.find_first_not_of(" \t\r\n", colon + 1), json.size());
      const size_t end = endOf(json, begin);
      put(unquoted(json.substr(at, name - at)), std::string(json.substr(begin, end - begin)));
      at = end;
    }
  }
  // Where the value ends that begins at `at`.
  static size_t endOf(std::string_view json, size_t at) {
    size_t depth = 0;
    bool inText = false;
    for (; at < json.size(); ++at) {
      const char c = json[at];
      if (inText && c == '\\') {
        ++at;
      } else if (c == '"') {
        inText = !inText;
        if (!inText && depth == 0) return at + 1;
      } else if (!inText && (c == '{' || c == '[')) {
        ++depth;
      } else if (!inText && (c == '}' || c == ']')) {
        if (depth == 0) return at;
        if (--depth == 0) return at + 1;
      } else if (!inText && depth == 0 && (c == ',' || c == ' ' || c == '\n')) {
        return at;
      }
    }
    return json.size();
  }
  static std::string unquoted(std::string_view json) {
    std::string text;
    for (size_t i = 1; i + 1 < json.size(); ++i) {
      if (json[i] != '\\') {
        text += json[i];
        continue;
      }
      const char c = json[++i];
      constexpr std::string_view letters = "bfnrt", meant = "\b\f\n\r\t";
      if (const size_t known = letters.find(c); known != std::string_view::npos) {
        text += meant[known];
      } else if (c == 'u' && i + 4 < json.size()) {  // the host writes only control characters so
        unsigned code = 0;
        std::from_chars(json.data() + i + 1, json.data() + i + 5, code, 16);
        text += static_cast<char>(code);
        i += 4;
      } else {
        text += c;
      }
    }
    return text;
  }
  static std::string quoted(std::string_view text) {
    constexpr const char* digits = "0123456789abcdef";
    std::string json = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\')
        json += {'\\', c};
      else if (static_cast<unsigned char>(c) < 0x20)
        json += {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
      else
        json += c;
    }
    return json + "\"";
  }
  const std::string* find(std::string_view name) const {
    for (const auto& [known, json] : m_items)
      if (known == name) return &json;
    return nullptr;
  }
  void put(std::string_view name, std::string json) {
    for (auto& [known, kept] : m_items)
      if (known == name) return void(kept = std::move(json));
    m_items.emplace_back(name, std::move(json));
  }

  uint32_t m_version;
  std::vector<std::pair<std::string, std::string>> m_items;  // name, and the value as JSON
};

}  // namespace sdk
}  // namespace weft
