#include "elements.h"

namespace weft::flow {

std::string elementOf(const std::string& type) {
  const size_t open = type.find('<');
  const std::string name = type.substr(0, open);
  if (open == std::string::npos || type.back() != '>' || (name != "list" && name != "sequence")) return {};
  // The bracket at the end must be the one that was opened: "list<image>|list<mask>" is a union.
  int depth = 0;
  for (size_t i = open; i < type.size(); ++i) {
    depth += type[i] == '<' ? 1 : type[i] == '>' ? -1 : 0;
    if (depth == 0 && i + 1 < type.size()) return {};
  }
  return type.substr(open + 1, type.size() - open - 2);
}

Elements::Elements(Value value) : m_value(std::move(value)) {
  if (m_value.kind() == WEFT_KIND_LIST) {
    m_count = m_value.size();
    return;
  }
  if (m_value.kind() != WEFT_KIND_SEQUENCE) throw Failure("expected a list or a sequence", WEFT_ERROR_TYPE_MISMATCH);
  detail::check(services().values->as_sequence(m_value.get(), &m_sequence));
  if (m_sequence->length >= 0) m_count = static_cast<uint64_t>(m_sequence->length);
}

Value Elements::at(uint64_t index) const {
  if (m_count && index >= *m_count) return {};
  if (!m_sequence) return m_value.item(index);
  const weft_value* item = nullptr;
  const weft_status status = m_sequence->get(m_sequence->self, static_cast<int64_t>(index), &item);
  if (status == WEFT_ERROR_NOT_FOUND && !m_count) return {};
  detail::check(status);
  return Value::adopt(item);
}

}  // namespace weft::flow
