#include "dataset_value.h"

#include <ATen/ATen.h>

#include <memory>

#include "torch_bridge/tensors.h"

namespace weft::training {
namespace {

template <class T>
Value vectorValue(std::vector<T> numbers, at::IntArrayRef shape, at::ScalarType type) {
  auto kept = std::make_shared<std::vector<T>>(std::move(numbers));
  return torch_bridge::toValue(at::from_blob(
      kept->data(), shape, [kept](void*) {}, type));
}

[[noreturn]] void notADataset(const char* what) {
  throw Failure(std::string("this is no emoji data set: its ") + what + " is missing or of another form",
                WEFT_ERROR_TYPE_MISMATCH);
}

std::vector<int64_t> indicesOf(const Value& record, const char* name, size_t count) {
  const Value item = record.item(name);
  if (!item) notADataset(name);
  auto indices = Tensor(item).copy<int64_t>();
  for (const int64_t index : indices)
    if (index < 0 || size_t(index) >= count) notADataset(name);
  return indices;
}

}  // namespace

Value toValue(EmojiDataset dataset) {
  const auto count = int64_t(dataset.names.size());
  std::vector<Value> names;
  for (const auto& name : dataset.names) names.push_back(Value::string(name));
  const auto trained = int64_t(dataset.trained.size());
  const auto heldOut = int64_t(dataset.heldOut.size());
  return Value::record({{"names", Value::list(names)},
                        {"pictures", vectorValue(std::move(dataset.pictures),
                                                 {count, 3, EmojiDataset::size, EmojiDataset::size}, at::kByte)},
                        {"trained", vectorValue(std::move(dataset.trained), {trained}, at::kLong)},
                        {"held_out", vectorValue(std::move(dataset.heldOut), {heldOut}, at::kLong)}});
}

EmojiDataset datasetOf(const Value& value) {
  EmojiDataset dataset;
  const Value names = value.item("names");
  if (!names) notADataset("names");
  for (size_t i = 0; i < names.size(); ++i) dataset.names.emplace_back(names.item(i).asString());
  const Value pictures = value.item("pictures");
  if (!pictures) notADataset("pictures");
  const Tensor bytes(pictures);
  if (bytes.elements() != dataset.names.size() * EmojiDataset::pictureBytes || dataset.names.empty())
    notADataset("pictures");
  dataset.pictures = bytes.copy<uint8_t>();
  dataset.trained = indicesOf(value, "trained", dataset.names.size());
  dataset.heldOut = indicesOf(value, "held_out", dataset.names.size());
  if (dataset.trained.empty()) notADataset("trained");
  return dataset;
}

}  // namespace weft::training
