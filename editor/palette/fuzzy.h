// The scorer of every search in the editor: what a person typed, against names, keywords and documentation that were
// prepared once. Nothing but letters and digits counts, accents and letter case are free.
#pragma once

#include <optional>

#include <QList>
#include <QString>
#include <QStringList>

namespace weft::editor {

// Letters and digits of a text, folded, with where they stood and where words begin: "DPM++ 2M" is dpm2m with words at
// 0 and 3, "ClassifierFree" has them at 0 and 10.
struct FoldedText {
  explicit FoldedText(const QString& text = {});
  QString letters, initials;
  QList<int> places;  // of each letter in the text
  QList<int> starts;  // of the words, in `letters`
};

// Something that can be found.
struct Searchable {
  Searchable() = default;
  // `keywords`: apart by spaces, the most telling first.
  Searchable(const QString& label, const QString& keywords, const QString& category, const QString& doc);
  FoldedText label, category, doc;
  QStringList keywords;        // as they are shown
  QList<FoldedText> keyTexts;  // one for each
};

struct Match {
  int score = 0;       // about 1000 for the name itself, about 100 for letters that merely occur in order
  QList<int> letters;  // places in the label that were hit
  QString keyword;     // the one that was hit, where the label was not
};

// Ranks, from above: the name, the initials of all its words, its beginning, the beginning of a word, a keyword,
// letters at the beginnings of several words, a part of the name, a name with one slip of the fingers, the category,
// the documentation, letters in order. Of several words each has to be found, wherever it is.
class FuzzyQuery {
 public:
  explicit FuzzyQuery(const QString& text);
  bool isEmpty() const { return m_words.isEmpty(); }
  std::optional<Match> match(const Searchable& thing) const;

 private:
  QString m_whole;  // all words as one, as in "euler anc"
  QStringList m_words;
};

}  // namespace weft::editor
