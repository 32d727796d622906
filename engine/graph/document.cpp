#include <weft/base/files.h>
#include <weft/base/text.h>
#include <weft/graph/document_edit.h>

#include <algorithm>

#include "document_reader.h"

namespace weft {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

Error failure(const Problems& problems, const std::string& fileName) {
  const Problem& first = problems.front();
  return makeError(ErrorCode::BadFile, fileName + ": " + (first.path.empty() ? "" : first.path + ": ") + first.message,
                   first.path);
}

// Errors of reading begin with the name of the file, which whoever shows a problem says already.
std::string withoutFileName(const std::string& message, const std::string& fileName) {
  const std::string prefix = fileName + ": ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

}  // namespace

bool isId(std::string_view text) {
  return !text.empty() && isLetter(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '-';
  });
}

const NodeEntry* Graph::find(std::string_view id) const {
  const auto found = index.find(std::string(id));
  return found == index.end() ? nullptr : &nodes[found->second];
}

Result<Document> Document::parse(std::string_view text, const std::string& fileName, Problems& problems) {
  Result<Json> json = parseJson(text, fileName);
  if (!json) {
    problems.push_back({"", withoutFileName(json.error().message, fileName)});
    return failure(problems, fileName);
  }
  Document document;
  document.m_json = std::move(*json);
  document.m_fileName = fileName;
  if (!document.m_json.is_object()) {
    problems.push_back(
        {"", "expected an object with \"weft\": 1 and \"nodes\", found " + describeJson(document.m_json)});
    return failure(problems, fileName);
  }
  Problems found;
  DocumentReader reader(found);
  reader.readVersion(document.m_json);
  reader.readGraph(document.m_json, Place{}, document.m_graph, &document.m_subgraphs);
  findSubgraphCycles(document.m_subgraphs, found);
  if (found.empty()) return document;
  Error error = failure(found, fileName);
  problems.insert(problems.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return error;
}

Result<Document> Document::load(const std::filesystem::path& file, Problems& problems) {
  const Result<std::string> text = readFile(file, jsonMaximumBytes);
  if (text) return parse(*text, file.string(), problems);
  problems.push_back({"", withoutFileName(text.error().message, file.string())});
  return text.error();
}

std::string Document::text() const { return dumpJson(m_json) + "\n"; }

Result<void> Document::setParameter(std::string_view node, std::string_view parameter, const Json& value) {
  DocumentEdit edit(*this);
  const Result<void> done = edit.setParameter("", std::string(node), std::string(parameter), value);
  edit.commit();
  return done;
}

Result<void> Document::setInputDefault(std::string_view input, const Json& value) {
  const bool isThere = std::any_of(m_graph.inputs.begin(), m_graph.inputs.end(),
                                   [&](const GraphInput& entry) { return entry.name == input; });
  if (!isThere) return makeError(ErrorCode::NotFound, "no input " + inQuotes(input));
  DocumentEdit edit(*this);
  const Result<void> done = edit.put({"inputs", std::string(input), "default"}, value);
  edit.commit();
  return done;
}

}  // namespace weft
