// Reading the members of one JSON object that another program wrote: each by name and kind, with what to say when it is
// missing or something else. The first error is kept and everything after it answers with its fallback, so that a
// reader asks for what it needs and looks at finish() once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weft/base/json.h"

namespace weft {

class JsonFields {
 public:
  explicit JsonFields(const Json& object);  // an object; it must outlive this

  // Required.
  std::string text(std::string_view key);
  std::vector<std::string> texts(std::string_view key);  // an array of texts
  const Json& any(std::string_view key);                 // null after an error

  // Optional.
  std::string text(std::string_view key, std::string fallback);
  std::vector<std::string> texts(std::string_view key, std::vector<std::string> fallback);
  bool boolean(std::string_view key, bool fallback);
  int64_t integer(std::string_view key, int64_t fallback, int64_t least, int64_t most);
  std::optional<int64_t> integer(std::string_view key, int64_t least, int64_t most);
  std::vector<int64_t> integers(std::string_view key, std::vector<int64_t> fallback);
  const Json* find(std::string_view key);  // nullptr: not there

  void fail(std::string_view key, std::string message);          // an error of the reader's own
  const std::optional<Error>& error() const { return m_error; }  // the first so far
  // The first error, or a member that nobody asked for; it names the key.
  Result<void> finish() const;

 private:
  const Json* member(std::string_view key, bool required);
  template <typename T, typename Read>
  T read(std::string_view key, bool required, T fallback, const Read& read);

  const Json& m_object;
  std::vector<std::string> m_asked;
  std::optional<Error> m_error;
};

}  // namespace weft
