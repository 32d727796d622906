// The host's services as this plugin sees them, and how failures cross the border.
#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include <weft/abi.h>

namespace weft {
inline namespace sdk {

// What a node or an object throws when it cannot go on. The message is one line and says what would be right.
class Failure : public std::runtime_error {
 public:
  explicit Failure(const std::string& message, weft_status status = WEFT_ERROR_INVALID_ARGUMENT)
      : std::runtime_error(message), m_status(status) {}
  weft_status status() const { return m_status; }

 private:
  weft_status m_status;
};

// Thrown when the run is stopped; let it pass.
class Cancelled : public Failure {
 public:
  Cancelled() : Failure("cancelled", WEFT_ERROR_CANCELLED) {}
};

namespace detail {

// A service that a host may lack: a null pointer then, and a Failure for whoever uses it all the same.
template <class Table>
class Service {
 public:
  void connect(const weft_host& host, const char* id) {
    m_id = id;
    m_table = static_cast<const Table*>(host.get_service(id));
  }
  operator const Table*() const { return m_table; }
  const Table* operator->() const {
    if (!m_table) throw Failure(std::string("this host lacks the service ") + m_id, WEFT_ERROR_MISSING_SERVICE);
    return m_table;
  }

 private:
  const Table* m_table = nullptr;
  const char* m_id = "";
};

}  // namespace detail

struct Services {
  const weft_host* host = nullptr;
  const weft_values* values = nullptr;
  const weft_calls* calls = nullptr;
  const weft_errors* errors = nullptr;
  const weft_log* log = nullptr;
  detail::Service<weft_inference> inference;
  detail::Service<weft_allocator> allocator;
  detail::Service<weft_random> random;
  detail::Service<weft_parallel> parallel;
  detail::Service<weft_files> files;
  detail::Service<weft_document> document;
  detail::Service<weft_kernels> kernels;
  detail::Service<weft_body> body;
  detail::Service<weft_devices> devices;
  std::string folder;  // where the plugin's library lies
};

// Filled by init(), before anything else of the plugin is called.
inline Services& services() {
  static Services instance;
  return instance;
}

enum class LogLevel {
  Debug = WEFT_LOG_DEBUG,
  Info = WEFT_LOG_INFO,
  Warning = WEFT_LOG_WARNING,
  Error = WEFT_LOG_ERROR
};
inline void log(LogLevel level, const char* category, const std::string& text) {
  services().log->write(static_cast<int32_t>(level), category, text.c_str());
}

namespace detail {

inline constexpr const char* noMemory = "out of memory";

inline weft_status report(weft_status status, const char* message) noexcept {
  services().errors->set(message);
  return status;
}

// Runs `function`; nothing leaves but a status, with the message left for the caller.
template <class Function>
weft_status guard(Function&& function) noexcept {
  try {
    std::forward<Function>(function)();
    return WEFT_OK;
  } catch (const Failure& failure) {
    return report(failure.status(), failure.what());
  } catch (const std::bad_alloc&) {
    return report(WEFT_ERROR_OUT_OF_MEMORY, noMemory);
  } catch (const std::exception& exception) {
    return report(WEFT_ERROR_INTERNAL, exception.what());
  } catch (...) {
    return report(WEFT_ERROR_INTERNAL, "an exception of unknown type");
  }
}

// The other way: a status of somebody else's function becomes an exception here.
inline void check(weft_status status) {
  if (status == WEFT_ERROR_CANCELLED) throw Cancelled();
  if (status < 0) throw Failure(services().errors->get(), status);
}

}  // namespace detail

// For work that is handed a weft_progress, which may be NULL: throws Cancelled when it is to stop.
inline void report(const weft_progress* progress, uint64_t step, uint64_t total) {
  if (progress && progress->report) detail::check(progress->report(progress->user, step, total));
}

}  // namespace sdk
}  // namespace weft
