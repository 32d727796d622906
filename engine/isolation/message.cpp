#include "message.h"

#include <algorithm>
#include <iterator>

namespace weft {

void MessageWriter::putText(std::string_view text) {
  put<uint64_t>(text.size());
  m_bytes.append(text);
}

void MessageWriter::putBytes(const void* data, size_t bytes) {
  if (bytes > 0) m_bytes.append(static_cast<const char*>(data), bytes);
}

void MessageWriter::putFile(FileHandle file) { m_files.push_back(std::move(file)); }

void MessageWriter::append(MessageWriter part) {
  m_bytes += part.m_bytes;
  std::move(part.m_files.begin(), part.m_files.end(), std::back_inserter(m_files));
  std::move(part.m_kept.begin(), part.m_kept.end(), std::back_inserter(m_kept));
}

void MessageWriter::putError(const Error& error) {
  put(error.code);
  putText(error.message);
  putText(error.path);
}

const void* MessageReader::getBytes(size_t bytes) {
  if (m_failed || bytes > m_bytes.size() - m_at) {
    m_failed = true;
    return nullptr;
  }
  const void* from = m_bytes.data() + m_at;
  m_at += bytes;
  return from;
}

std::string MessageReader::getText() {
  const size_t size = getCount();
  const void* from = getBytes(size);
  return from ? std::string(static_cast<const char*>(from), size) : std::string();
}

size_t MessageReader::getCount(size_t bytesEach) {
  const auto count = get<uint64_t>();
  if (!m_failed && count <= (m_bytes.size() - m_at) / bytesEach) return count;
  m_failed = true;
  return 0;
}

FileHandle MessageReader::getFile() {
  if (m_failed || m_nextFile == m_files.size()) {
    m_failed = true;
    return {};
  }
  return std::move(m_files[m_nextFile++]);
}

Error MessageReader::getError() {
  Error error;
  error.code = get<ErrorCode>();
  error.message = getText();
  error.path = getText();
  const bool known = error.code >= ErrorCode::Internal && error.code <= ErrorCode::Cancelled;
  if (!known || m_failed) fail();
  return known ? error : makeError(ErrorCode::Internal, "an error that cannot be read");
}

Result<void> MessageReader::finish() const {
  if (!m_failed && atEnd()) return {};
  return makeError(ErrorCode::Internal, "a message between processes makes no sense");
}

}  // namespace weft
