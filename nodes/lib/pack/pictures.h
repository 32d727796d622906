// Pictures as nodes are given them: in batches, lists and sequences.
#pragma once

#include <cstdint>
#include <utility>

#include <weft/sdk/sequence.h>
#include <weft/sdk/tensor.h>

namespace weft {

// One picture of a batch: three planes of 0..1, red, green and blue.
struct PictureView {
  Tensor batch;  // [N, 3, height, width], compact float32
  int64_t index = 0;

  int64_t width() const { return batch.size(3); }
  int64_t height() const { return batch.size(2); }
  const float* planes() const { return batch.data<float>().data() + index * 3 * width() * height(); }
};

// Calls visit(PictureView) for every picture of an image, a list or a sequence of such, however nested, in their order;
// those of a sequence are made one at a time. Failure where anything else is met, or an image without pixels.
template <class Visit>
void forEachPicture(const Value& value, const Visit& visit) {
  if (value.kind() == WEFT_KIND_LIST) {
    for (size_t i = 0; i < value.size(); ++i) forEachPicture(value.item(i), visit);
    return;
  }
  if (value.kind() == WEFT_KIND_SEQUENCE) {
    const SequenceRef sequence(value);
    uint64_t index = 0;
    while (const Value item = sequence.at(index++)) forEachPicture(item, visit);
    return;
  }
  Tensor tensor(value);
  if (tensor.rank() != 4 || tensor.size(1) != 3)
    throw Failure("expected an image of shape [N, 3, height, width]", WEFT_ERROR_TYPE_MISMATCH);
  if (tensor.elements() == 0) throw Failure("an image has no pixels: there is nothing to show");
  if (!tensor.compact() || !tensor.is<float>()) {
    auto copy = MutableTensor::make<float>(tensor.shape());
    copy.assign(tensor.copyAs<float>());
    tensor = Tensor(std::move(copy).publish());
  }
  for (int64_t i = 0; i < tensor.size(0); ++i) visit(PictureView{tensor, i});
}

}  // namespace weft
