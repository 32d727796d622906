// What a thread looks at while it waits for the other process.
#pragma once

#include <chrono>
#include <optional>

#include "link.h"

namespace weft {

class CallWatch {
 public:
  CallWatch(Link& link, CallContext& context);

  // An error: the waiting is over. Tells the other side that it should stop, and ends it when it does not.
  Result<void> check();

 private:
  using Clock = std::chrono::steady_clock;
  bool isCancelled() const;
  Result<void> giveUp(Error error);

  Link& m_link;
  CallContext& m_context;
  const Clock::time_point m_start = Clock::now();
  std::optional<Clock::time_point> m_cancelled;  // since when
};

}  // namespace weft
