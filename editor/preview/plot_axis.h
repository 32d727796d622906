// One axis of a plot: values to places along it, and where it has ticks.
#pragma once

#include <vector>

#include <QString>

namespace weft::editor {

struct Axis {
  double least = 0, most = 1;  // least < most; both positive where logarithmic
  bool logarithmic = false;

  double place(double value) const;  // 0 at `least`, 1 at `most`; not a number where the axis has no place for it
  double value(double place) const;
  // Round values within the axis, at most `count` or so of them, in their order.
  std::vector<double> ticks(int count) const;
};

// An axis with room for the values from `least` to `most`, whatever they are.
Axis axisFor(double least, double most, bool logarithmic);

// "0.25", "1.2e-05", "12,000": as few digits as tell neighbours `step` apart.
QString numberText(double value, double step = 0);

}  // namespace weft::editor
