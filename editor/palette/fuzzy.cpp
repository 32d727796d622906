#include "palette/fuzzy.h"

#include <algorithm>

namespace weft::editor {
namespace {

// Of one word: what it hit in a label, and how well.
struct Hit {
  int score = 0;
  QList<int> letters;  // in FoldedText::letters
};

QChar folded(QChar letter) {
  const QString parts = letter.decomposition();  // "é" is "e" and an accent
  const QChar base = parts.isEmpty() || letter.decompositionTag() != QChar::Canonical ? letter : parts.front();
  return base.toCaseFolded();
}

QList<int> run(qsizetype begin, qsizetype length) {
  QList<int> places(length);
  for (qsizetype i = 0; i < length; ++i) places[i] = static_cast<int>(begin + i);
  return places;
}

bool beginsAt(const QString& text, qsizetype at, const QString& word) {
  return QStringView(text).mid(at).startsWith(word);
}

// One letter too many, too few, another, or two neighbours swapped.
bool isOneSlip(QStringView a, QStringView b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  qsizetype same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  if (b.size() > a.size()) return a.mid(same) == b.mid(same + 1);
  if (same == a.size() || a.mid(same + 1) == b.mid(same + 1)) return true;
  return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] && a.mid(same + 2) == b.mid(same + 2);
}

// Whether the text goes on from `at` with the word but for one slip; for words long enough that it is no other word.
bool slipsAt(const QString& text, qsizetype at, const QString& word) {
  if (word.size() < 5) return false;
  const QStringView rest = QStringView(text).mid(at);
  for (qsizetype length = word.size() - 1; length <= word.size() + 1 && length <= rest.size(); ++length) {
    if (isOneSlip(word, rest.left(length))) return true;
  }
  return false;
}

// Letters of the word that go on, or jump to the beginning of a later word of the text: "eulanc" in "euler ancestral".
class Humps {
 public:
  Humps(const FoldedText& text, const QString& word)
      : m_text(text), m_word(word), m_failed(static_cast<size_t>(text.letters.size() * word.size())) {}

  QList<int> find() { return jump(0, 0) ? m_found : QList<int>(); }

 private:
  bool jump(qsizetype letter, qsizetype from) {
    for (const int start : m_text.starts) {
      if (start >= from && m_text.letters[start] == m_word[letter] && goOn(letter, start)) return true;
    }
    return false;
  }
  // `letter` stands at `place`.
  bool goOn(qsizetype letter, qsizetype place) {
    if (letter + 1 == m_word.size()) {
      m_found.prepend(static_cast<int>(place));
      return true;
    }
    const auto visited = static_cast<size_t>(letter * m_text.letters.size() + place);
    if (m_failed[visited]) return false;
    const bool follows = place + 1 < m_text.letters.size() && m_text.letters[place + 1] == m_word[letter + 1];
    if ((follows && goOn(letter + 1, place + 1)) || jump(letter + 1, place + 1)) {
      m_found.prepend(static_cast<int>(place));
      return true;
    }
    m_failed[visited] = true;
    return false;
  }

  const FoldedText& m_text;
  const QString& m_word;
  std::vector<bool> m_failed;
  QList<int> m_found;
};

// Letters anywhere, in order, not too far apart.
Hit scattered(const QString& text, const QString& word) {
  QList<int> letters;
  qsizetype at = -1;
  for (const QChar letter : word) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return {};
    letters.append(static_cast<int>(at));
  }
  const auto gaps = static_cast<int>(letters.back() - letters.front() + 1 - word.size());
  return gaps > 2 * word.size() ? Hit{} : Hit{std::max(60, 200 - 8 * gaps), letters};
}

Hit beginningOfLabel(const FoldedText& label, const QString& word) {
  const qsizetype n = word.size();
  if (label.letters == word) return {1000, run(0, n)};
  if (label.letters.startsWith(word)) return {880 + static_cast<int>(20 * n / label.letters.size()), run(0, n)};
  return {};
}

Hit wordOfLabel(const FoldedText& label, const QString& word) {
  for (qsizetype i = 1; i < label.starts.size(); ++i) {
    if (beginsAt(label.letters, label.starts[i], word)) {
      return {800 - 4 * static_cast<int>(std::min<qsizetype>(i, 8)), run(label.starts[i], word.size())};
    }
  }
  // A word of the label with an ending: "sampler" for "Sample".
  for (qsizetype i = 0; i < label.starts.size(); ++i) {
    const qsizetype begin = label.starts[i];
    const qsizetype end = i + 1 < label.starts.size() ? label.starts[i + 1] : label.letters.size();
    const qsizetype length = end - begin;
    const bool hasEnding = length >= 4 && word.size() > length && word.size() <= length + 2;
    if (hasEnding && QStringView(word).startsWith(QStringView(label.letters).mid(begin, length))) {
      return {750 - 4 * static_cast<int>(std::min<qsizetype>(i, 8)), run(begin, length)};
    }
  }
  return {};
}

Hit slipOfLabel(const FoldedText& label, const QString& word) {
  for (const int start : label.starts) {
    if (!slipsAt(label.letters, start, word)) continue;
    const qsizetype length = std::min(word.size(), label.letters.size() - start);
    return {start == 0 ? 480 : 460, run(start, length)};
  }
  return {};
}

