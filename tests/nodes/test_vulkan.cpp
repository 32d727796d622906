// The packs' own Vulkan library: memory, copies, and resampling against what the CPU computes.
#include <QtTest>

#include <cmath>
#include <random>
#include <thread>

#include "image/resample.h"
#include "vulkan/device.h"
#include "vulkan/error.h"
#include "vulkan/resample.h"
#include "vulkan_driver.h"

using namespace weft;
using vulkan::Device;
using vulkan::Instance;
using vulkan::VulkanError;

namespace {

std::vector<float> randomPicture(size_t count) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> values(0, 1);
  std::vector<float> picture(count);
  for (float& value : picture) value = values(random);
  return picture;
}

// Memory of a device, freed at the end.
class Part {
 public:
  Part(Device& device, uint64_t bytes) : m_device(device), m_address(device.memory().allocate(bytes)) {}
  ~Part() { m_device.memory().free(m_address); }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  std::byte* get() const { return static_cast<std::byte*>(m_address); }

 private:
  Device& m_device;
  void* m_address;
};

std::vector<float> resampled(Device& device, const std::vector<float>& picture, image::PlaneSize from,
                             image::PlaneSize to, int64_t planes, image::Filter filter) {
  std::vector<float> result(static_cast<size_t>(planes * to.width * to.height));
  const vulkan::Resampling resampling(from, to, planes, filter, false);
  const Part source(device, picture.size() * sizeof(float)), target(device, result.size() * sizeof(float));
  const Part scratch(device, resampling.scratchBytes(device));
  device.copyIn(source.get(), picture.data(), picture.size() * sizeof(float));
  resampling.run(device, source.get(), scratch.get(), target.get());
  device.copyOut(result.data(), target.get(), result.size() * sizeof(float));
  return result;
}

}  // namespace

class TestVulkan : public QObject {
  Q_OBJECT

  std::unique_ptr<Device> m_staged;  // the first device, as if it shared no memory with the host

 private slots:
  void initTestCase() {
    test::preferLavapipe();
    try {
      m_staged = std::make_unique<Device>(Instance::get().devices().front(), false);
    } catch (const VulkanError& error) {
      QSKIP(("no Vulkan driver: " + std::string(error.what())).c_str());
    }
  }

  void devicesAreOpenedOnce() {
    QVERIFY(&Device::at(0) == &Device::at(0));
    QVERIFY(!Device::at(0).name().empty());
    QVERIFY_THROWS_EXCEPTION(VulkanError, Device::at(-1));
    QVERIFY_THROWS_EXCEPTION(VulkanError, Device::at(1000));
  }

  void partsOfMemory() {
    vulkan::Memory& memory = Device::at(0).memory();
    void* a = memory.allocate(1);
    void* b = memory.allocate(1000);
    void* c = memory.allocate(100);
    const uint64_t alignment = memory.alignment();
    QCOMPARE(memory.place(b).offset % alignment, uint64_t{0});
    QVERIFY(memory.place(a).buffer == memory.place(c).buffer);
    const auto inside = memory.place(static_cast<std::byte*>(b) + 1000);
    QCOMPARE(inside.offset, memory.place(b).offset + 1000);
    QCOMPARE(inside.bytes, memory.place(b).bytes - 1000);
    memory.free(b);
    QVERIFY_THROWS_EXCEPTION(VulkanError, memory.place(b));
    memory.free(b);  // a second time does no harm
    void* again = memory.allocate(900);
    QVERIFY(again == b);  // what fits best
    memory.free(a);
    memory.free(again);
    memory.free(c);
    void* whole = memory.allocate(uint64_t{1} << 23);  // the gaps have grown together
    memory.free(whole);
    for (const uintptr_t foreign : {uintptr_t{0}, uintptr_t{64}, ~uintptr_t{0}}) {
      QVERIFY_THROWS_EXCEPTION(VulkanError, memory.place(reinterpret_cast<void*>(foreign)));
      memory.free(reinterpret_cast<void*>(foreign));
    }
  }

  void tooMuchMemoryIsAnErrorOfItsKind() {
    try {
      Device::at(0).memory().allocate(uint64_t{1} << 62);
      QFAIL("it was given");
    } catch (const VulkanError& error) {
      QVERIFY(error.kind() == VulkanError::Kind::OutOfMemory);
    }
  }

  void copiesThereAndBack_data() {
    QTest::addColumn<bool>("staged");
    QTest::newRow("shared memory") << false;
    QTest::newRow("staged") << true;
  }
  void copiesThereAndBack() {
    QFETCH(bool, staged);
    Device& device = staged ? *m_staged : Device::at(0);
    constexpr uint64_t bytes = (uint64_t{20} << 20) + 3;  // several stages, the last of an odd size
    std::vector<uint8_t> sent(bytes), received(bytes);
    for (size_t i = 0; i < bytes; ++i) sent[i] = static_cast<uint8_t>(i * 31 >> 3);
    const Part part(device, bytes);
    device.copyIn(part.get(), sent.data(), bytes);
    device.copyOut(received.data(), part.get(), bytes);
    QVERIFY(sent == received);
    device.copyOut(received.data(), part.get() + 1001, 5);
    QVERIFY(std::equal(received.begin(), received.begin() + 5, sent.begin() + 1001));
    QVERIFY_THROWS_EXCEPTION(VulkanError, device.copyIn(part.get() + 1000, sent.data(), bytes));
  }

