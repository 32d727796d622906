#include "admission.h"

#include <algorithm>
#include <bit>

namespace weft {
namespace {

uint64_t sum(uint64_t a, uint64_t b) { return a + b < a ? UINT64_MAX : a + b; }

}  // namespace

void MemoryPeaks::learn(const std::string& type, uint64_t inputBytes, uint64_t peak) {
  uint64_t& known = m_peaks[{type, std::bit_width(inputBytes)}];
  known = std::max(known, peak);
}

std::optional<uint64_t> MemoryPeaks::find(const std::string& type, uint64_t inputBytes) const {
  const auto found = m_peaks.find({type, std::bit_width(inputBytes)});
  return found == m_peaks.end() ? std::nullopt : std::optional(found->second);
}

// The plan's word is for this very node; what was measured may have been another one of its type.
MemoryNeed Admission::needOf(const PlannedNode& node, uint64_t inputBytes) const {
  if (node.workspace && node.outputBytes) return {sum(*node.workspace, *node.outputBytes), true, inputBytes};
  const auto measured = m_peaks.find(node.type->id, inputBytes);
  const uint64_t least = std::max(node.outputBytes.value_or(0), node.workspace.value_or(0));
  return measured ? MemoryNeed{std::max(*measured, least), true, inputBytes} : MemoryNeed{least, false, inputBytes};
}

// What the running ones will still allocate, by what they were admitted with.
uint64_t Admission::promised() const {
  uint64_t bytes = 0;
  for (const Running& running : m_running) {
    bytes = sum(bytes, running.need.bytes - std::min(running.need.bytes, running.owner->bytes()));
  }
  return bytes;
}

bool Admission::admits(const MemoryNeed& need) const {
  const MemoryUse use = memoryUse(m_device);
  if (use.budget == 0 || m_running.empty()) return true;
  const auto unknown = [](const Running& running) { return !running.need.known; };
  if (!need.known || std::any_of(m_running.begin(), m_running.end(), unknown)) return false;
  // Nodes allocate and free meanwhile; what one has just given back is promised again.
  const uint64_t promises = wanted(need);
  return sum(std::max(use.bytes, memoryUse(m_device).bytes), promises) <= use.budget;
}

uint64_t Admission::wanted(const MemoryNeed& need) const { return sum(promised(), need.bytes); }

void Admission::began(const MemoryOwner& owner, const MemoryNeed& need) {
  for (Running& running : m_running) running.hadCompany = true;
  m_running.push_back({&owner, need, !m_running.empty()});
}

bool Admission::ended(const MemoryOwner& owner) {
  const auto found =
      std::find_if(m_running.begin(), m_running.end(), [&](const Running& running) { return running.owner == &owner; });
  if (found == m_running.end()) return false;
  const bool hadCompany = found->hadCompany;
  m_running.erase(found);
  return hadCompany;
}

}  // namespace weft
