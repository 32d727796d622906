#include "decode_latent.h"

#include <ATen/ATen.h>

#include <string>

#include "tiles.h"
#include "torch_bridge/tensors.h"

namespace weft::decoders {
namespace {

at::Tensor decode(const AutoencoderRef& model, const at::Tensor& latent) {
  return torch_bridge::toTorch(model.decode(torch_bridge::toValue(latent)), 4, "the decoded picture");
}

at::Tensor asTensor(const std::vector<float>& numbers) {
  auto tensor = at::empty({int64_t(numbers.size())}, at::kFloat);
  std::copy(numbers.begin(), numbers.end(), tensor.mutable_data_ptr<float>());
  return tensor;
}

at::Tensor decodeInTiles(Call& call, const AutoencoderRef& model, const at::Tensor& latent, int64_t tile,
                         int64_t overlap) {
  const int64_t factor = model.info().factor;
  const auto rows = cut(latent.size(2), tile, overlap);
  const auto columns = cut(latent.size(3), tile, overlap);
  const auto rowWeights = blendWeights(rows, factor);
  const auto columnWeights = blendWeights(columns, factor);
  auto picture = at::zeros({latent.size(0), 3, latent.size(2) * factor, latent.size(3) * factor}, at::kFloat);
  const uint64_t total = rows.size() * columns.size();
  uint64_t done = 0;
  call.progress(0, total, "decoding tiles");
  for (size_t r = 0; r < rows.size(); ++r) {
    for (size_t c = 0; c < columns.size(); ++c) {
      const auto part = latent.narrow(2, rows[r].begin, rows[r].size()).narrow(3, columns[c].begin, columns[c].size());
      const auto weight = asTensor(rowWeights[r]).unsqueeze(1) * asTensor(columnWeights[c]);
      picture.narrow(2, rows[r].begin * factor, rows[r].size() * factor)
          .narrow(3, columns[c].begin * factor, columns[c].size() * factor)
          .addcmul_(decode(model, part).to(at::kCPU), weight);
      call.progress(++done, total, "decoding tiles");
    }
  }
  return picture;
}

}  // namespace

void DecodeLatent::process(Call& call) {
  const AutoencoderRef model = call[autoencoder];
  const auto info = model.info();
  const auto input = torch_bridge::toTorch(call[latent], 4, "the latent");
  if (input.size(1) != int64_t(info.channels))
    throw Failure("the latent has " + std::to_string(input.size(1)) + " channels; the autoencoder works on " +
                      std::to_string(info.channels),
                  WEFT_ERROR_TYPE_MISMATCH);
  const auto onDevice = input.to(torch_bridge::deviceOf(call.device()), at::kFloat);
  const int64_t side = call[tile];
  if (side == 0 || (input.size(2) <= side && input.size(3) <= side)) {
    call.set(image, torch_bridge::toValue(decode(model, onDevice).to(at::kCPU)));
    return;
  }
  const int64_t shared = call[overlap] > 0 ? call[overlap] : int64_t(info.tile_overlap);
  if (shared >= side)
    throw Failure("tiles of " + std::to_string(side) + " cells cannot overlap by " + std::to_string(shared) +
                  "; make the tiles larger or give a smaller overlap");
  call.set(image, torch_bridge::toValue(decodeInTiles(call, model, onDevice, side, shared)));
}

}  // namespace weft::decoders
