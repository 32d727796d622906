#include "inspector/number_scale.h"

#include <algorithm>
#include <cmath>

#include "inspector/expression.h"

namespace weft::editor {
namespace {

constexpr double widestFill = 10000;  // an allowed range beyond this is no picture of what is usual

double powerOfTen(double value) { return std::pow(10, std::floor(std::log10(value))); }

int64_t saturated(int64_t base, double delta) {
  const double sum = static_cast<double>(base) + delta;
  if (sum >= 9.2233720368547e18) return std::numeric_limits<int64_t>::max();
  if (sum <= -9.2233720368547e18) return std::numeric_limits<int64_t>::min();
  int64_t exact = 0;
  return __builtin_add_overflow(base, static_cast<int64_t>(std::llround(delta)), &exact) ? static_cast<int64_t>(sum)
                                                                                         : exact;
}

}  // namespace

NumberScale::NumberScale(const ParameterType& type)
    : m_type(type),
      m_whole(type.kind == WEFT_PARAMETER_INTEGER || type.kind == WEFT_PARAMETER_SEED),
      m_logarithmic(type.curve == WEFT_CURVE_LOGARITHMIC) {
  const double least = m_whole ? static_cast<double>(type.minimumInteger) : type.minimumNumber;
  const double most = m_whole ? static_cast<double>(type.maximumInteger) : type.maximumNumber;
  if (type.uiMinimum < type.uiMaximum) {
    m_least = type.uiMinimum;
    m_most = type.uiMaximum;
  } else if (type.kind != WEFT_PARAMETER_SEED && most - least <= widestFill) {
    m_least = least;
    m_most = most;
  }
  m_logarithmic = m_logarithmic && m_least > 0;
}

double NumberScale::onScale(double value) const {
  return m_logarithmic ? std::log(std::max(value, m_least * 1e-9)) : value;
}

double NumberScale::offScale(double value) const { return m_logarithmic ? std::exp(value) : value; }

double NumberScale::fraction(const Json& value) const {
  if (!hasRange() || !value.is_number()) return 0;
  const double at = (onScale(value.get<double>()) - onScale(m_least)) / (onScale(m_most) - onScale(m_least));
  return std::clamp(at, 0.0, 1.0);
}

double NumberScale::step(double at) const {
  if (m_whole) return 1;
  if (m_logarithmic) return powerOfTen(std::max(std::abs(at), m_least)) / 10;
  if (hasRange()) return powerOfTen((m_most - m_least) / 100 * 1.0001);
  return at == 0 ? 0.1 : std::clamp(powerOfTen(std::abs(at)) / 10, 1e-6, 1.0);
}

// Without the digits that nobody asked for: 0.30000000000000004.
double NumberScale::neat(double value, double around) const {
  double grain = powerOfTen(step(around) * 1.0001) / 10;
  if (around != 0) grain = std::min(grain, powerOfTen(std::abs(around)) / 100);
  const double inverse = std::round(1 / grain);
  return grain < 1 ? std::round(value * inverse) / inverse : std::round(value / grain) * grain;
}

Json NumberScale::fitted(double value) const {
  if (!m_whole) return std::clamp(value, m_type.minimumNumber, m_type.maximumNumber);
  if (value >= 9.2233720368547e18) return fitted(Json(std::numeric_limits<int64_t>::max()));
  if (value <= -9.2233720368547e18) return fitted(Json(std::numeric_limits<int64_t>::min()));
  return fitted(Json(static_cast<int64_t>(std::llround(value))));
}

Json NumberScale::fitted(const Json& value) const {
  if (!m_whole || !value.is_number_integer()) return fitted(value.get<double>());
  const int64_t least =
      m_type.kind == WEFT_PARAMETER_SEED ? std::max<int64_t>(m_type.minimumInteger, 0) : m_type.minimumInteger;
  return std::clamp(value.get<int64_t>(), least, std::max(least, m_type.maximumInteger));
}

Json NumberScale::moved(const Json& base, double share) const {
  if (!hasRange()) return stepped(base, m_whole ? std::round(share * 100) : share * 100);
  const double from = onScale(std::clamp(base.get<double>(), m_least, m_most));
  const double to = offScale(from + share * (onScale(m_most) - onScale(m_least)));
  // A drag stays in the usual range, unless it began outside.
  const double least = std::min(m_least, base.get<double>()), most = std::max(m_most, base.get<double>());
  const double kept = std::clamp(to, least, most);
  return fitted(m_whole || kept == least || kept == most ? kept : neat(kept, kept));
}

Json NumberScale::stepped(const Json& base, double steps) const {
  if (m_whole && base.is_number_integer()) {
    const double whole = std::abs(steps) < 1 && steps != 0 ? std::copysign(1, steps) : std::round(steps);
    return fitted(Json(saturated(base.get<int64_t>(), whole)));
  }
  const double from = base.get<double>();
  return fitted(neat(from + step(from) * steps, from));
}

std::optional<Json> NumberScale::parsed(const QString& text) const {
  const QString unit = QString::fromStdString(m_type.unit);
  if (m_whole) {
    QString digits = text.trimmed();
    if (!unit.isEmpty() && digits.endsWith(unit)) digits.chop(unit.size());
    bool isWhole = false;
    const qlonglong exact = digits.remove(u',').trimmed().toLongLong(&isWhole);
    if (isWhole) return Json(static_cast<int64_t>(exact));
  }
  const std::optional<double> value = evaluate(text, unit);
  if (!value) return std::nullopt;
  if (!m_whole) return Json(*value);
  if (std::abs(*value) < 9.2e18) return Json(static_cast<int64_t>(std::llround(*value)));
  return Json(*value > 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min());
}

}  // namespace weft::editor
