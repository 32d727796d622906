#include "weft/base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "weft/base/text.h"

namespace weft {
namespace {

constexpr size_t longestLine = 4000;

struct Settings {
  LogLevel others = LogLevel::Warn;
  std::map<std::string, LogLevel, std::less<>> categories;
};

std::optional<LogLevel> levelNamed(std::string_view name) {
  constexpr std::array<std::string_view, 6> names = {"trace", "debug", "info", "warn", "error", "off"};
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<LogLevel>(found - names.begin());
}

Settings readSettings(std::string_view text, std::string& unreadable) {
  Settings settings;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (part.empty()) continue;
    const size_t colon = part.find(':');
    const auto level = levelNamed(colon == std::string_view::npos ? part : part.substr(colon + 1));
    if (!level) {
      if (!unreadable.empty()) unreadable += ',';
      unreadable += part;
    } else if (colon == std::string_view::npos) {
      settings.others = *level;
    } else {
      settings.categories[std::string(part.substr(0, colon))] = *level;
    }
  }
  return settings;
}

class Log {
 public:
  static Log& instance() {
    static Log log;
    return log;
  }

  std::string configure(std::string_view setting) {
    std::string unreadable;
    const std::lock_guard lock(m_mutex);
    m_settings = readSettings(setting, unreadable);
    return unreadable;
  }

  bool enabled(std::string_view category, LogLevel level) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_settings.categories.find(category);
    return level >= (found == m_settings.categories.end() ? m_settings.others : found->second);
  }

  void write(std::string_view category, LogLevel level, std::string_view text) {
    const std::string line = std::string(category) + ": " + printable(text, longestLine);
    m_logger.log(static_cast<spdlog::level::level_enum>(level), spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  Log() : m_logger("weft", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    m_logger.set_level(spdlog::level::trace);
    m_logger.set_pattern("[%H:%M:%S.%e] %l: %v");
    const char* setting = std::getenv("WEFT_LOG");
    const std::string unreadable = configure(setting ? setting : "");
    if (!unreadable.empty()) {
      write("log", LogLevel::Warn,
            "WEFT_LOG: cannot read " + inQuotes(unreadable) +
                "; write category:level with trace, debug, info, warn, error or off");
    }
  }

  std::mutex m_mutex;
  Settings m_settings;
  spdlog::logger m_logger;
};

}  // namespace

bool logEnabled(std::string_view category, LogLevel level) { return Log::instance().enabled(category, level); }

void log(std::string_view category, LogLevel level, std::string_view text) {
  if (logEnabled(category, level)) Log::instance().write(category, level, text);
}

std::string configureLog(std::string_view setting) { return Log::instance().configure(setting); }

}  // namespace weft
