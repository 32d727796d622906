#include "memory_growth.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>

namespace weft {
namespace {

constexpr int warm = 12, calls = 24, rounds = 3;
constexpr auto longestWarming = std::chrono::seconds(2);
constexpr int64_t least = 8;  // bytes with each call: the smallest block there is

int64_t bytesHeld() {
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

}  // namespace

uint64_t growth(const std::function<void()>& call) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < warm; ++i) {
    call();
    if (std::chrono::steady_clock::now() - begin > longestWarming) return 0;
  }
  int64_t smallest = INT64_MAX;
  for (int round = 0; round < rounds; ++round) {
    const int64_t before = bytesHeld();
    for (int i = 0; i < calls; ++i) call();
    smallest = std::min(smallest, bytesHeld() - before);
    if (smallest < calls * least) return 0;
  }
  return static_cast<uint64_t>(smallest / calls);
}

}  // namespace weft
