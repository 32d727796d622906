// An autoencoder in tiles against the same autoencoder as a whole.
#include <QtTest>

#include <cmath>

#include "object_tables.h"

using namespace weft;
using namespace weft::test;

namespace {

// An autoencoder of factor 2 whose every answer is known. A latent cell has 2 channels.
struct LocalAutoencoder {
  int64_t reach = 0;       // a pixel depends on cells so far away; beyond the edge of what it is given there is nothing
  bool isAnother = false;  // answers with the number of the call, everywhere
  bool isWrong = false;    // answers with a size that nobody asked for
  uint32_t overlap = 8;
  int calls = 0;
  int64_t largest = 0;  // side of what it was given, in cells
};

constexpr int64_t factor = 2, channels = 2;

// The mean of what lies within `reach` of a place, over the places that there are times 0.25 more for each that is not:
// so what is missing at an edge is seen.
double around(const std::vector<float>& plane, int64_t height, int64_t width, int64_t y, int64_t x, int64_t reach) {
  double sum = 0;
  for (int64_t v = y - reach; v <= y + reach; ++v) {
    for (int64_t u = x - reach; u <= x + reach; ++u) {
      const bool inside = v >= 0 && u >= 0 && v < height && u < width;
      sum += inside ? plane[static_cast<size_t>(v * width + u)] : 0.25;
    }
  }
  return sum / static_cast<double>((2 * reach + 1) * (2 * reach + 1));
}

Value answer(LocalAutoencoder& model, const Value& given, bool decodes) {
  const auto shape = shapeOf(given);
  const auto values = elementsOf<float>(given);
  const int64_t planesIn = shape[1], planesOut = decodes ? 3 : channels;
  const int64_t height = decodes ? shape[2] * factor : shape[2] / factor;
  const int64_t width = decodes ? shape[3] * factor : shape[3] / factor;
  model.largest = std::max({model.largest, decodes ? shape[2] : height, decodes ? shape[3] : width});
  ++model.calls;
  if (model.isWrong) return tensorOf<float>({1, 1, 1, 1}, {0});
  std::vector<float> out;
  for (int64_t n = 0; n < shape[0]; ++n) {
    for (int64_t p = 0; p < planesOut; ++p) {
      const auto begin = values.begin() + (n * planesIn + p % planesIn) * shape[2] * shape[3];
      const std::vector<float> plane(begin, begin + shape[2] * shape[3]);
      for (int64_t y = 0; y < height; ++y) {
        for (int64_t x = 0; x < width; ++x) {
          const int64_t v = decodes ? y / factor : y * factor, u = decodes ? x / factor : x * factor;
          const double place = decodes ? 0.01 * static_cast<double>(y % factor * 2 + x % factor) : 0;
          const double value = around(plane, shape[2], shape[3], v, u, decodes ? model.reach : model.reach * factor);
          out.push_back(model.isAnother ? static_cast<float>(model.calls) : static_cast<float>(value + place));
        }
      }
    }
  }
  return tensorOf<float>({shape[0], planesOut, height, width}, out);
}

const weft_autoencoder& localTable() {
  static const weft_autoencoder table = {
      sizeof(weft_autoencoder),
      [](void* self, weft_autoencoder_info* info) -> weft_status {
        const auto& model = *static_cast<LocalAutoencoder*>(self);
        *info = {info->struct_size, uint32_t(factor), uint32_t(channels), model.overlap, "local"};
        return WEFT_OK;
      },
      [](void* self, const weft_value* image, const weft_progress*, const weft_value** out) -> weft_status {
        *out = answer(*static_cast<LocalAutoencoder*>(self), Value::borrow(image), false).release();
        return WEFT_OK;
      },
      [](void* self, const weft_value* latent, const weft_progress*, const weft_value** out) -> weft_status {
        *out = answer(*static_cast<LocalAutoencoder*>(self), Value::borrow(latent), true).release();
        return WEFT_OK;
      }};
  return table;
}

Value valueOf(LocalAutoencoder& model) {
  weft_object object{};
  object.struct_size = sizeof(object);
  object.type = "autoencoder";
  object.self = &model;
  object.get_interface = [](void*, const char* id) -> const void* {
    return std::strcmp(id, WEFT_AUTOENCODER) == 0 ? &localTable() : nullptr;
  };
  object.destroy = [](void*) {};
  return *Value::object(object);
}

Value tiledOf(LocalAutoencoder& model, int64_t tile, int64_t overlap) {
  NodeRun node("org.example.tiling.TiledAutoencoder");
  node.link("autoencoder", valueOf(model)).set("tile", Value::integer(tile)).set("overlap", Value::integer(overlap));
  return outputOf(node, "autoencoder");
}

Answer use(const Value& autoencoder, const Value& given, bool decodes, const weft_progress* progress = nullptr) {
  const auto& table = tableOf<weft_autoencoder>(autoencoder, WEFT_AUTOENCODER);
  const weft_value* out = nullptr;
  const auto function = decodes ? table.decode : table.encode;
  return Answer::of(function(selfOf(autoencoder), given.get(), progress, &out), out);
}

Value waves(std::vector<int64_t> shape) {
  std::vector<float> numbers(static_cast<size_t>(shape[0] * shape[1] * shape[2] * shape[3]));
  for (size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = static_cast<float>(std::sin(static_cast<double>(i * i % 97)));
  return tensorOf<float>(std::move(shape), numbers);
}

}  // namespace

class TestExampleTiling : public QObject {
  Q_OBJECT

