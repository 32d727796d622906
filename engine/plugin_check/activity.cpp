#include "activity.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace weft {
namespace {

constexpr size_t half = Activity::bytes / 2;

void put(char* place, std::string_view text) {
  const size_t count = std::min(text.size(), half - 1);
  std::memcpy(place, text.data(), count);
  place[count] = '\0';
}

}  // namespace

Activity::Activity(int descriptor) {
  void* page = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  m_page = page == MAP_FAILED ? nullptr : static_cast<char*>(page);
}

Activity::Activity(Activity&& other) noexcept : m_page(std::exchange(other.m_page, nullptr)) {}
Activity& Activity::operator=(Activity&& other) noexcept {
  std::swap(m_page, other.m_page);
  return *this;
}
Activity::~Activity() {
  if (m_page) ::munmap(m_page, bytes);
}

void Activity::tell(std::string_view text) {
  if (m_page) put(m_page, text);
}
void Activity::explain(std::string_view text) {
  if (m_page) put(m_page + half, text);
}

std::string Activity::doing() const { return m_page ? std::string(m_page, ::strnlen(m_page, half)) : std::string(); }
std::string Activity::explanation() const {
  return m_page ? std::string(m_page + half, ::strnlen(m_page + half, half)) : std::string();
}

}  // namespace weft
