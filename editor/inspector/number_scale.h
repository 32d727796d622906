// How a number's value lies on its field, and what a step of it is: the range that a person usually wants, straight or
// logarithmic, inside the one that is allowed.
#pragma once

#include <optional>

#include <weft/graph/node_type.h>

namespace weft::editor {

class NumberScale {
 public:
  explicit NumberScale(const ParameterType& type);

  bool hasRange() const { return m_least < m_most; }  // the usual one: there is a fill
  double fraction(const Json& value) const;           // 0 to 1; 0 without a range
  // `base` moved by this share of the usual range; without one, by so many hundred steps.
  Json moved(const Json& base, double share) const;
  Json stepped(const Json& base, double steps) const;
  // Into the kind and the allowed range; an integer is rounded.
  Json fitted(double value) const;
  Json fitted(const Json& value) const;
  // The number that was typed, not yet in range; nullopt: none. Whole numbers are exact.
  std::optional<Json> parsed(const QString& text) const;

 private:
  double onScale(double value) const;  // straight or logarithm
  double offScale(double value) const;
  double step(double at) const;
  double neat(double value, double around) const;

  const ParameterType& m_type;
  const bool m_whole;
  bool m_logarithmic;
  double m_least = 0, m_most = 0;
};

}  // namespace weft::editor
