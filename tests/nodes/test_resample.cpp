// Scaling against Pillow's results; see tests/data/resample/make_reference.py.
#include <QtTest>
#include <atomic>
#include <cmath>
#include <vector>

#include "image/resample.h"
#include "weights/safetensors.h"

using namespace weft;
using namespace weft::image;

namespace {

struct Planes {
  PlaneSize size;
  int64_t count = 0;
  std::vector<float> values;
};

Planes readPlanes(const weights::SafetensorsFile& file, const weights::TensorInfo& tensor) {
  Planes planes;
  planes.count = tensor.shape[0];
  planes.size = {tensor.shape[2], tensor.shape[1]};
  planes.values.resize(tensor.bytes() / sizeof(float));
  if (!file.read(tensor, planes.values.data())) planes.values.clear();
  return planes;
}

std::vector<float> scaled(const Planes& source, PlaneSize size, Filter filter, const ParallelFor& parallel = {}) {
  std::vector<float> result(static_cast<size_t>(source.count * size.width * size.height));
  resample(source.values.data(), source.size, result.data(), size, source.count, filter, parallel);
  return result;
}

}  // namespace

class TestResample : public QObject {
  Q_OBJECT

 private slots:
  void likePillow_data() {
    QTest::addColumn<QString>("name");
    auto file = weights::SafetensorsFile::open(WEFT_SOURCE_DIR "/tests/data/resample/reference.safetensors");
    QVERIFY(file.ok());
    int cases = 0;
    for (const auto& tensor : file->tensors()) {
      if (tensor.name.find('.') == std::string::npos) continue;
      QTest::newRow(tensor.name.c_str()) << QString::fromStdString(tensor.name);
      ++cases;
    }
    QCOMPARE(cases, 60);
  }

  void likePillow() {
    QFETCH(QString, name);
    auto file = weights::SafetensorsFile::open(WEFT_SOURCE_DIR "/tests/data/resample/reference.safetensors");
    const QStringList parts = name.split('.');
    const auto* sourceInfo = file->find(parts[0].toStdString());
    QVERIFY(sourceInfo);
    const Planes source = readPlanes(*file, *sourceInfo);
    const Planes expected = readPlanes(*file, *file->find(name.toStdString()));
    const auto filter = filterNamed(parts[1].toStdString());
    QVERIFY(filter.has_value());
    const std::vector<float> result = scaled(source, expected.size, *filter);
    QCOMPARE(result.size(), expected.values.size());
    for (size_t i = 0; i < result.size(); ++i) {
      QVERIFY2(std::abs(result[i] - expected.values[i]) <= 2e-6f,
               qPrintable(QString("at %1: %2 instead of %3").arg(i).arg(result[i]).arg(expected.values[i])));
    }
  }

  void parallelGivesTheSameBits() {
    Planes source{{31, 17}, 3, {}};
    for (int i = 0; i < 31 * 17 * 3; ++i) source.values.push_back(std::sin(static_cast<float>(i) * 0.7f));
    std::atomic<int> calls = 0;
    const ParallelFor piecewise = [&](int64_t count, const std::function<void(int64_t, int64_t)>& body) {
      ++calls;
      for (int64_t begin = 0; begin < count; begin += 5) body(begin, std::min(begin + 5, count));
    };
    for (const Filter filter : {Filter::Nearest, Filter::Bilinear, Filter::Bicubic, Filter::Lanczos}) {
      QVERIFY(scaled(source, {50, 9}, filter) == scaled(source, {50, 9}, filter, piecewise));
    }
    QCOMPARE(calls.load(), 7);  // one pass for nearest, two for the others
  }

  void keepsAConstant() {
    const Planes source{{16, 16}, 1, std::vector<float>(256, 0.7f)};
    for (const Filter filter : {Filter::Nearest, Filter::Bilinear, Filter::Bicubic, Filter::Lanczos}) {
      for (const float value : scaled(source, {5, 37}, filter)) QVERIFY(std::abs(value - 0.7f) < 1e-6f);
    }
  }

  void namesOfFilters() {
    QVERIFY(filterNamed("lanczos") == Filter::Lanczos);
    QVERIFY(!filterNamed("Lanczos3").has_value());
  }
};

QTEST_APPLESS_MAIN(TestResample)
#include "test_resample.moc"
