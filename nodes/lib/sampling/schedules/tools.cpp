#include "sampling/schedules/tools.h"

#include <weft/sdk/host.h>

#include <cmath>
#include <numbers>

namespace weft::sampling {

Times joined(const std::vector<Times>& parts) {
  Times whole;
  for (const Times& part : parts) {
    const bool meets = !whole.empty() && !part.empty() && part.front() == whole.back();
    whole.insert(whole.end(), part.begin() + (meets ? 1 : 0), part.end());
  }
  const bool rises = whole.size() > 1 && whole[1] > whole[0];
  for (size_t i = 1; i < whole.size(); ++i)
    if (!(rises ? whole[i] > whole[i - 1] : whole[i] < whole[i - 1]))
      throw Failure("the schedules do not fit: " + inWords(whole[i]) + " follows " + inWords(whole[i - 1]) +
                    (rises ? ", which is not above it" : ", which is not below it"));
  return whole;
}

std::pair<Times, Times> splitAt(const Times& times, int64_t step) {
  const auto last = int64_t(times.size()) - 1;
  if (step < 0 || step > last)
    throw Failure("step is " + std::to_string(step) + "; the schedule has " + std::to_string(last) + " steps");
  return {Times(times.begin(), times.begin() + step + 1), Times(times.begin() + step, times.end())};
}

Times extended(const Times& times, int64_t steps, double from, double to, std::string_view spacing) {
  Times whole;
  for (size_t i = 0; i < times.size(); ++i) {
    whole.push_back(times[i]);
    if (i + 1 == times.size() || times[i] > from || times[i] < to) continue;
    for (int64_t part = 1; part < steps; ++part) {
      const double share = double(part) / double(steps), angle = share * std::numbers::pi / 2;
      const double way = spacing == "cosine" ? std::sin(angle) : spacing == "sine" ? 1 - std::cos(angle) : share;
      whole.push_back(times[i] + way * (times[i + 1] - times[i]));
    }
  }
  return whole;
}

}  // namespace weft::sampling
