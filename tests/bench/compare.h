// Two ways to the same result, taken in turns, and how their times compare.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <vector>

#include <benchmark/benchmark.h>

namespace weft::test {

inline double medianOf(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

// Seconds of one way and of the other, for a seed that was not used before.
using Way = std::function<double(int64_t seed)>;

inline void compare(benchmark::State& state, const Way& way, const Way& against) {
  constexpr int turns = 7;
  std::vector<double> times, others;
  int64_t seed = 1'000;
  try {
    (void)way(seed++);  // what is kept between runs is loaded
    (void)against(seed++);
    for (auto _ : state) {
      for (int i = 0; i < turns; ++i, ++seed) {
        times.push_back(way(seed));
        others.push_back(against(seed + 1'000'000));
      }
      state.SetIterationTime(medianOf(times));
    }
  } catch (const std::exception& problem) {
    return state.SkipWithError(problem.what());
  }
  state.counters["ms"] = 1e3 * medianOf(times);
  state.counters["against_ms"] = 1e3 * medianOf(others);
  state.counters["ratio"] = medianOf(times) / medianOf(others);
}

}  // namespace weft::test
