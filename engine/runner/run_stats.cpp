#include "run_stats.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include <weft/base/byte_size.h>
#include <weft/value/memory.h>

#include "progress.h"

namespace weft::runner {
namespace {

// A field of /proc/self/status in kB, as bytes; 0 where the system has no such file.
uint64_t processBytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":")) return std::strtoull(line.c_str() + field.size() + 1, nullptr, 10) * 1024;
  }
  return 0;
}

std::string right(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text + "  ";
}

// The costliest first; equals by name.
template <class Item>
void sortByTime(std::vector<Item>& items) {
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.second.seconds != b.second.seconds ? a.second.seconds > b.second.seconds : a.first < b.first;
  });
}

constexpr size_t timeWidth = 12, countWidth = 8, bytesWidth = 10;

}  // namespace

void RunStats::Sum::add(const Sum& other) {
  seconds += other.seconds;
  calls += other.calls;
  peakBytes = std::max(peakBytes, other.peakBytes);
  bytes += other.bytes;
  nodes += other.nodes;
  cached += other.cached;
  failed += other.failed;
  skipped += other.skipped;
}

RunStats::RunStats() : m_residentBefore(processBytes("VmRSS")) {}

void RunStats::event(const Event& event) {
  switch (event.kind) {
    case Event::Kind::NodeCalled:
      m_laneSeconds[event.lane] += event.seconds;
      break;
    case Event::Kind::NodeFinished:
    case Event::Kind::NodeFailed: {
      const bool failed = event.kind == Event::Kind::NodeFailed;
      m_nodes.push_back({event.node,
                         event.type,
                         {event.seconds, event.calls, event.peakBytes, event.bytes, 1, event.cached ? 1u : 0u,
                          failed && !event.skipped ? 1u : 0u, event.skipped ? 1u : 0u}});
      break;
    }
    case Event::Kind::RunFinished:
      m_finished = event;
      break;
    default:
      break;
  }
}

std::string RunStats::text() const {
  std::vector<std::pair<std::string, Sum>> nodes, types;
  std::map<std::string, Sum> byType;
  for (const Node& node : m_nodes) {
    const char* end = node.sum.cached    ? " (cached)"
                      : node.sum.skipped ? " (skipped)"
                      : node.sum.failed  ? " (failed)"
                                         : "";
    nodes.emplace_back(node.id + "  " + node.type + end, node.sum);
    byType[node.type].add(node.sum);
  }
  types.assign(byType.begin(), byType.end());
  sortByTime(nodes);
  sortByTime(types);

  std::string text = right("time", timeWidth) + right("calls", countWidth) + right("peak", bytesWidth) +
                     right("output", bytesWidth) + "node\n";
  for (const auto& [name, sum] : nodes) {
    text += right(shortTime(sum.seconds), timeWidth) + right(std::to_string(sum.calls), countWidth) +
            right(formatBytes(sum.peakBytes), bytesWidth) + right(formatBytes(sum.bytes), bytesWidth) + name + "\n";
  }
  text += right("time", timeWidth) + right("calls", countWidth) + right("peak", bytesWidth) +
          right("nodes", countWidth) + right("cached", countWidth) + "type\n";
  for (const auto& [name, sum] : types) {
    text += right(shortTime(sum.seconds), timeWidth) + right(std::to_string(sum.calls), countWidth) +
            right(formatBytes(sum.peakBytes), bytesWidth) + right(std::to_string(sum.nodes), countWidth) +
            right(std::to_string(sum.cached), countWidth) + name + "\n";
  }
  for (const auto& [lane, seconds] : m_laneSeconds) {
    const double share = m_finished.seconds > 0 ? seconds / m_finished.seconds : 0;
    text += "lane " + lane + ": busy " + std::to_string(std::lround(share * 100)) + " %\n";
  }
  text += "run: " + shortTime(m_finished.seconds) + ", " + std::to_string(m_finished.executed) + " executed, " +
          std::to_string(m_finished.cachedCount) + " cached, " + std::to_string(m_finished.failed) + " failed, " +
          std::to_string(m_finished.skippedCount) + " skipped\n";
  const uint64_t resident = processBytes("VmHWM");
  text += "memory: " + formatBytes(memoryUse().peak) + " counted at the peak; resident " + formatBytes(resident) +
          " at the peak, " + formatBytes(m_residentBefore) +
          " before the run; the floor beside what is counted: " + formatBytes(memoryFloor()) + "\n";
  return text;
}

}  // namespace weft::runner
