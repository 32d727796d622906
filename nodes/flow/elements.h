// Lists and sequences, item by item, and the types of both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/sdk.h>

namespace weft::flow {

inline std::string listOf(const std::string& element) { return element.empty() ? "list" : "list<" + element + ">"; }

// "image" of "list<image>" or "sequence<image>"; "" where the type does not tell, or is a union.
std::string elementOf(const std::string& type);

class Elements {
 public:
  explicit Elements(Value value);

  std::optional<uint64_t> count() const { return m_count; }  // nullopt: a sequence of unknown length
  Value at(uint64_t index) const;                            // empty: past the end

 private:
  Value m_value;
  const weft_sequence* m_sequence = nullptr;  // nullptr: a list
  std::optional<uint64_t> m_count;
};

}  // namespace weft::flow
