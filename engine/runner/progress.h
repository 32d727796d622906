// Progress on standard error: one line that is drawn again and again on a terminal, now and then a line elsewhere.
#pragma once

#include <map>
#include <string>

#include <weft/exec/events.h>

namespace weft::runner {

class Progress {
 public:
  enum class Style { None, Lines, Bar };
  explicit Progress(Style style) : m_style(style) {}
  static Style styleOfTerminal();  // of standard error

  void event(const Event& event);
  void clear();  // before something else is printed

 private:
  struct Node {
    uint64_t firstStep = 0;  // where counting began: a resumed training does not begin at 0
    double firstTime = 0;
  };
  std::string line(const Event& event, const Node& node) const;

  const Style m_style;
  std::map<std::string, Node> m_nodes;  // that have said something
  uint64_t m_total = 0, m_ended = 0;
  double m_shownAt = 0;
  bool m_drawn = false;
};

// "2.5 s", "3 min 20 s", "1 h 5 min"
std::string formatDuration(double seconds);
// "12.3 ms", "48 us"; three or four digits that matter
std::string shortTime(double seconds);

}  // namespace weft::runner
