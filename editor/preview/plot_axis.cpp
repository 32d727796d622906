#include "preview/plot_axis.h"

#include <algorithm>
#include <cmath>

#include <QLocale>

namespace weft::editor {
namespace {

constexpr double farthest = 1e290;  // from zero: differences and products stay finite

// 1, 2 or 5 times a power of ten, not below `least`.
double roundStep(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::vector<double> evenTicks(const Axis& axis, int count) {
  const double step = roundStep((axis.most - axis.least) / std::max(1, count));
  std::vector<double> ticks;
  const double first = std::ceil(axis.least / step - 1e-9);
  for (int i = 0; i <= 2 * count + 2; ++i) {
    const double at = (first + i) * step;
    if (at > axis.most + step * 1e-9) break;
    ticks.push_back(std::abs(at) < step * 1e-6 ? 0 : at);
  }
  return ticks;
}

}  // namespace

double Axis::place(double value) const {
  if (!logarithmic) return (value - least) / (most - least);
  return value > 0 ? (std::log(value) - std::log(least)) / (std::log(most) - std::log(least)) : std::nan("");
}

double Axis::value(double place) const {
  return logarithmic ? std::exp(std::log(least) + (std::log(most) - std::log(least)) * place)
                     : least + (most - least) * place;
}

std::vector<double> Axis::ticks(int count) const {
  const double decades = logarithmic ? std::log10(most) - std::log10(least) : 0;
  if (decades < 1) return evenTicks(*this, count);
  // Powers of ten, every so many; with room 2 and 5 times them as well.
  const int every = std::max(1, static_cast<int>(std::ceil(decades / std::max(1, count))));
  std::vector<double> found;
  for (int power = static_cast<int>(std::floor(std::log10(least))); power <= std::ceil(std::log10(most)); ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor > 1 && decades * 3 > count) continue;
      const double at = factor * std::pow(10, power);
      if (power % every == 0 && at >= least * (1 - 1e-9) && at <= most * (1 + 1e-9)) found.push_back(at);
    }
  }
  return found;
}

Axis axisFor(double least, double most, bool logarithmic) {
  if (!std::isfinite(least) || !std::isfinite(most) || least > most) return {logarithmic ? 0.1 : 0, 1, logarithmic};
  least = std::clamp(least, -farthest, farthest);
  most = std::clamp(most, -farthest, farthest);
  if (logarithmic) {
    if (most <= 0) return {0.1, 1, true};
    if (least <= 0) least = most / 1e3;
    const double room = std::max(std::exp((std::log(most) - std::log(least)) * 0.04), 1.02);
    return {std::max(least / room, 1e-300), most * room, true};
  }
  double room = (most - least) * 0.04;
  if (room < std::abs(most) * 1e-9) room = std::abs(most) * 0.05;
  if (room == 0) room = 0.5;
  return {least - room, most + room, false};
}

QString numberText(double value, double step) {
  if (value == 0) return "0";
  if (!std::isfinite(value)) return std::isnan(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const double size = std::abs(value);
  QString text;
  if (size >= 1e7 || size < 1e-4) {
    text = QString::number(value, 'g', 4);
  } else {
    const double resolution = step > 0 ? step : size * 1e-4;
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(resolution) - 1e-9)), 0, 8);
    text = QLocale(QLocale::English).toString(value, 'f', decimals);
    if (step <= 0 && text.contains(u'.')) {
      while (text.endsWith(u'0')) text.chop(1);
      if (text.endsWith(u'.')) text.chop(1);
    }
  }
  return text.replace("-", "−");
}

}  // namespace weft::editor
