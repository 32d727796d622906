#include <ATen/ATen.h>

#include <weft/sdk/text_encoder.h>

#include "model_objects.h"
#include "torch_bridge/tensors.h"
#include "torch_bridge/thread_scope.h"
#include "torch_bridge/torch_node.h"

namespace weft::io {
namespace {

Value listOf(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::string(text));
  return Value::list(items);
}

class WordsToStates : public TextEncoderObject {
 public:
  WordsToStates(std::shared_ptr<const models::TextEncoderPart> part, uint32_t threads)
      : m_part(std::move(part)), m_threads(threads) {}

  Value encode(const std::string& text) override {
    const auto& model = *m_part->model;
    const auto words = m_part->vocabulary->tokenize(text, model.geometry().words);
    Value out;
    torch_bridge::run(threadsFor(words.ids.size()), [&] {
      const auto tokens = at::empty({1, int64_t(words.ids.size())}, at::kLong);
      std::copy(words.ids.begin(), words.ids.end(), tokens.mutable_data_ptr<int64_t>());
      const auto [states, pooled] = model.forward(tokens);
      out = Value::record({{"states", torch_bridge::toValue(states)},
                           {"pooled", torch_bridge::toValue(pooled)},
                           {"text", Value::string(text)},
                           {"unknown", listOf(words.unknown)},
                           {"cut_off", listOf(words.cutOff)}});
    });
    return out;
  }

  uint64_t bytes() const override { return bytesOf(*m_part->model); }

 private:
  uint32_t threadsFor(size_t tokens) const {
    return torch_bridge::threadsWorth(operationsOf(*m_part->model, double(tokens)), m_threads);
  }

  std::shared_ptr<const models::TextEncoderPart> m_part;
  uint32_t m_threads;
};

}  // namespace

uint64_t bytesOf(const torch::nn::Module& module) {
  uint64_t bytes = 0;
  for (const auto& parameter : module.parameters()) bytes += parameter.nbytes();
  return bytes;
}

double operationsOf(const torch::nn::Module& module, double places) {
  return 2 * double(bytesOf(module)) / sizeof(float) * places;
}

std::unique_ptr<Object> makeTextEncoder(std::shared_ptr<const models::TextEncoderPart> part, const Placement& where) {
  return std::make_unique<WordsToStates>(std::move(part), where.threads);
}

}  // namespace weft::io
