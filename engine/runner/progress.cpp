#include "progress.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include <weft/base/text.h>

#include "output.h"

namespace weft::runner {
namespace {

constexpr double barSeconds = 0.1, lineSeconds = 5;
constexpr size_t barCells = 20;

size_t terminalWidth() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// Three digits that matter.
std::string formatRate(double rate) {
  const int digits = rate >= 100 ? 0 : rate >= 10 ? 1 : 2;
  char text[64];
  std::snprintf(text, sizeof text, "%.*f/s", digits, rate);
  return text;
}

std::string bar(uint64_t step, uint64_t total) {
  const double share = total ? std::min(1.0, static_cast<double>(step) / static_cast<double>(total)) : 0;
  const auto full = static_cast<size_t>(share * barCells);
  return "[" + std::string(full, '=') + std::string(barCells - full, ' ') + "] ";
}

}  // namespace

std::string shortTime(double seconds) {
  if (seconds >= 100) return formatDuration(seconds);
  char text[32];
  if (seconds >= 1) {
    std::snprintf(text, sizeof text, "%.2f s", seconds);
  } else if (seconds >= 1e-3) {
    std::snprintf(text, sizeof text, "%.1f ms", seconds * 1e3);
  } else {
    std::snprintf(text, sizeof text, "%.0f us", seconds * 1e6);
  }
  return text;
}

std::string formatDuration(double seconds) {
  if (seconds < 10) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", std::max(0.0, seconds));
    return text;
  }
  const auto whole = static_cast<int64_t>(std::min(std::round(seconds), 1e15));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

Progress::Style Progress::styleOfTerminal() {
  if (!::isatty(STDERR_FILENO)) return Style::Lines;
  const char* terminal = std::getenv("TERM");
  return terminal && std::string_view(terminal) != "dumb" ? Style::Bar : Style::Lines;
}

std::string Progress::line(const Event& event, const Node& node) const {
  std::string text = event.node;
  if (event.total > 0) text += " " + std::to_string(event.step) + "/" + std::to_string(event.total);
  const double time = event.time - node.firstTime;
  const auto steps = static_cast<double>(event.step - std::min(event.step, node.firstStep));
  if (time > 0 && steps > 0) {
    text += ", " + formatRate(steps / time);
    const auto left = static_cast<double>(event.total - std::min(event.step, event.total));
    if (left > 0) text += ", " + formatDuration(left / steps * time) + " left";
  }
  if (!event.text.empty()) text += ", " + event.text;
  return printable(text, 400);
}

void Progress::event(const Event& event) {
  if (m_style == Style::None) return;
  switch (event.kind) {
    case Event::Kind::RunStarted:
      m_total = event.nodes;
      return;
    case Event::Kind::NodeFinished:
    case Event::Kind::NodeFailed:
      ++m_ended;
      return;
    case Event::Kind::RunFinished:
      return clear();
    case Event::Kind::NodeProgress:
      break;
    default:
      return;
  }
  const Node& node = m_nodes.try_emplace(event.node, Node{event.step, event.time}).first->second;
  const bool last = event.total > 0 && event.step >= event.total;
  if (event.time - m_shownAt < (m_style == Style::Bar ? (last ? 0 : barSeconds) : lineSeconds)) return;
  m_shownAt = event.time;
  if (m_style == Style::Lines) return printNote(line(event, node));
  const std::string nodes = std::to_string(std::min(m_ended + 1, m_total)) + "/" + std::to_string(m_total) + " ";
  const std::string all = nodes + (event.total > 0 ? bar(event.step, event.total) : std::string()) + line(event, node);
  writeText(STDERR_FILENO, "\r" + all.substr(0, terminalWidth() - 1) + "\x1b[K");
  m_drawn = true;
}

void Progress::clear() {
  if (m_drawn) writeText(STDERR_FILENO, "\r\x1b[K");
  m_drawn = false;
}

}  // namespace weft::runner
