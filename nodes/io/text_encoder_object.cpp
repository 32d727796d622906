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

class WordsToStates : public Resident<TextEncoderObject> {
 public:
  WordsToStates(ResidentTextEncoder part, uint32_t threads)
      : m_part(std::move(part)), m_residency(m_part->weights), m_threads(threads) {}

  Value encode(const std::string& text) override {
    const auto& model = *m_part->part.model;
    const auto words = m_part->part.vocabulary->tokenize(text, model.geometry().words);
    Value out;
    torch_bridge::run(threadsFor(words.ids.size()), [&] {
      const auto use = m_part->use();
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

  uint64_t bytes() const override { return m_residency.bytes(); }
  Residency& residency() override { return m_residency; }

 private:
  uint32_t threadsFor(size_t tokens) const {
    return torch_bridge::threadsWorth(operationsOf(*m_part->weights, double(tokens)), m_threads);
  }

  const ResidentTextEncoder m_part;
  WeightsResidency m_residency;
  uint32_t m_threads;
};

}  // namespace

std::unique_ptr<Object> makeTextEncoder(ResidentTextEncoder part, const Placement& where) {
  return std::make_unique<WordsToStates>(std::move(part), where.threads);
}

}  // namespace weft::io
