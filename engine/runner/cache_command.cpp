#include <ctime>

#include <weft/base/byte_size.h>
#include <weft/base/json.h>
#include <weft/base/text.h>
#include <weft/exec/executor.h>
#include <weft/exec/kept_results.h>

#include "cache_folder.h"
#include "commands.h"
#include "exit_status.h"
#include "output.h"

namespace weft::runner {
namespace {

// Three digits are more than anybody needs to know of a time.
std::string secondsText(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, seconds < 9.995 ? "%.2f s" : "%.0f s", seconds);
  return text;
}

std::string countText(uint64_t count) { return std::to_string(count) + (count == 1 ? " result" : " results"); }

std::string dateText(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
  return text;
}

Json jsonOf(const KeptResult& result) {
  const auto lastUse = std::chrono::duration<double>(result.lastUse.time_since_epoch()).count();
  return {{"key", result.name},
          {"type", result.type},
          {"bytes", result.bytes},
          {"seconds", result.seconds},
          {"last_use", static_cast<int64_t>(lastUse)}};
}

int listResults(const Options& options, const std::string& folder) {
  uint64_t bytes = 0;
  double seconds = 0;
  std::string text;
  Json entries = Json::array();
  const std::vector<KeptResult> results = listKeptResults(folder);
  for (const KeptResult& result : results) {
    bytes += result.bytes;
    seconds += result.seconds;
    if (options.json) entries.push_back(jsonOf(result));
    text += result.name + "  " + dateText(result.lastUse) + "  " + formatBytes(result.bytes) + "  " +
            secondsText(result.seconds) + "  " + printable(result.type) + "\n";
  }
  const uint64_t limit = ExecutorOptions().cacheBytes;
  if (options.json) {
    Json json{
        {"folder", folder}, {"results", results.size()}, {"bytes", bytes}, {"seconds", seconds}, {"limit", limit}};
    if (options.listCache) json["entries"] = std::move(entries);
    printResult(dumpJson(json) + "\n");
    return exitDone;
  }
  printResult((options.listCache ? text : std::string()) + folder + ": " + countText(results.size()) + ", " +
              formatBytes(bytes) + " of " + formatBytes(limit) + ", " + secondsText(seconds) + " of computing\n");
  return exitDone;
}

int clearResults(const Options& options, const std::string& folder) {
  const ClearedResults cleared = clearKeptResults(folder);
  if (options.json) {
    printResult(dumpJson({{"folder", folder}, {"removed", cleared.count}, {"bytes", cleared.bytes}}) + "\n");
  } else {
    printResult(folder + ": " + countText(cleared.count) + " removed, " + formatBytes(cleared.bytes) + "\n");
  }
  if (cleared.problem) return exitDone;
  printError(cleared.problem.error().message);
  return exitFailed;
}

int verifyResults(const Options& options, const std::string& folder) {
  const VerifiedResults verified = verifyKeptResults(folder);
  for (const std::string& line : verified.broken) printError(line + "; it was removed");
  if (options.json) {
    printResult(
        dumpJson(
            {{"folder", folder}, {"good", verified.good}, {"bytes", verified.bytes}, {"broken", verified.broken}}) +
        "\n");
  } else {
    printResult(folder + ": " + countText(verified.good) + " good, " + formatBytes(verified.bytes) + "; " +
                std::to_string(verified.broken.size()) + " broken\n");
  }
  return verified.broken.empty() ? exitDone : exitFailed;
}

}  // namespace

int cacheCommand(const Options& options) {
  const Result<std::string> folder = resultsFolder(options.cache);
  if (!folder || folder->empty()) {
    printError("--cache " + options.cache + ": " +
               (folder ? "there is no cache to look at; give it a folder" : folder.error().message));
    return exitUnusable;
  }
  if (options.clearCache) return clearResults(options, *folder);
  if (options.verifyCache) return verifyResults(options, *folder);
  return listResults(options, *folder);
}

}  // namespace weft::runner