  void scalesAsTheCpuDoes_data() {
    QTest::addColumn<int>("filter");
    QTest::addColumn<QSize>("from");
    QTest::addColumn<QSize>("to");
    QTest::addColumn<int>("planes");
    struct Case {
      const char* name;
      QSize from, to;
      int planes;
    };
    const Case cases[] = {{"up", {16, 9}, {37, 50}, 3},
                          {"down", {257, 131}, {40, 33}, 3},
                          {"across only", {33, 5}, {33, 71}, 1},
                          {"along only", {5, 33}, {71, 33}, 1},
                          {"same", {7, 9}, {7, 9}, 3},
                          {"one pixel", {1, 1}, {1, 1}, 1},
                          {"from one pixel", {1, 1}, {9, 70}, 3},
                          {"to one pixel", {301, 77}, {1, 1}, 2},
                          {"batch", {12, 10}, {25, 7}, 15},
                          {"mask", {64, 64}, {128, 96}, 1},
                          {"wide", {9000, 2}, {100, 3}, 1},
                          {"tall", {2, 9000}, {3, 100}, 1},
                          {"many lines", {2, 70000}, {3, 70001}, 1}};
    for (int filter = 0; filter < 4; ++filter) {
      for (const Case& one : cases) {
        QTest::addRow("%s %d", one.name, filter) << filter << one.from << one.to << one.planes;
      }
    }
  }
  void scalesAsTheCpuDoes() {
    QFETCH(int, filter);
    QFETCH(QSize, from);
    QFETCH(QSize, to);
    QFETCH(int, planes);
    const auto kind = static_cast<image::Filter>(filter);
    const image::PlaneSize source{from.width(), from.height()}, target{to.width(), to.height()};
    const std::vector<float> picture = randomPicture(static_cast<size_t>(planes * from.width() * from.height()));
    std::vector<float> expected(static_cast<size_t>(planes * to.width() * to.height()));
    image::resample(picture.data(), source, expected.data(), target, planes, kind);
    const std::vector<float> result = resampled(Device::at(0), picture, source, target, planes, kind);
    float worst = 0;
    for (size_t i = 0; i < result.size(); ++i) worst = std::max(worst, std::abs(result[i] - expected[i]));
    QVERIFY2(worst <= (kind == image::Filter::Nearest ? 0.0F : 1e-6F), qPrintable(QString::number(worst)));
  }

  void whatIsBoundIsCutWhereTheDeviceWantsIt() {
    // A target that begins between two places where buffers may be bound.
    Device& device = Device::at(0);
    const std::vector<float> picture = randomPicture(12);
    const vulkan::Resampling resampling({4, 3}, {5, 6}, 1, image::Filter::Bilinear, false);
    const Part memory(device, 1024), scratch(device, resampling.scratchBytes(device));
    const std::vector<float> guard(256, 9);
    device.copyIn(memory.get(), guard.data(), 1024);
    device.copyIn(memory.get() + 4, picture.data(), 48);
    resampling.run(device, memory.get() + 4, scratch.get(), memory.get() + 516);
    std::vector<float> all(256), expected(30);
    device.copyOut(all.data(), memory.get(), 1024);
    image::resample(picture.data(), {4, 3}, expected.data(), {5, 6}, 1, image::Filter::Bilinear);
    for (size_t i = 0; i < 30; ++i) QVERIFY(std::abs(all[129 + i] - expected[i]) <= 1e-6F);
    QCOMPARE(all[128], 9.0F);
    QCOMPARE(all[159], 9.0F);
  }

  void manyThreadsAtOnce() {
    const std::vector<float> picture = randomPicture(300);
    const auto once = [&] { return resampled(Device::at(0), picture, {20, 15}, {31, 44}, 1, image::Filter::Lanczos); };
    const std::vector<float> expected = once();
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 10; ++round) wrong += once() != expected;
      });
    }
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(wrong.load(), 0);
  }

  void aColumnMayBeTooLarge() {
    Device& device = Device::at(0);
    const uint64_t range = device.limits().range;
    if (range > uint64_t{1} << 28) QSKIP("this device sees more at once than the test's memory");
    const auto height = static_cast<int64_t>(range / 4 / 64 + 64);
    const vulkan::Resampling resampling({64, height}, {64, 1}, 1, image::Filter::Bilinear, false);
    const Part source(device, static_cast<uint64_t>(height) * 256), target(device, 256);
    const Part scratch(device, resampling.scratchBytes(device));
    try {
      resampling.run(device, source.get(), scratch.get(), target.get());
      QFAIL("it ran");
    } catch (const VulkanError& error) {
      QVERIFY(std::string(error.what()).starts_with("the picture is too large for "));
    }
  }

  void largerThanWhatIsSeenAtOnce() {
    Device& device = Device::at(0);
    const uint64_t range = device.limits().range;
    if (range > uint64_t{1} << 28) QSKIP("this device sees more at once than the test's memory");
    const image::PlaneSize from{4096, static_cast<int64_t>(range / 4 / 4096) + 9}, to{4001, from.height - 5};
    const std::vector<float> picture = randomPicture(static_cast<size_t>(from.width * from.height));
    std::vector<float> expected(static_cast<size_t>(to.width * to.height));
    image::resample(picture.data(), from, expected.data(), to, 1, image::Filter::Bilinear);
    const std::vector<float> result = resampled(device, picture, from, to, 1, image::Filter::Bilinear);
    float worst = 0;
    for (size_t i = 0; i < result.size(); ++i) worst = std::max(worst, std::abs(result[i] - expected[i]));
    QVERIFY2(worst <= 1e-6F, qPrintable(QString::number(worst)));
  }
};

QTEST_GUILESS_MAIN(TestVulkan)
#include "test_vulkan.moc"
