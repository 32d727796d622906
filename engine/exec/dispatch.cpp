#include "dispatch.h"

#include <algorithm>

namespace weft {

int Dispatch::Lane::freeSeat() const {
  const auto found = std::find_if(seats.begin(), seats.end(), [](const Seat& seat) { return !seat.taken; });
  return found == seats.end() ? -1 : static_cast<int>(found - seats.begin());
}

void Dispatch::Lane::seatTop(Seat& seat) {
  seat.taken = true;
  seat.job = queue.top();
  queue.pop();
  used += seat.job.weight;
}

Dispatch::Lane& Dispatch::laneOf(LaneId id) {
  for (const auto& lane : m_queues) {
    if (lane->id == id) return *lane;
  }
  m_queues.push_back(std::make_unique<Lane>());
  Lane& lane = *m_queues.back();
  lane.id = id;
  constexpr uint32_t filesAtATime = 3;
  switch (id.kind) {
    case LaneKind::Light:
      lane.room = static_cast<uint32_t>(m_workers);
      break;
    case LaneKind::Heavy:
      lane.room = static_cast<uint32_t>(m_threads);
      break;
    case LaneKind::Io:
      lane.room = filesAtATime;
      break;
    default:
      lane.room = 1;
      break;
  }
  lane.seats.resize(lane.room);
  return lane;
}

void Dispatch::push(const Placement& placement, const Job& job) {
  Entry entry;
  static_cast<Job&>(entry) = job;
  if (placement.lane.kind == LaneKind::Heavy) entry.weight = placement.threads;
  laneOf(placement.lane).queue.push(entry);
}

std::optional<Job> Dispatch::arrive(const LaneSeat& at) {
  Lane& lane = laneOf(at.lane);
  Seat& seat = lane.seats[static_cast<size_t>(at.number)];
  if (at.lane.kind != LaneKind::Light) return seat.job;
  --lane.arriving;
  return next(at);
}

std::optional<Job> Dispatch::next(const LaneSeat& at) {
  Lane& lane = laneOf(at.lane);
  Seat& seat = lane.seats[static_cast<size_t>(at.number)];
  if (seat.job.scheduler) lane.used -= seat.job.weight;
  seat.job = {};
  if (at.lane.kind == LaneKind::Light) {
    if (lane.fits()) {
      lane.seatTop(seat);
      return seat.job;
    }
    seat.taken = false;
    return std::nullopt;
  }
  seat.taken = false;
  while (lane.fits()) {
    const int free = lane.freeSeat();
    lane.seatTop(lane.seats[static_cast<size_t>(free)]);
    if (free == at.number) return seat.job;
    m_lanes.post(lane.id, free);
  }
  return std::nullopt;
}

void Dispatch::wake() {
  for (const auto& lane : m_queues) wake(*lane);
}

void Dispatch::wake(Lane& lane) {
  const bool light = lane.id.kind == LaneKind::Light;
  while (light ? lane.queue.size() > lane.arriving : lane.fits()) {
    const int free = lane.freeSeat();
    if (free < 0) return;
    Seat& seat = lane.seats[static_cast<size_t>(free)];
    if (light) {
      seat.taken = true;
      ++lane.arriving;
    } else {
      lane.seatTop(seat);
    }
    m_lanes.post(lane.id, free);
  }
}

std::vector<Job> Dispatch::drain() {
  std::vector<Job> jobs;
  for (const auto& lane : m_queues) {
    for (; !lane->queue.empty(); lane->queue.pop()) jobs.push_back(lane->queue.top());
    for (const Seat& seat : lane->seats) {
      if (seat.job.scheduler) jobs.push_back(seat.job);
    }
  }
  return jobs;
}

}  // namespace weft
