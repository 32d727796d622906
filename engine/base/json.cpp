#include "weft/base/json.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <set>
#include <vector>

#include "weft/base/files.h"
#include "weft/base/text.h"

namespace weft {
namespace {

// Reads characters for the parser and tells how far it has come, which nlohmann's SAX interface does not.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** reached) : m_at(at), m_reached(reached) {}
  reference operator*() const { return *m_at; }
  CountingIterator& operator++() {
    *m_reached = ++m_at;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return m_at == other.m_at; }
  bool operator!=(const CountingIterator& other) const { return m_at != other.m_at; }

 private:
  const char* m_at;
  const char** m_reached;
};

std::string locate(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t lines = static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  const size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto isStartOfCharacter = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto column =
      std::count_if(before.begin() + static_cast<std::ptrdiff_t>(lineStart), before.end(), isStartOfCharacter);
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column + 1);
}

// The opening quote of the string whose closing quote is the last character before `end`.
size_t openingQuote(std::string_view text, size_t end) {
  for (size_t quote = end < 2 ? 0 : text.rfind('"', end - 2); quote != std::string_view::npos && quote > 0;
       quote = text.rfind('"', quote - 1)) {
    size_t backslashes = 0;
    while (backslashes < quote && text[quote - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return quote;
  }
  return 0;
}

// The keys of one object. Small objects, of which there are many, cost no allocation of a tree.
class KeySet {
 public:
  bool add(const std::string& key) {
    if (!m_many.empty()) return m_many.insert(key).second;
    if (std::find(m_few.begin(), m_few.end(), key) != m_few.end()) return false;
    m_few.push_back(key);
    if (m_few.size() > 16) m_many.insert(m_few.begin(), m_few.end());
    return true;
  }
  size_t size() const { return m_many.empty() ? m_few.size() : m_many.size(); }
  void clear() {
    m_few.clear();
    m_many.clear();
  }

 private:
  std::vector<std::string> m_few;
  std::set<std::string> m_many;
};

// Applies our limits and hands everything on.
class CheckingSax : public nlohmann::json_sax<Json> {
 public:
  CheckingSax(std::string_view text, const char* const& reached, JsonSink& sink)
      : m_text(text), m_reached(reached), m_sink(sink) {}

  const std::string& reason() const { return m_reason; }
  size_t offset() const { return m_offset; }

  bool null() override { return pass(m_sink.null()); }
  bool boolean(bool value) override { return pass(m_sink.boolean(value)); }
  bool number_integer(int64_t value) override { return pass(m_sink.number_integer(value)); }
  bool number_unsigned(uint64_t value) override { return pass(m_sink.number_unsigned(value)); }
  bool number_float(double value, const std::string& raw) override { return pass(m_sink.number_float(value, raw)); }
  bool string(std::string& value) override { return pass(m_sink.string(value)); }
  bool binary(Json::binary_t& value) override { return pass(m_sink.binary(value)); }
  bool start_object(size_t) override { return enter() && pass(m_sink.start_object(size_t(-1))); }
  bool start_array(size_t) override { return enter() && pass(m_sink.start_array(size_t(-1))); }

  bool key(std::string& name) override {
    if (!m_keys[m_depth - 1].add(name)) {
      return refuse("key " + inQuotes(name) + " is given twice", openingQuote(m_text, position()));
    }
    if (++m_openKeys > jsonMaximumKeys) {
      return refuse("more than " + std::to_string(jsonMaximumKeys) + " keys", openingQuote(m_text, position()));
    }
    return pass(m_sink.key(name));
  }
  bool end_object() override {
    m_openKeys -= m_keys[m_depth - 1].size();
    leave();
    return pass(m_sink.end_object());
  }
  bool end_array() override {
    leave();
    return pass(m_sink.end_array());
  }

  bool parse_error(size_t offset, const std::string&, const nlohmann::detail::exception& error) override {
    if (!m_reason.empty()) return false;
    std::string message = error.what();
    // "[json.exception...] parse error at line 1, column 2: syntax error ..." - the place is ours to say.
    const size_t column = message.find("column ");
    const size_t colon = column == std::string::npos ? column : message.find(": ", column);
    const size_t bracket = message.find("] ");
    if (colon != std::string::npos) {
      message.erase(0, colon + 2);
    } else if (bracket != std::string::npos) {
      message.erase(0, bracket + 2);
    }
    return refuse(printable(message, 240), offset == 0 ? position() : offset - 1);
  }

 private:
  size_t position() const { return static_cast<size_t>(m_reached - m_text.data()); }

  bool refuse(std::string reason, size_t offset) {
    m_reason = std::move(reason);
    m_offset = std::min(offset, m_text.size());
    return false;
  }
  bool pass(bool accepted) {
    if (accepted) return true;
    return refuse(m_sink.reason, position() == 0 ? 0 : position() - 1);
  }
  bool enter() {
    if (m_depth == jsonMaximumDepth) {
      return refuse("nested deeper than " + std::to_string(jsonMaximumDepth) + " levels", position() - 1);
    }
    if (++m_depth > m_keys.size()) m_keys.emplace_back();
    return true;
  }
  void leave() { m_keys[--m_depth].clear(); }

  std::string_view m_text;
  const char* const& m_reached;
  JsonSink& m_sink;
  std::vector<KeySet> m_keys;
  size_t m_depth = 0;
  size_t m_openKeys = 0;  // in all objects that are not closed yet: they must be kept to find twins
  std::string m_reason;
  size_t m_offset = 0;
};

// Builds the document. Keys are known to be distinct, so they are appended: nlohmann's own builder looks each one up in
// the ordered object, which is quadratic.
class DocumentSink : public JsonSink {
 public:
  Json take() { return std::move(m_root); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(int64_t value) override { return add(value); }
  bool number_unsigned(uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }
  bool start_object(size_t) override { return open(Json::object()); }
  bool start_array(size_t) override { return open(Json::array()); }
  bool key(std::string& name) override {
    m_key = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

 private:
  Json& place(Json value) {
    if (m_open.empty()) return m_root = std::move(value);
    Json& parent = *m_open.back();
    if (parent.is_array()) {
      auto& items = parent.get_ref<Json::array_t&>();
      return items.emplace_back(std::move(value));
    }
    auto& members = static_cast<Json::object_t::Container&>(parent.get_ref<Json::object_t&>());
    return members.emplace_back(std::move(m_key), std::move(value)).second;
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  // A container is filled before its parent grows again, so the pointers stay valid.
  bool open(Json value) {
    m_open.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    m_open.pop_back();
    return true;
  }

  Json m_root;
  std::vector<Json*> m_open;
  std::string m_key;
};

Error typeError(std::string_view wanted, const Json& found) {
  return makeError(ErrorCode::InvalidArgument, "expected " + std::string(wanted) + ", found " + describeJson(found));
}

}  // namespace

Result<void> scanJson(std::string_view text, const std::string& fileName, JsonSink& sink, size_t maximumBytes) {
  const auto refuse = [&](const std::string& reason, size_t offset) {
    return makeError(ErrorCode::BadFile, fileName + ": " + locate(text, offset) + ": " + reason);
  };
  if (text.size() > maximumBytes) {
    return makeError(ErrorCode::BadFile, fileName + ": the text has " + std::to_string(text.size()) +
                                             " bytes; at most " + std::to_string(maximumBytes) + " are allowed");
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return refuse("a byte order mark is not allowed; save the file as plain UTF-8", 0);
  }
  if (const size_t at = text.find('\0'); at != std::string_view::npos) return refuse("NUL byte in the text", at);
  if (const size_t at = findInvalidUtf8(text); at != std::string_view::npos) return refuse("invalid UTF-8", at);

  const char* reached = text.data();
  CheckingSax sax(text, reached, sink);
  const CountingIterator begin(text.data(), &reached), end(text.data() + text.size(), &reached);
  if (Json::sax_parse(begin, end, &sax)) return {};
  return refuse(sax.reason(), sax.offset());
}

Result<Json> parseJson(std::string_view text, const std::string& fileName) {
  DocumentSink sink;
  if (auto scanned = scanJson(text, fileName, sink); !scanned) return scanned.error();
  return sink.take();
}

Result<Json> readJsonFile(const std::filesystem::path& path) {
  auto text = readFile(path, jsonMaximumBytes);
  if (!text) return text.error();
  return parseJson(*text, path.string());
}

std::string dumpJson(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

std::string describeJson(const Json& json) {
  switch (json.type()) {
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "an array";
    case Json::value_t::string:
      return inQuotes(json.get_ref<const std::string&>(), 60);
    case Json::value_t::number_float:
      return formatNumber(json.get<double>());
    default:
      return json.dump();
  }
}

Result<int64_t> asInteger(const Json& json) {
  if (json.is_number_float()) {
    constexpr double exactLimit = 9007199254740992.0;  // 2^53
    const double value = json.get<double>();
    if (std::trunc(value) != value) return typeError("an integer", json);
    if (std::abs(value) <= exactLimit) return static_cast<int64_t>(value);
  } else if (json.is_number_unsigned()) {
    if (json.get<uint64_t>() <= uint64_t{INT64_MAX}) return static_cast<int64_t>(json.get<uint64_t>());
  } else if (json.is_number_integer()) {
    return json.get<int64_t>();
  } else {
    return typeError("an integer", json);
  }
  return makeError(ErrorCode::InvalidArgument, describeJson(json) + " is too large for a 64-bit integer");
}

Result<double> asNumber(const Json& json) {
  if (!json.is_number()) return typeError("a number", json);
  return json.get<double>();
}

Result<bool> asBool(const Json& json) {
  if (!json.is_boolean()) return typeError("true or false", json);
  return json.get<bool>();
}

Result<std::string> asString(const Json& json) {
  if (!json.is_string()) return typeError("a text", json);
  return json.get<std::string>();
}

}  // namespace weft
