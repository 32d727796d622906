// Result<T>: a value, or the reason why there is none. For failures that are expected (parsing, loading, validation,
// input and output, cancellation); programmer errors are asserts, and exceptions stay inside nodes.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace weft {

// What went wrong, as far as anybody acts on it. The numbers are those of weft_status in the ABI, negated there.
enum class ErrorCode : int32_t {
  Internal = 1,
  InvalidArgument,
  TypeMismatch,
  NotFound,
  BadFile,  // an input file is missing or malformed
  Io,       // writing failed, disk full
  OutOfMemory,
  DeviceOutOfMemory,
  UnsupportedDevice,
  Unsupported,
  MissingService,
  Cancelled,
};

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string message;  // one line, says what would be right
  std::string path;     // where: a JSON path, or empty
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return m_state.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return *std::get_if<0>(&m_state);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&m_state);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&m_state));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    assert(!ok());
    return *std::get_if<1>(&m_state);
  }
  Error&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&m_state));
  }

 private:
  std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : m_error(std::move(error)), m_failed(true) {}

  bool ok() const { return !m_failed; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    assert(m_failed);
    return m_error;
  }
  Error&& error() && {
    assert(m_failed);
    return std::move(m_error);
  }

 private:
  Error m_error;
  bool m_failed = false;
};

inline Error makeError(ErrorCode code, std::string message, std::string path = {}) {
  return {code, std::move(message), std::move(path)};
}

}  // namespace weft
