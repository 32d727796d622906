// What belongs to the whole process, and what a plugin leaves as it found it.
#pragma once

#include <string>
#include <vector>

namespace weft {

enum class StateAspect { Folder, Environment, Signals, Locale, Arithmetic, Mask, Processors, Limits };

class ProcessState {
 public:
  static ProcessState now();
  // How this differs from what was before, in plain words; empty: it does not.
  std::string change(const ProcessState& before, StateAspect aspect) const;

 private:
  std::vector<std::pair<StateAspect, std::string>> m_facts;
};

size_t threadCount();                        // of this process
std::vector<std::string> openDescriptors();  // "7 -> /tmp/x"

}  // namespace weft
