// An autoencoder from outside that wraps another one: it works in overlapping tiles, which bounds the memory that a
// large picture takes, and is an autoencoder again, so that it fits wherever one is wanted.
#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weft/sdk.h>

#include "tiles.h"

namespace {

std::string shapeText(std::span<const int64_t> shape) {
  std::string text;
  for (const int64_t side : shape) text += (text.empty() ? "[" : ", ") + std::to_string(side);
  return text + "]";
}

struct Place {
  int64_t row, column, height, width;
};

// Part of a compact [N, C, H, W], as a tensor of its own.
weft::Value cutOut(const std::vector<float>& all, std::span<const int64_t> shape, const Place& place) {
  const int64_t planes = shape[0] * shape[1];
  auto part = weft::MutableTensor::make<float>({shape[0], shape[1], place.height, place.width});
  float* to = part.data<float>().data();
  for (int64_t plane = 0; plane < planes; ++plane) {
    for (int64_t row = 0; row < place.height; ++row, to += place.width) {
      const int64_t from = (plane * shape[2] + place.row + row) * shape[3] + place.column;
      std::memcpy(to, all.data() + from, static_cast<size_t>(place.width) * sizeof(float));
    }
  }
  return std::move(part).publish();
}

class TiledObject : public weft::AutoencoderObject {
 public:
  TiledObject(weft::AutoencoderRef inner, int64_t tile, int64_t overlap)
      : m_inner(std::move(inner)), m_tile(tile), m_overlap(overlap) {}

  void describe(weft_autoencoder_info& info) const override { m_inner.describe(info); }

  weft::Value encode(const weft::Value& image, const weft_progress* progress) override {
    const weft_autoencoder_info info = m_inner.info();
    const Step step{info.factor, 1, info.channels, [&](const weft::Value& part) { return m_inner.encode(part); }};
    return inTiles(weft::Tensor(image), step, progress);
  }
  weft::Value decode(const weft::Value& latent, const weft_progress* progress) override {
    const weft_autoencoder_info info = m_inner.info();
    const Step step{1, info.factor, 3, [&](const weft::Value& part) { return m_inner.decode(part); }};
    return inTiles(weft::Tensor(latent), step, progress);
  }

 private:
  // One of the two ways: how many places of what is given, and of what is made, a cell of the latent is.
  struct Step {
    int64_t from, to;
    int64_t channels;  // of what is made
    std::function<weft::Tensor(const weft::Value&)> run;
  };

  weft::Value inTiles(const weft::Tensor& source, const Step& step, const weft_progress* progress) const {
    if (source.rank() != 4 || source.size(2) % step.from != 0 || source.size(3) % step.from != 0 ||
        source.elements() == 0) {
      throw weft::Failure("expected [N, channels, height, width] with sides that are multiples of " +
                              std::to_string(step.from) + ", not " + shapeText(source.shape()),
                          WEFT_ERROR_TYPE_MISMATCH);
    }
    const std::vector<float> all = source.copy<float>();
    const std::vector<Tile> rows = cutIntoTiles(source.size(2) / step.from, m_tile, m_overlap, step.to);
    const std::vector<Tile> columns = cutIntoTiles(source.size(3) / step.from, m_tile, m_overlap, step.to);
    const int64_t shape[] = {source.size(0), step.channels, source.size(2) / step.from * step.to,
                             source.size(3) / step.from * step.to};
    auto made = weft::MutableTensor::make<float>(shape);
    std::ranges::fill(made.data<float>(), 0.0F);

    const uint64_t total = rows.size() * columns.size();
    uint64_t done = 0;
    weft::report(progress, 0, total);
    for (const Tile& row : rows) {
      for (const Tile& column : columns) {
        const Place place{row.begin * step.from, column.begin * step.from, row.size * step.from,
                          column.size * step.from};
        add(step.run(cutOut(all, source.shape(), place)), row, column, step.to, shape, made.data<float>());
        weft::report(progress, ++done, total);
      }
    }
    return std::move(made).publish();
  }

  static void add(const weft::Tensor& part, const Tile& row, const Tile& column, int64_t scale,
                  std::span<const int64_t> shape, std::span<float> to) {
    const int64_t wanted[] = {shape[0], shape[1], row.size * scale, column.size * scale};
    if (!std::ranges::equal(part.shape(), wanted))
      throw weft::Failure(
          "the autoencoder answered a tile with " + shapeText(part.shape()) + " instead of " + shapeText(wanted),
          WEFT_ERROR_TYPE_MISMATCH);
    const std::vector<float> values = part.copy<float>();
    const float* from = values.data();
    for (int64_t plane = 0; plane < shape[0] * shape[1]; ++plane) {
      for (size_t y = 0; y < row.weights.size(); ++y) {
        const int64_t line = plane * shape[2] + row.begin * scale + static_cast<int64_t>(y);
        float* target = to.data() + line * shape[3] + column.begin * scale;
        for (const float weight : column.weights) *target++ += *from++ * (row.weights[y] * weight);
      }
    }
  }

  weft::AutoencoderRef m_inner;
  int64_t m_tile, m_overlap;  // in cells
};

}  // namespace

struct TiledAutoencoder : weft::Node<TiledAutoencoder> {
  static constexpr weft::About about{
      "Tiled autoencoder", "Latent",
      "Makes an autoencoder work in overlapping tiles, both ways: large pictures then take the memory of a tile. Where "
      "only one tile counts, the result is that of the autoencoder itself; between tiles they are blended.",
      "vae tiles memory large pictures"};
  static constexpr weft::Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};
  static constexpr auto autoencoder = weft::input<weft::Autoencoder>("autoencoder", "The autoencoder to use");
  static constexpr auto tile = weft::param("tile", 32, weft::range(1, 65536), weft::slider(8, 128), weft::unit("cells"),
                                           "Side of a tile, overlap included");
  static constexpr auto overlap =
      weft::param("overlap", 0, weft::range(0, 4096), weft::slider(0, 32), weft::unit("cells"),
                  "How far a tile reaches into its neighbour; 0: as far as the autoencoder says that it must");
  static constexpr auto tiled =
      weft::output<weft::Autoencoder>("autoencoder", "The same autoencoder, working in tiles");
  static constexpr auto ports = weft::ports(autoencoder, tile, overlap, tiled);

  void process(weft::Call& call) {
    const weft::AutoencoderRef inner = call[autoencoder];
    const int64_t side = call[tile];
    const int64_t shared = call[overlap] > 0 ? call[overlap] : static_cast<int64_t>(inner.info().tile_overlap);
    if (shared >= side)
      throw weft::Failure("tiles of " + std::to_string(side) + " cells cannot overlap by " + std::to_string(shared) +
                          "; make the tiles larger or give a smaller overlap");
    call.set(tiled, weft::makeObject("autoencoder", std::make_unique<TiledObject>(inner, side, shared)));
  }
};

WEFT_PLUGIN("org.example.tiling", "1.0.0", TiledAutoencoder)
