// Diagnostics for developers and plugin authors, to standard error. What a user must see is an Error, not a log line.
// WEFT_LOG chooses what is shown: "category:level,..." such as "exec:debug,host:trace"; a level without a category
// holds for all others. Levels: trace, debug, info, warn, error, off. The default is warn.
#pragma once

#include <string>
#include <string_view>

namespace weft {

enum class LogLevel { Trace, Debug, Info, Warn, Error, Off };

// Cheap enough to ask before a costly message is put together.
bool logEnabled(std::string_view category, LogLevel level);

// One line, safe for a terminal; from any thread.
void log(std::string_view category, LogLevel level, std::string_view text);

inline void logDebug(std::string_view category, std::string_view text) { log(category, LogLevel::Debug, text); }
inline void logInfo(std::string_view category, std::string_view text) { log(category, LogLevel::Info, text); }
inline void logWarning(std::string_view category, std::string_view text) { log(category, LogLevel::Warn, text); }

// Replaces the setting of WEFT_LOG; returns the parts that could not be read, separated by commas.
std::string configureLog(std::string_view setting);

}  // namespace weft
