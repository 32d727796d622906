#include "inspector/prompt_weight.h"

#include <algorithm>
#include <cmath>

namespace weft::editor {
namespace {

constexpr double lightest = 0, heaviest = 10;

struct Span {
  int from, to;
};

// Round the place, brackets that match; nullopt: none.
std::optional<Span> bracketsAround(const QString& text, Span at) {
  int depth = 0;
  for (int open = at.from - 1; open >= 0; --open) {
    if (text[open] == u')') ++depth;
    if (text[open] != u'(' || depth-- > 0) continue;
    int inner = 0;
    for (int close = open + 1; close < text.size(); ++close) {
      if (text[close] == u'(') ++inner;
      if (text[close] != u')' || inner-- > 0) continue;
      if (close < at.to) return std::nullopt;
      return Span{open, close + 1};
    }
    return std::nullopt;
  }
  return std::nullopt;
}

Span wordAt(const QString& text, int caret) {
  const auto isWord = [](QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'\''; };
  int from = caret, to = caret;
  while (from > 0 && isWord(text[from - 1])) --from;
  while (to < text.size() && isWord(text[to])) ++to;
  return {from, to};
}

struct Weight {
  QString words;
  double value = 1;
};

// Of "(words:1.2)", without its brackets.
Weight weightIn(const QString& inside) {
  const int colon = static_cast<int>(inside.lastIndexOf(u':'));
  bool isNumber = false;
  const double value = colon < 0 ? 0 : inside.mid(colon + 1).trimmed().toDouble(&isNumber);
  // Plain brackets mean a tenth more.
  return isNumber ? Weight{inside.left(colon), value} : Weight{inside, 1.1};
}

PromptSelection replaced(const QString& text, Span span, const Weight& weight) {
  const bool bare = std::abs(weight.value - 1) < 1e-6;
  const QString put = bare ? weight.words : QString("(%1:%2)").arg(weight.words, QString::number(weight.value, 'g', 4));
  const int from = span.from + (bare ? 0 : 1);
  return {text.left(span.from) + put + text.mid(span.to), from, from + static_cast<int>(weight.words.size())};
}

}  // namespace

PromptSelection weighted(const PromptSelection& prompt, double delta) {
  Span span{std::min(prompt.from, prompt.to), std::max(prompt.from, prompt.to)};
  const bool isBracket = span.to - span.from > 2 && prompt.text[span.from] == u'(' && prompt.text[span.to - 1] == u')';
  std::optional<Span> around = isBracket ? std::optional(span) : bracketsAround(prompt.text, span);
  Weight weight;
  if (around) {
    span = *around;
    weight = weightIn(prompt.text.mid(span.from + 1, span.to - span.from - 2));
  } else {
    if (span.from == span.to) span = wordAt(prompt.text, span.from);
    while (span.to > span.from && prompt.text[span.to - 1].isSpace()) --span.to;
    while (span.from < span.to && prompt.text[span.from].isSpace()) ++span.from;
    weight.words = prompt.text.mid(span.from, span.to - span.from);
  }
  if (weight.words.isEmpty()) return prompt;
  weight.value = std::clamp(std::round((weight.value + delta) * 1000) / 1000, lightest, heaviest);
  return replaced(prompt.text, span, weight);
}

}  // namespace weft::editor
