// A check in a child process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include <weft/base/files.h>

#include "check.h"

namespace weft {

class CheckChild {
 public:
  // `folder` is the check's own and lies there; an empty library is none.
  CheckChild(const Check& check, const PluginCheckOptions& options, const std::string& folder);
  CheckChild(CheckChild&&) = default;
  CheckChild& operator=(CheckChild&&) = default;

  const Check& check() const { return *m_check; }
  int descriptor() const { return m_reader.get(); }  // readable when something has happened

  // Takes what has come; true when the child has ended, or was killed since its time is up.
  bool finished();
  void kill();
  CheckReport report() const;

 private:
  using Clock = std::chrono::steady_clock;
  int spawn(const PluginCheckOptions& options, int writer, int activity);
  void readSome();
  std::string lastDoing() const;
  std::string lastWords() const;  // the end of what it wrote to standard error

  const Check* m_check;
  std::string m_folder;
  double m_timeLimit;
  pid_t m_process = -1;
  FileHandle m_reader;
  Activity m_activity;
  Clock::time_point m_begin, m_end;
  std::string m_answer, m_failure;
  int m_status = 0;
  bool m_timedOut = false;
};

}  // namespace weft
