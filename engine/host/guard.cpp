#include "guard.h"

#include <array>

#include "crash_stack.h"

namespace weft {
namespace {

thread_local constinit PluginActivity t_activity;

// The activities of threads within process(); further ones than there are places go unnoticed.
constinit std::array<std::atomic<const PluginActivity*>, 64> g_running{};

}  // namespace

weft_status failWith(weft_status status, std::string_view message) {
  setThreadError(message);
  return status;
}

weft_status failWith(const Error& error) { return failWith(errorStatus(error.code), error.message); }

PluginScope::PluginScope(const PluginActivity& activity) : m_outer(t_activity) {
  useCrashStack();
  t_activity = activity;
  if (!activity.node || m_outer.node) return;
  for (auto& place : g_running) {
    const PluginActivity* free = nullptr;
    if (!place.compare_exchange_strong(free, &t_activity)) continue;
    m_place = &place;
    return;
  }
}

PluginScope::~PluginScope() {
  if (m_place) *m_place = nullptr;
  t_activity = m_outer;
}

const PluginActivity* PluginScope::running(size_t index) {
  for (const auto& place : g_running) {
    const PluginActivity* activity = place.load();
    if (activity && index-- == 0) return activity;
  }
  return nullptr;
}

const PluginActivity& PluginScope::current() { return t_activity; }

}  // namespace weft
