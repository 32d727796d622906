#include "worker_start.h"

namespace weft {

void putStart(MessageWriter& message, const WorkerStart& start) {
  message.putText(start.library);
  message.putText(start.buildId);
  message.put<uint64_t>(start.devicePacks.size());
  for (const std::string& pack : start.devicePacks) message.putText(pack);
  message.putText(start.kernels.processor);
  message.put<uint64_t>(start.kernels.choices.size());
  for (const auto& [operation, choice] : start.kernels.choices) {
    message.putText(operation);
    message.putText(choice);
  }
  message.put(start.memory);
  message.put(start.vram);
}

WorkerStart getStart(MessageReader& message) {
  WorkerStart start;
  start.library = message.getText();
  start.buildId = message.getText();
  for (size_t left = message.getCount(); left > 0; --left) start.devicePacks.push_back(message.getText());
  start.kernels.processor = message.getText();
  for (size_t left = message.getCount(); left > 0; --left) {
    std::string operation = message.getText();
    start.kernels.choices[std::move(operation)] = message.getText();
  }
  start.memory = message.get<uint64_t>();
  start.vram = message.get<uint64_t>();
  return start;
}

}  // namespace weft
