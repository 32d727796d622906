// How far the node is that tells of its progress, and how long it will take.
#pragma once

#include <QString>

#include <weft/base/json.h>

namespace weft::editor {

struct RunProgress {
  QString node;  // empty: none tells
  quint64 step = 0, total = 0;
  double rate = 0;          // steps a second; 0: not known
  double secondsLeft = -1;  // of this node; -1: not known
};

class ProgressMeter {
 public:
  void take(const Json& event);  // "node-progress"
  void clear() { m_now = {}; }
  const RunProgress& now() const { return m_now; }

 private:
  RunProgress m_now;
  quint64 m_firstStep = 0;
  double m_firstTime = 0;  // seconds since the run started
};

}  // namespace weft::editor
