// One message between two processes of Weft: numbers and texts in the order in which they were put, and open files that
// ride along. Both sides are the same program on the same machine, so numbers lie as they lie in memory; but the reader
// does not trust what it reads.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <weft/base/files.h>
#include <weft/base/result.h>
#include <weft/value/value.h>

namespace weft {

class Link;

// Of one message; what is longer is refused before memory is taken for it.
inline constexpr size_t mostMessageBytes = size_t{1} << 31;
inline constexpr size_t mostMessageFiles = 64;

class MessageWriter {
 public:
  explicit MessageWriter(Link& link) : m_link(&link) {}

  Link& link() const { return *m_link; }  // where the message will go

  template <typename T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void put(T number) { putBytes(&number, sizeof(number)); }
  void putText(std::string_view text);            // with its length
  void putBytes(const void* data, size_t bytes);  // without
  void putFile(FileHandle file);                  // a descriptor of the message's own
  void putError(const Error& error);
  void append(MessageWriter part);
  const std::string& bytes() const { return m_bytes; }  // that were put so far
  // `value` lives until the other side has read the message: for what the message only names.
  void keep(Value value) { m_kept.push_back(std::move(value)); }

 private:
  friend class Connection;
  friend class ControlSocket;
  Link* m_link;
  std::string m_bytes;
  std::vector<FileHandle> m_files;
  std::vector<Value> m_kept;
};

// A message that came. What is missing or makes no sense reads as 0 or empty, and from then on ok() is false: whoever
// reads may ask once, at the end.
class MessageReader {
 public:
  MessageReader(Link& link, std::string bytes, std::vector<FileHandle> files)
      : m_link(&link), m_bytes(std::move(bytes)), m_files(std::move(files)) {}

  Link& link() const { return *m_link; }  // where the message came from

  template <typename T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) T get() {
    T number{};
    if (const void* from = getBytes(sizeof(T))) std::memcpy(&number, from, sizeof(T));
    return number;
  }
  bool getBoolean() { return get<uint8_t>() != 0; }
  std::string getText();
  const void* getBytes(size_t bytes);  // nullptr: there are not as many; lives as long as the reader
  // A number of things of which each takes at least `bytesEach` bytes of what is left; 0 where that cannot be.
  size_t getCount(size_t bytesEach = 1);
  FileHandle getFile();
  Error getError();

  void fail() { m_failed = true; }  // something else was found wrong
  bool ok() const { return !m_failed; }
  bool atEnd() const { return m_at == m_bytes.size(); }
  // Whether all could be read and nothing is left.
  Result<void> finish() const;

 private:
  friend class Link;
  Link* m_link;
  std::string m_bytes;
  size_t m_at = 0;
  std::vector<FileHandle> m_files;
  size_t m_nextFile = 0;
  bool m_failed = false;
  std::shared_ptr<void> m_conversation;  // of an answer: nobody else uses its connection until it is read
};

}  // namespace weft