 private slots:
  void aLocalAutoencoderHasNoSeams_data();
  void aLocalAutoencoderHasNoSeams();
  void tilesFadeIntoEachOther();
  void itIsDescribedAsTheOneInside();
  void tilesReportAndStop();
  void whatCannotBeDoneIsSaid();
};

void TestExampleTiling::aLocalAutoencoderHasNoSeams_data() {
  QTest::addColumn<int>("height");
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("tile");
  QTest::addColumn<int>("overlap");
  QTest::addColumn<int>("reach");
  const auto row = [](int height, int width, int tile, int overlap, int reach) {
    QTest::addRow("%d x %d, tiles of %d, %d shared, reach %d", height, width, tile, overlap, reach)
        << height << width << tile << overlap << reach;
  };
  row(40, 40, 16, 8, 2);  // the outer 3 of an overlap of 8 do not count
  row(40, 25, 16, 8, 3);
  row(17, 33, 16, 8, 3);  // two tiles that share nearly all
  row(16, 9, 16, 8, 3);   // one tile
  row(5, 31, 16, 8, 2);
  row(21, 1, 9, 8, 3);  // tiles that share all but one cell
  row(24, 24, 8, 1, 0);
  row(7, 23, 3, 2, 0);
  row(9, 9, 1, 0, 0);  // tiles of one cell
}

void TestExampleTiling::aLocalAutoencoderHasNoSeams() {
  QFETCH(int, height);
  QFETCH(int, width);
  QFETCH(int, tile);
  QFETCH(int, overlap);
  QFETCH(int, reach);
  for (const bool decodes : {true, false}) {
    LocalAutoencoder inside, alone;
    inside.reach = alone.reach = reach;
    inside.overlap = static_cast<uint32_t>(overlap);
    const int64_t scale = decodes ? 1 : factor;
    const Value given = waves({2, decodes ? channels : 3, height * scale, width * scale});
    const Value tiled = tiledOf(inside, tile, overlap == 8 ? 0 : overlap);  // 0: as the autoencoder says
    const Answer whole = use(valueOf(alone), given, decodes), parts = use(tiled, given, decodes);
    QVERIFY2(parts.error.empty(), parts.error.c_str());
    QCOMPARE(shapeOf(parts.value), shapeOf(whole.value));
    const auto expected = elementsOf<float>(whole.value), found = elementsOf<float>(parts.value);
    for (size_t i = 0; i < expected.size(); ++i)
      QVERIFY2(std::abs(expected[i] - found[i]) < 1e-6, qPrintable(QString::number(i)));
    QVERIFY(inside.largest <= std::min(tile, std::max(height, width)));
    QVERIFY(std::max(height, width) <= tile ? inside.calls == 1 : inside.calls > 1);
  }
}

// An autoencoder that answers otherwise each time: a tile's middle is its own, and between two there is no step.
void TestExampleTiling::tilesFadeIntoEachOther() {
  LocalAutoencoder model;
  model.isAnother = true;
  const Answer made = use(tiledOf(model, 16, 8), waves({1, channels, 4, 32}), true);
  QCOMPARE(model.calls, 3);  // at 0, 8 and 16
  const auto pixels = elementsOf<float>(made.value);
  const auto at = [&](int cell) { return pixels[static_cast<size_t>(cell * factor)]; };
  for (const int cell : {0, 5, 10}) QCOMPARE(at(cell), 1.0F);
  for (const int cell : {14, 17}) QCOMPARE(at(cell), 2.0F);
  for (const int cell : {22, 31}) QCOMPARE(at(cell), 3.0F);
  // The fade is over 2 cells, 4 pixels.
  for (size_t i = 1; i < 32 * factor; ++i) {
    const float step = pixels[i] - pixels[i - 1];
    QVERIFY2(step >= 0 && step < 0.26F, qPrintable(QString("%1: %2").arg(i).arg(step)));
  }
}

void TestExampleTiling::itIsDescribedAsTheOneInside() {
  LocalAutoencoder model;
  model.overlap = 5;
  const Value tiled = tiledOf(model, 16, 8);
  weft_autoencoder_info info{};
  info.struct_size = sizeof(info);
  QCOMPARE(tableOf<weft_autoencoder>(tiled, WEFT_AUTOENCODER).describe(selfOf(tiled), &info), weft_status(WEFT_OK));
  QCOMPARE(info.struct_size, uint32_t(sizeof(info)));
  QCOMPARE(info.factor, 2U);
  QCOMPARE(info.channels, 2U);
  QCOMPARE(info.tile_overlap, 5U);
  QCOMPARE(std::string(info.latent_space), std::string("local"));
}

void TestExampleTiling::tilesReportAndStop() {
  struct Heard {
    std::vector<std::pair<uint64_t, uint64_t>> steps;
    size_t stopsAfter = 100;
  } heard;
  weft_progress progress{sizeof(weft_progress), &heard, [](void* user, uint64_t step, uint64_t total) -> weft_status {
                           auto& own = *static_cast<Heard*>(user);
                           own.steps.emplace_back(step, total);
                           return own.steps.size() > own.stopsAfter ? WEFT_ERROR_CANCELLED : WEFT_OK;
                         }};
  LocalAutoencoder model;
  const Value tiled = tiledOf(model, 16, 8), given = waves({1, channels, 32, 16});
  QVERIFY(use(tiled, given, true, &progress).error.empty());
  QCOMPARE(heard.steps, (std::vector<std::pair<uint64_t, uint64_t>>{{0, 3}, {1, 3}, {2, 3}, {3, 3}}));

  heard = {{}, 2};
  model.calls = 0;
  QCOMPARE(use(tiled, given, true, &progress).error, std::string("cancelled"));
  QCOMPARE(model.calls, 2);
}

void TestExampleTiling::whatCannotBeDoneIsSaid() {
  LocalAutoencoder model;
  NodeRun node("org.example.tiling.TiledAutoencoder");
  node.link("autoencoder", valueOf(model)).set("tile", Value::integer(8));
  QCOMPARE(node.failure(),
           std::string("tiles of 8 cells cannot overlap by 8; make the tiles larger or give a smaller overlap"));

  const Value tiled = tiledOf(model, 16, 8);
  QCOMPARE(use(tiled, waves({1, 3, 31, 32}), false).error,
           std::string("expected [N, channels, height, width] with sides that are multiples of 2, not [1, 3, 31, 32]"));
  QCOMPARE(use(tiled, tensorOf<float>({1, 3, 0, 2}, {}), false).error,
           std::string("expected [N, channels, height, width] with sides that are multiples of 2, not [1, 3, 0, 2]"));
  model.isWrong = true;
  QCOMPARE(use(tiled, waves({1, 2, 20, 20}), true).error,
           std::string("the autoencoder answered a tile with [1, 1, 1, 1] instead of [1, 3, 32, 32]"));
}

QTEST_GUILESS_MAIN(TestExampleTiling)
#include "test_example_tiling.moc"
