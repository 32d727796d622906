// What resumes a call that answered Pending, kept for the worker that will.
#pragma once

#include <functional>

#include "link.h"

namespace weft {

class HeldToken final : public Held {
 public:
  HeldToken(std::weak_ptr<Link> link, std::function<void()> resume)
      : m_link(std::move(link)), m_resume(std::move(resume)) {}
  // Nobody will resume it any more. Where that is because the worker has gone, the node is called again to say so.
  ~HeldToken() override {
    const auto link = m_link.lock();
    if (!link || link->end()) resume();
  }
  void resume() {
    if (auto function = std::exchange(m_resume, nullptr)) function();
  }

 private:
  const std::weak_ptr<Link> m_link;
  std::function<void()> m_resume;
};

}  // namespace weft
