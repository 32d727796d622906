// Which call of a node this thread works for, so that what it calls in another process stops with it and is told under
// its name, also where it comes to it by way of an object.
#pragma once

#include <weft/graph/node_instance.h>

namespace weft {

class CurrentCall {
 public:
  explicit CurrentCall(const NodeCall* call);
  ~CurrentCall();
  CurrentCall(const CurrentCall&) = delete;
  CurrentCall& operator=(const CurrentCall&) = delete;

  static const NodeCall* get();  // nullptr: none

 private:
  const NodeCall* const m_outer;
};

}  // namespace weft
