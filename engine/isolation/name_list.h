// Names that an object gives by their index until there are no more: asked for together, once.
#pragma once

#include "interface_calls.h"

namespace weft {

inline constexpr size_t mostNames = 100'000;

template <typename NameAt>
void putNames(MessageWriter& answer, NameAt&& nameAt) {
  std::vector<std::string> names;
  for (size_t i = 0; i < mostNames; ++i) {
    const char* name = nameAt(i);
    if (!name) break;
    names.emplace_back(name);
  }
  answer.put<uint64_t>(names.size());
  for (const std::string& name : names) answer.putText(name);
}

// nullptr past the end, and where the other process has gone.
inline const char* nameAt(RemoteObject& object, MessageKind kind,
                          std::optional<std::vector<std::string>> RemoteObject::Known::*list, size_t index) {
  const auto recall = [&](RemoteObject::Known& known) -> std::optional<const char*> {
    const auto& names = known.*list;
    if (!names) return std::nullopt;
    return index < names->size() ? (*names)[index].c_str() : nullptr;
  };
  if (const auto name = object.known(recall)) return *name;
  const weft_status status = answerWith([&]() -> Result<void> {
    auto answer = ask(object, kind);
    if (!answer) return answer.error();
    std::vector<std::string> names(answer->getCount(sizeof(uint64_t)));
    for (std::string& name : names) name = answer->getText();
    if (auto finished = finishAnswer(*answer); !finished) return finished;
    object.known([&](RemoteObject::Known& known) {
      if (!(known.*list)) known.*list = std::move(names);  // unless another thread asked too
    });
    return {};
  });
  return status == WEFT_OK ? object.known(recall).value_or(nullptr) : nullptr;
}

}  // namespace weft
