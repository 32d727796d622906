// The border to a plugin's code: exceptions end here, status codes become errors, and while a plugin runs the thread
// knows whose code it is.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <weft/abi/base.h>
#include <weft/base/result.h>
#include <weft/value/foreign_call.h>

namespace weft {

// Leaves the error's message in weft_errors and returns its status.
weft_status failWith(const Error& error);
weft_status failWith(weft_status status, std::string_view message);

// The other direction: a service function that a plugin calls, and which must not let an exception into it.
template <typename Function>
weft_status shielded(std::string_view function, Function&& body) {
  try {
    return body();
  } catch (...) {
    return failWith(currentException(function));
  }
}

// What a thread is doing for a plugin, as the crash handler and weft_thread_check read it. Plain pointers: a signal
// handler looks at them.
struct PluginActivity {
  const char* plugin = nullptr;  // its library
  const char* type = nullptr;    // the node type, or nullptr
  const char* node = nullptr;    // the node's id, or nullptr outside process()
};

// Says for its lifetime what this thread does; nests.
class PluginScope {
 public:
  explicit PluginScope(const PluginActivity& activity);
  ~PluginScope();
  PluginScope(const PluginScope&) = delete;
  PluginScope& operator=(const PluginScope&) = delete;

  static const PluginActivity& current();
  // What some thread does within process(), the `index`th of them; nullptr past the end. For a crash in a thread that
  // a plugin has started itself, which is somebody's of these. Safe in a signal handler.
  static const PluginActivity* running(size_t index);

 private:
  PluginActivity m_outer;
  std::atomic<const PluginActivity*>* m_place = nullptr;
};

}  // namespace weft
