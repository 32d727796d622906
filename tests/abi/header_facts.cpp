#include "header_facts.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

namespace weft {
namespace {

using Tokens = std::vector<std::string>;

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string withoutComments(const std::string& text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    const bool block = text.compare(i, 2, "/*") == 0, line = text.compare(i, 2, "//") == 0;
    if (text[i] == '"') {
      const size_t end = std::min(text.find('"', i + 1), text.size() - 1);
      result += text.substr(i, end + 1 - i);
      i = end + 1;
    } else if (block || line) {
      const size_t end = text.find(block ? "*/" : "\n", i + 2);
      result += ' ';
      i = end == std::string::npos ? text.size() : end + (block ? 2 : 0);
    } else {
      result += text[i++];
    }
  }
  return result;
}

Tokens tokensOf(const std::string& text) {
  Tokens tokens;
  for (size_t i = 0; i < text.size();) {
    if (std::isspace(static_cast<unsigned char>(text[i])) != 0) {
      ++i;
      continue;
    }
    size_t end = i + 1;
    if (text[i] == '"')
      end = std::min(text.find('"', i + 1), text.size() - 1) + 1;
    else if (isWord(text[i]))
      while (end < text.size() && isWord(text[end])) ++end;
    tokens.push_back(text.substr(i, end - i));
    i = end;
  }
  return tokens;
}

std::string joined(Tokens::const_iterator from, Tokens::const_iterator to) {
  std::string text;
  for (; from != to; ++from) text += (text.empty() ? "" : " ") + *from;
  return text;
}
std::string joined(const Tokens& tokens) { return joined(tokens.begin(), tokens.end()); }

// Splits where `separator` stands outside of any bracket.
std::vector<Tokens> split(Tokens::const_iterator from, Tokens::const_iterator to, const std::string& separator) {
  std::vector<Tokens> parts(1);
  int depth = 0;
  for (; from != to; ++from) {
    if (*from == "(" || *from == "{" || *from == "[") ++depth;
    if (*from == ")" || *from == "}" || *from == "]") --depth;
    if (depth == 0 && *from == separator)
      parts.emplace_back();
    else
      parts.back().push_back(*from);
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

class Reader {
 public:
  explicit Reader(HeaderFacts& facts) : m_facts(facts) {}

  void read(const std::string& file, const std::string& text) {
    m_facts.files.insert(file);
    std::string code;
    std::istringstream lines(withoutComments(text));
    for (std::string line; std::getline(lines, line);) {
      for (std::string more; line.ends_with('\\') && std::getline(lines, more);) line.replace(line.size() - 1, 1, more);
      const size_t first = line.find_first_not_of(" \t");
      if (first != std::string::npos && line[first] == '#')
        directive(file, line.substr(first + 1));
      else
        code += line + '\n';
    }
    Tokens tokens = tokensOf(code);
    dropLanguageBraces(tokens);
    for (const Tokens& statement : split(tokens.begin(), tokens.end(), ";")) declare(statement);
  }

 private:
  void directive(const std::string& file, const std::string& line) {
    const Tokens tokens = tokensOf(line);
    if (tokens.size() >= 2 && tokens[0] == "include")
      m_facts.includes[file].insert(joined(tokens.begin() + 1, tokens.end()));
    // What has no text and no parameters is a guard.
    if (tokens.size() < 3 || tokens[0] != "define") return;
    m_facts.macros[tokens[1]].push_back(joined(tokens.begin() + 2, tokens.end()));
  }

  // extern "C" { ... }
  static void dropLanguageBraces(Tokens& tokens) {
    int depth = 0;
    Tokens kept;
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i] == "extern" && i + 2 < tokens.size() && tokens[i + 1] == "\"C\"" && tokens[i + 2] == "{") {
        i += 2;
        continue;
      }
      if (tokens[i] == "{") ++depth;
      if (tokens[i] == "}" && --depth < 0) {
        depth = 0;
        continue;
      }
      kept.push_back(tokens[i]);
    }
    tokens = std::move(kept);
  }

  void declare(const Tokens& all) {
    const bool isTypedef = all[0] == "typedef";
    const Tokens tokens(all.begin() + (isTypedef ? 1 : 0), all.end());
    if (tokens.empty() || tokens[0] == "WEFT_STATIC_ASSERT" || tokens[0] == "WEFT_LAYOUT") return;
    const auto open = std::find(tokens.begin(), tokens.end(), "{");
    const auto close = std::find(tokens.rbegin(), tokens.rend(), "}").base();
    if (open != tokens.end() && close > open) {
      if (tokens[0] == "enum") return constants(open + 1, close - 1);
      if (tokens[0] == "struct" && open == tokens.begin() + 2) return fields(tokens[1], open + 1, close - 1);
    }
    if (isTypedef)
      m_facts.typedefs[tokens.back()] = joined(tokens.begin(), tokens.end() - 1);
    else
      m_facts.declarations.insert(joined(tokens));
  }

  void constants(Tokens::const_iterator from, Tokens::const_iterator to) {
    std::string base;
    int64_t next = 0;
    for (const Tokens& one : split(from, to, ",")) {
      if (one.size() > 2 && one[1] == "=") {
        base = joined(one.begin() + 2, one.end());
        next = 0;
      }
      m_facts.constants[one[0]] = next == 0 ? (base.empty() ? "0" : base) : base + " + " + std::to_string(next);
      ++next;
    }
  }

  void fields(const std::string& name, Tokens::const_iterator from, Tokens::const_iterator to) {
    std::vector<std::string>& all = m_facts.structs[name];
    for (const Tokens& field : split(from, to, ";")) {
      const std::vector<Tokens> declarators = split(field.begin(), field.end(), ",");
      all.push_back(joined(declarators[0]));
      // "uint32_t major, minor" declares two of the type that stands before the first.
      for (size_t i = 1; i < declarators.size(); ++i) {
        all.push_back(joined(declarators[0].begin(), declarators[0].end() - 1) + ' ' + joined(declarators[i]));
      }
    }
  }

  HeaderFacts& m_facts;
};

}  // namespace

HeaderFacts readHeader(const std::string& file, const std::string& text) {
  HeaderFacts facts;
  Reader(facts).read(file, text);
  return facts;
}

HeaderFacts readHeaders(const std::filesystem::path& folder) {
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) paths.insert(entry.path());
  }
  HeaderFacts facts;
  for (const auto& path : paths) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    Reader(facts).read(path.lexically_relative(folder).string(), text.str());
  }
  return facts;
}

}  // namespace weft
