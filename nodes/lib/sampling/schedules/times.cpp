#include "sampling/schedules/times.h"

#include <weft/sdk/host.h>

#include <cstdio>

namespace weft::sampling {

Times withoutRepeats(const Times& times) {
  Times kept;
  for (const double time : times)
    if (kept.empty() || time < kept.back()) kept.push_back(time);
  return kept;
}

void requireFalling(const Times& times) {
  for (size_t i = 0; i < times.size(); ++i) {
    const std::string at = "time " + std::to_string(i) + " of the schedule would be " + inWords(times[i]);
    if (!(times[i] >= 0)) throw Failure(at);
    if (i > 0 && !(times[i] < times[i - 1]))
      throw Failure(at + ", which is not below the one before: fewer steps, or a wider range of times");
  }
}

std::string inWords(double number) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.6g", number);
  return text;
}

}  // namespace weft::sampling
