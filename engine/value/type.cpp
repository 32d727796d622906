// Type expressions: read and printed.
#include <weft/base/text.h>
#include <weft/value/type.h>

#include <algorithm>
#include <charconv>

namespace weft {
namespace {

constexpr int maximumTypeDepth = 16;

bool isNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNamePart(char c) { return isNameStart(c) || isDigit(c) || c == '.' || c == '-'; }

// Recursive descent; depth and number of terms are bounded.
class Parser {
 public:
  explicit Parser(std::string_view text) : m_text(text) {}

  Result<Type> parse() {
    Type type;
    if (!readType(type, 0)) return makeError(ErrorCode::InvalidArgument, problem());
    if (skipSpace(); m_at != m_text.size()) {
      fail("the end, '|', '<' or '['");
      return makeError(ErrorCode::InvalidArgument, problem());
    }
    return type;
  }

 private:
  std::string problem() const {
    return "bad type " + inQuotes(m_text) + ": expected " + m_expected + " at character " + std::to_string(m_at + 1);
  }
  bool fail(std::string expected) {
    if (m_expected.empty()) m_expected = std::move(expected);
    return false;
  }
  void skipSpace() {
    while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at;
  }
  bool accept(char c) {
    skipSpace();
    if (m_at == m_text.size() || m_text[m_at] != c) return false;
    ++m_at;
    return true;
  }
  bool readName(std::string& name, const char* what) {
    skipSpace();
    const size_t begin = m_at;
    if (m_at == m_text.size() || !isNameStart(m_text[m_at])) return fail(what);
    while (m_at < m_text.size() && isNamePart(m_text[m_at])) ++m_at;
    name += m_text.substr(begin, m_at - begin);
    return true;
  }

  bool readType(Type& type, int depth) {
    if (depth > maximumTypeDepth) return fail("at most " + std::to_string(maximumTypeDepth) + " levels");
    do {
      if (++m_terms > maximumTypeTerms) return fail("at most " + std::to_string(maximumTypeTerms) + " names");
      if (!readTerm(type.terms.emplace_back(), depth)) return false;
    } while (accept('|'));
    return true;
  }

  bool readTerm(TypeTerm& term, int depth) {
    if (accept('$')) {
      term.name = "$";
      return readName(term.name, "the name of a variable");
    }
    if (!readName(term.name, "the name of a type")) return false;
    if (accept('<')) {
      do {
        if (!readType(term.arguments.emplace_back(), depth + 1)) return false;
      } while (accept(','));
      if (!accept('>')) return fail("',' or '>'");
    }
    return accept('[') ? readShape(term.shape.emplace()) : true;
  }

  bool readShape(std::vector<Dimension>& shape) {
    if (accept(']')) return true;
    do {
      if (!readDimension(shape.emplace_back())) return false;
    } while (accept(','));
    return accept(']') || fail("',' or ']'");
  }

  bool readDimension(Dimension& dimension) {
    if (accept('?')) return true;
    skipSpace();
    if (m_at < m_text.size() && isDigit(m_text[m_at])) {
      const auto [end, error] = std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), dimension.factor);
      if (error != std::errc()) return fail("a number of at most 63 bits");
      m_at = static_cast<size_t>(end - m_text.data());
      if (!accept('*')) return true;
      if (dimension.factor == 0) return fail("a factor above 0 before '*'");
      return readName(dimension.name, "the name of a dimension");
    }
    dimension.factor = 1;
    return readName(dimension.name, "a dimension: a number, a name, '?' or ']'");
  }

  std::string_view m_text;
  size_t m_at = 0;
  size_t m_terms = 0;
  std::string m_expected;
};

std::string dimensionText(const Dimension& dimension) {
  if (dimension.isUnknown()) return "?";
  if (dimension.isNumber()) return std::to_string(dimension.factor);
  return dimension.factor == 1 ? dimension.name : std::to_string(dimension.factor) + "*" + dimension.name;
}

void print(const Type& type, std::string& text) {
  for (size_t i = 0; i < type.terms.size(); ++i) {
    const TypeTerm& term = type.terms[i];
    if (i) text += '|';
    text += term.name;
    for (size_t k = 0; k < term.arguments.size(); ++k) {
      text += k ? ", " : "<";
      print(term.arguments[k], text);
    }
    if (!term.arguments.empty()) text += '>';
    if (!term.shape) continue;
    text += '[';
    for (size_t k = 0; k < term.shape->size(); ++k) text += (k ? ", " : "") + dimensionText((*term.shape)[k]);
    text += ']';
  }
}

}  // namespace

Result<Type> Type::parse(std::string_view text) { return Parser(text).parse(); }

Type Type::any() { return Type{{TypeTerm{"any", {}, std::nullopt}}}; }

bool Type::isAny() const {
  return terms.size() == 1 && terms[0].name == "any" && terms[0].arguments.empty() && !terms[0].shape;
}

bool Type::isConcrete() const {
  return std::all_of(terms.begin(), terms.end(), [](const TypeTerm& term) {
    const auto isSaid = [](const Dimension& dimension) { return dimension.name.empty(); };
    return !term.name.starts_with('$') &&
           std::all_of(term.arguments.begin(), term.arguments.end(),
                       [](const Type& type) { return type.isConcrete(); }) &&
           (!term.shape || std::all_of(term.shape->begin(), term.shape->end(), isSaid));
  });
}

std::string Type::text() const {
  std::string text;
  print(*this, text);
  return text;
}

}  // namespace weft
