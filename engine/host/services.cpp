#include "services.h"

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include <weft/abi/plugin.h>
#include <weft/base/log.h>
#include <weft/base/text.h>
#include <weft/host/host.h>
#include <weft/isolation/current_call.h>

#include "call_frame.h"
#include "guard.h"
#include "philox.h"

namespace weft {
namespace {

void WEFT_CALL setError(const char* message) { setThreadError(message ? message : ""); }
const char* WEFT_CALL getError() { return threadError().c_str(); }

void WEFT_CALL writeLog(int32_t level, const char* category, const char* text) {
  constexpr std::array levels = {LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error};
  const auto index = static_cast<size_t>(level < 0 ? 0 : level);
  log(category ? category : "plugin", index < levels.size() ? levels[index] : LogLevel::Error, text ? text : "");
}

void WEFT_CALL uniform(int64_t seed, const char* stream, uint64_t offset, float* out, size_t count) {
  if (out) fillUniform(seed, stream ? stream : "", offset, out, count);
}

void WEFT_CALL normal(int64_t seed, const char* stream, uint64_t offset, float* out, size_t count) {
  if (out) fillNormal(seed, stream ? stream : "", offset, out, count);
}

weft_status WEFT_CALL runParallel(weft_call* call, size_t count, size_t grain,
                                  weft_status(WEFT_CALL* body)(void* user, size_t begin, size_t end), void* user) {
  if (!call || !body) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_parallel.run: call or body is a null pointer");
  if (!call->onItsThread()) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_parallel.run was called on another thread than process()");
  }
  if (count == 0) return WEFT_OK;
  return shielded("weft_parallel.run", [&] {
    const PluginActivity activity = PluginScope::current();
    const NodeCall* current = CurrentCall::get();
    auto done = call->call.parallel(count, grain == 0 ? 1 : grain, [&](size_t begin, size_t end) -> Result<void> {
      const PluginScope scope(activity);
      const CurrentCall working(current);
      return callChecked("the body of weft_parallel.run", [&] { return body(user, begin, end); });
    });
    return done ? weft_status{WEFT_OK} : failWith(done.error());
  });
}

const char* WEFT_CALL documentJson(weft_call* call) {
  return call && !call->call.documentJson().empty() ? call->call.documentJson().c_str() : nullptr;
}

int32_t WEFT_CALL threadKind() { return PluginScope::current().node ? WEFT_THREAD_CALL : WEFT_THREAD_OTHER; }

constexpr weft_errors errorsTable = {sizeof(weft_errors), setError, getError};
constexpr weft_log logTable = {sizeof(weft_log), writeLog};
constexpr weft_random randomTable = {sizeof(weft_random), uniform, normal};
constexpr weft_parallel parallelTable = {sizeof(weft_parallel), runParallel};
constexpr weft_document documentTable = {sizeof(weft_document), documentJson};
constexpr weft_thread_check threadCheckTable = {sizeof(weft_thread_check), threadKind};

const void* WEFT_CALL getService(const char* id) {
  const std::pair<std::string_view, const void*> services[] = {
      {WEFT_VALUES, &valuesTable()},
      {WEFT_CALLS, &callTable()},
      {WEFT_INFERENCE, &inferenceTable()},
      {WEFT_BODY, &bodyTable()},
      {WEFT_ERRORS, &errorsTable},
      {WEFT_LOG, &logTable},
      {WEFT_ALLOCATOR, &allocatorTable()},
      {WEFT_DEVICES, &devicesTable()},
      {WEFT_RANDOM, &randomTable},
      {WEFT_PARALLEL, &parallelTable},
      {WEFT_FILES, &filesTable()},
      {WEFT_DOCUMENT, &documentTable},
      {WEFT_THREAD_CHECK, &threadCheckTable},
      {WEFT_KERNELS, &kernelsTable()},
  };
  if (!id) return nullptr;
  for (const auto& [name, table] : services) {
    if (name == id) return table;
  }
  return nullptr;
}

}  // namespace

const weft_host& hostTable() {
  static const weft_host table = {sizeof(weft_host), WEFT_ABI_VERSION, "weft", "0.1.0", getService};
  return table;
}

}  // namespace weft
