#include "line_writer.h"

#include <cerrno>
#include <chrono>

#include <poll.h>
#include <unistd.h>

#include "../event_json.h"

namespace weft::runner {
namespace {

constexpr size_t mostReplyBytes = size_t{64} << 20;
constexpr size_t chunk = 1 << 16;
constexpr std::chrono::milliseconds lastWords(2000);  // for a reader that is slow at the end

}  // namespace

LineWriter::LineWriter(int descriptor, Format format, std::function<void()> closed)
    : m_descriptor(descriptor),
      m_format(std::move(format)),
      m_whenClosed(std::move(closed)),
      m_thread([this] { work(); }) {}

LineWriter::~LineWriter() {
  {
    std::unique_lock lock(m_mutex);
    m_ending = true;
    m_changed.notify_all();
    m_changed.wait_for(lock, lastWords, [this] { return m_ended; });
    m_closed = true;
    m_changed.notify_all();
  }
  m_thread.join();
}

void LineWriter::reply(const Json& json) {
  std::string text = jsonLine(json);
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_replyBytes < mostReplyBytes || m_closed; });
  if (m_closed) return;
  m_replyBytes += text.size();
  m_items.push_back({std::move(text), 0, {}});
  m_changed.notify_all();
}

void LineWriter::event(uint64_t run, const Event& event) {
  if (event.kind == Event::Kind::NodeCalled) return;
  Event replaced;  // its preview ends outside the lock
  const std::lock_guard lock(m_mutex);
  if (m_closed) return;
  if (event.kind == Event::Kind::RunStarted) m_progress.clear();
  if (event.kind == Event::Kind::NodeProgress) {
    const auto [place, isNew] = m_progress.try_emplace(event.node, m_items.size());
    if (!isNew) {
      Event& waiting = m_items[place->second].event;
      std::swap(replaced, waiting);
      waiting = event;
      // A preview comes by itself, beside what the node says.
      if (waiting.preview && waiting.text.empty()) waiting.text = std::move(replaced.text);
      if (!waiting.preview) waiting.preview = std::move(replaced.preview);
      return;
    }
  }
  m_items.push_back({{}, run, event});
  m_changed.notify_all();
}

void LineWriter::work() {
  std::string text;
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_changed.wait(lock, [this] { return !m_items.empty() || m_ending || m_closed; });
    if (m_closed || (m_items.empty() && m_ending)) break;
    std::deque<Item> items;
    items.swap(m_items);
    m_progress.clear();
    lock.unlock();
    size_t replies = 0;
    bool written = true;
    for (Item& item : items) {
      replies += item.text.size();
      if (item.text.empty()) {
        const Json json = m_format(item.run, item.event);
        if (!json.is_null()) text += jsonLine(json);
        item.event = {};
      } else {
        text += item.text;
      }
      if (text.size() < chunk && &item != &items.back()) continue;
      written = written && write(text);
      text.clear();
    }
    lock.lock();
    m_replyBytes -= replies;
    m_changed.notify_all();
    if (written) continue;
    m_closed = true;
    lock.unlock();
    m_whenClosed();
    lock.lock();
  }
  m_items.clear();
  m_ended = true;
  m_changed.notify_all();
}

bool LineWriter::write(std::string_view text) {
  while (!text.empty()) {
    {
      const std::lock_guard lock(m_mutex);
      if (m_closed) return false;
    }
    pollfd ready{m_descriptor, POLLOUT, 0};
    const int polled = ::poll(&ready, 1, 100);
    if (polled < 0 && errno != EINTR) return false;
    if (polled <= 0) continue;
    // No more than a pipe takes without waiting, so that the end of the session is never missed.
    const ssize_t written = ::write(m_descriptor, text.data(), std::min<size_t>(text.size(), 4096));
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace weft::runner
