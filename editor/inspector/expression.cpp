#include "inspector/expression.h"

#include <cmath>
#include <numbers>

namespace weft::editor {
namespace {

constexpr int deepest = 50;  // brackets, signs and powers inside each other

// Recursive descent; `m_bad` is set at the first thing that does not belong, and the rest no longer matters.
class Reader {
 public:
  explicit Reader(const QString& text) : m_text(text) {}

  std::optional<double> read() {
    const double value = sum();
    return m_bad || m_at < m_text.size() || !std::isfinite(value) ? std::nullopt : std::optional(value);
  }

 private:
  bool take(QChar wanted) {
    skip();
    if (m_at >= m_text.size() || m_text[m_at] != wanted) return false;
    ++m_at;
    skip();
    return true;
  }
  void skip() {
    while (m_at < m_text.size() && m_text[m_at].isSpace()) ++m_at;
  }

  double sum() {
    double value = product();
    while (!m_bad) {
      if (take(u'+'))
        value += product();
      else if (take(u'-'))
        value -= product();
      else
        break;
    }
    return value;
  }

  double product() {
    double value = power();
    while (!m_bad) {
      if (take(u'*'))
        value *= power();
      else if (take(u'/'))
        value /= power();
      else
        break;
    }
    return value;
  }

  double power() {
    if (++m_depth > deepest) m_bad = true;
    if (m_bad) return 0;
    double value = 0;
    if (take(u'-')) {
      value = -power();
    } else if (take(u'+')) {
      value = power();
    } else {
      value = atom();
      if (take(u'^')) value = std::pow(value, power());
    }
    --m_depth;
    return value;
  }

  double atom() {
    if (take(u'(')) {
      const double value = sum();
      if (!take(u')')) m_bad = true;
      return value;
    }
    if (QStringView(m_text).mid(m_at, 2) == u"pi") {
      m_at += 2;
      skip();
      return std::numbers::pi;
    }
    return number();
  }

  double number() {
    skip();
    const qsizetype from = m_at;
    const auto digits = [&] {
      while (m_at < m_text.size() && m_text[m_at].unicode() < 128 && m_text[m_at].isDigit()) ++m_at;
    };
    digits();
    if (m_at < m_text.size() && m_text[m_at] == u'.') ++m_at;
    digits();
    if (m_at > from && m_at < m_text.size() && m_text[m_at].toLower() == u'e') {
      const qsizetype exponent = m_at++;
      if (m_at < m_text.size() && (m_text[m_at] == u'-' || m_text[m_at] == u'+')) ++m_at;
      const qsizetype first = m_at;
      digits();
      if (m_at == first) m_at = exponent;
    }
    bool isNumber = false;
    const double value = m_text.mid(from, m_at - from).toDouble(&isNumber);
    if (!isNumber) m_bad = true;
    skip();
    return value;
  }

  const QString& m_text;
  qsizetype m_at = 0;
  int m_depth = 0;
  bool m_bad = false;
};

}  // namespace

std::optional<double> evaluate(const QString& text, const QString& unit) {
  QString sum = text.trimmed();
  if (!unit.isEmpty() && sum.endsWith(unit)) sum.chop(unit.size());
  sum.remove(u',');  // of "1,024"
  return Reader(sum).read();
}

}  // namespace weft::editor