Hit inLabel(const FoldedText& label, const QString& word) {
  const qsizetype n = word.size();
  if (label.letters.isEmpty()) return {};
  if (n >= 2 && label.initials == word) return {910, label.starts};
  if (const Hit hit = beginningOfLabel(label, word); hit.score) return hit;
  if (const Hit hit = wordOfLabel(label, word); hit.score) return hit;
  if (n >= 2 && label.initials.startsWith(word)) return {700, label.starts.mid(0, n)};
  if (n >= 2) {
    if (const QList<int> letters = Humps(label, word).find(); !letters.isEmpty()) return {640, letters};
    if (const qsizetype at = label.letters.indexOf(word); at >= 0) return {560, run(at, n)};
  }
  if (const Hit hit = slipOfLabel(label, word); hit.score) return hit;
  return n >= 3 ? scattered(label.letters, word) : Hit{};
}

int inKeyword(const FoldedText& keyword, const QString& word) {
  if (keyword.letters == word) return 740;
  if (keyword.letters.startsWith(word)) return 600 + static_cast<int>(30 * word.size() / keyword.letters.size());
  if (word.size() < 3) return 0;
  for (const int start : keyword.starts) {
    if (beginsAt(keyword.letters, start, word)) return 540;
  }
  if (keyword.letters.contains(word)) return 400;
  for (const int start : keyword.starts) {
    if (slipsAt(keyword.letters, start, word)) return 330;
  }
  return 0;
}

int inText(const FoldedText& text, const QString& word, int score) {
  for (qsizetype at = text.letters.indexOf(word); at >= 0; at = text.letters.indexOf(word, at + 1)) {
    if (std::binary_search(text.starts.begin(), text.starts.end(), static_cast<int>(at))) return score;
  }
  return 0;
}

// The best of all places in which one word is found.
std::optional<Match> matchWord(const Searchable& thing, const QString& word) {
  Match best;
  Hit label = inLabel(thing.label, word);
  best.score = label.score;
  best.letters = std::move(label.letters);
  for (qsizetype i = 0; i < thing.keyTexts.size() && best.score < 740; ++i) {
    const int score = inKeyword(thing.keyTexts[i], word);
    const int inOrder = score - 2 * static_cast<int>(std::min<qsizetype>(i, 10));
    if (score > 0 && inOrder > best.score) best = {inOrder, {}, thing.keywords[i]};
  }
  const auto anywhere = [&](int score) {
    if (score > best.score) best = {score, {}, {}};
  };
  if (word.size() >= 2) anywhere(inText(thing.category, word, 420));
  if (word.size() >= 3 && best.score < 240) anywhere(inText(thing.doc, word, 240));
  if (best.score == 0) return std::nullopt;
  return best;
}

}  // namespace

FoldedText::FoldedText(const QString& text) {
  letters.reserve(text.size());
  QChar before = u' ';
  for (qsizetype i = 0; i < text.size(); ++i) {
    const QChar letter = text[i];
    if (letter.isLetterOrNumber() || letter.isSurrogate()) {
      const bool hump = letter.isUpper() && before.isLower();
      const bool number = letter.isDigit() && before.isLetter();
      if (hump || number || !(before.isLetterOrNumber() || before.isSurrogate())) {
        starts.append(static_cast<int>(letters.size()));
        initials.append(folded(letter));
      }
      places.append(static_cast<int>(i));
      letters.append(folded(letter));
    }
    before = letter;
  }
}

Searchable::Searchable(const QString& label, const QString& keywords, const QString& category, const QString& doc)
    : label(label), category(category), doc(doc), keywords(keywords.split(u' ', Qt::SkipEmptyParts)) {
  for (const QString& keyword : std::as_const(this->keywords)) keyTexts.append(FoldedText(keyword));
  this->doc.places.clear();  // nobody asks for them, and documentation is long
}

FuzzyQuery::FuzzyQuery(const QString& text) : m_whole(FoldedText(text).letters) {
  for (const QString& part : text.simplified().split(u' ', Qt::SkipEmptyParts)) {
    if (const QString word = FoldedText(part).letters; !word.isEmpty()) m_words.append(word);
  }
}

std::optional<Match> FuzzyQuery::match(const Searchable& thing) const {
  if (isEmpty()) return Match{};
  const auto inLetters = [&](Match match) {
    for (int& place : match.letters) place = thing.label.places[place];
    match.score -= static_cast<int>(std::min<qsizetype>(thing.label.letters.size(), 40)) / 2;
    return match;
  };
  const std::optional<Match> whole = matchWord(thing, m_whole);
  if (m_words.size() == 1) return whole ? std::optional(inLetters(*whole)) : std::nullopt;
  // "euler anc" as one beginning is worth more than two words that are found apart.
  if (whole && whole->score >= 640) return inLetters(*whole);
  Match all;
  for (const QString& word : m_words) {
    const std::optional<Match> match = matchWord(thing, word);
    if (!match) return whole ? std::optional(inLetters(*whole)) : std::nullopt;
    all.score += match->score;
    all.letters += match->letters;
    if (all.keyword.isEmpty()) all.keyword = match->keyword;
  }
  all.score = all.score / static_cast<int>(m_words.size()) - 20;
  std::sort(all.letters.begin(), all.letters.end());
  return inLetters(all);
}

}  // namespace weft::editor
