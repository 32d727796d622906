// What a child is doing, in memory that its parent reads when the child has died. Plain bytes: a signal handler may
// write here too.
#pragma once

#include <string>
#include <string_view>

namespace weft {

class Activity {
 public:
  static constexpr size_t bytes = 4096;

  Activity() = default;  // goes nowhere
  explicit Activity(int descriptor);
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;
  Activity(Activity&& other) noexcept;
  Activity& operator=(Activity&& other) noexcept;
  ~Activity();

  void tell(std::string_view text);     // what is being done from now on
  void explain(std::string_view text);  // what a crash from now on means; empty: nothing special

  std::string doing() const;
  std::string explanation() const;

 private:
  char* m_page = nullptr;
};

}  // namespace weft
