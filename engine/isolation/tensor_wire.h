// Tensors between processes, and what is written for any leaf of a value.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include <weft/base/result.h>
#include <weft/value/value.h>

#include "message.h"

namespace weft {

enum class LeafForm : uint8_t {
  Home = 1,  // the handle under which the receiver keeps it
  Inline,    // of a tensor: its bytes
  Shared,    // of a tensor: where it lies in an arena of the sender, and the handle that keeps it there
  Remote,    // an object or a sequence: its handle, and what is known of it
};

class WireWriter {
 public:
  explicit WireWriter(std::string& to) : m_to(to) {}
  template <typename T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void put(T number) { putBytes(&number, sizeof(number)); }
  void putBytes(const void* data, size_t bytes) { m_to.append(static_cast<const char*>(data), bytes); }
  void putText(std::string_view text) {
    put<uint64_t>(text.size());
    m_to += text;
  }

 private:
  std::string& m_to;
};

// What is missing reads as 0 or empty, and ok() is false from then on.
class WireReader {
 public:
  explicit WireReader(std::string_view& rest) : m_rest(rest) {}
  template <typename T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) T get() {
    T number{};
    if (const char* from = getBytes(sizeof(T))) std::memcpy(&number, from, sizeof(T));
    return number;
  }
  const char* getBytes(uint64_t bytes) {  // nullptr: there are not as many
    if (!m_ok || bytes > m_rest.size()) {
      m_ok = false;
      return nullptr;
    }
    const char* from = m_rest.data();
    m_rest.remove_prefix(bytes);
    return from;
  }
  std::string getText() {
    const auto bytes = get<uint64_t>();
    const char* from = getBytes(bytes);
    return from ? std::string(from, bytes) : std::string();
  }
  void fail() { m_ok = false; }
  bool ok() const { return m_ok; }

 private:
  std::string_view& m_rest;
  bool m_ok = true;
};

Result<void> putTensor(MessageWriter& message, const Value& tensor, WireWriter& out);
// Nothing: it makes no sense. An error: memory is short, or the device is not to be had here.
Result<Value> getTensor(Link& link, LeafForm form, WireReader& in);

}  // namespace weft
