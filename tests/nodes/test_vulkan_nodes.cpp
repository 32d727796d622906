// Nodes on a Vulkan device: the same pictures as on the CPU, and no way by the host between two of them.
#include <QtTest>

#include <cmath>
#include <random>

#include <weft/abi/interface/vulkan.h>
#include <weft/exec/executor.h>
#include <weft/host/devices.h>
#include <weft/host/host.h>
#include <weft/value/make_tensor.h>
#include <weft/value/memory.h>

#include "node_harness.h"
#include "vulkan_driver.h"

using namespace weft;

namespace {

constexpr weft_device_id vulkan = {WEFT_DEVICE_VULKAN, 0};

Value randomPictures(int64_t count, int64_t height, int64_t width) {
  const int64_t shape[] = {count, 3, height, width};
  const Value value = *Value::tensor(*makeTensor({WEFT_TYPE_FLOAT, 32, 1}, shape));
  std::mt19937 random(3);
  auto* pixels = static_cast<float*>(value.asTensor()->data);
  for (int64_t i = 0; i < count * 3 * height * width; ++i)
    pixels[i] = std::uniform_real_distribution<float>(0, 1)(random);
  return value;
}

struct Ran {
  RunResult result;
  std::vector<Event> events;
  const Value& picture() const { return result.outputs.at("picture"); }
};

std::string quoted(const std::string& text) { return '"' + text + '"'; }

// Runs a graph of these nodes on `picture`, which goes to a.image; the output is NODE.image.
Ran run(const std::string& nodes, const std::string& output, const std::string& device, const Value& picture) {
  const std::string text = R"({"weft": 1, "inputs": {"picture": {"to": ["a.image"]}}, "outputs": {"picture": )" +
                           quoted(output + ".image") + R"(}, "nodes": {)" + nodes + "}}";
  Problems problems;
  const auto document = Document::parse(text, "test", problems);
  PlanOptions options;
  options.device = device;
  options.bound["picture"] = picture;
  Ran ran;
  if (!document) return ran;
  const auto plan = makePlan(*document, test::builtCatalog(), options, problems);
  for (const Problem& problem : problems) qWarning("%s: %s", problem.path.c_str(), problem.message.c_str());
  if (!plan) return ran;
  ExecutorOptions executor;
  executor.openDevice = openDevice;
  ran.result =
      Executor(executor).run(*plan, {}, CancelToken(), [&](const Event& event) { ran.events.push_back(event); });
  return ran;
}

std::string resample(const std::string& id, const std::string& source, const std::string& parameters) {
  const std::string input = source.empty() ? "" : R"(, "inputs": {"image": )" + quoted(source + ".image") + "}";
  return quoted(id) + R"(: {"type": "weft.upscalers.Resample", "params": {)" + parameters + "}" + input + "}";
}

const std::string chain = resample("a", "", R"("method": "bicubic", "scale": 2)") + ", " +
                          resample("b", "a", R"("width": 50)") + ", " +
                          resample("c", "b", R"("method": "bilinear", "scale": 0.31)");

}  // namespace

class TestVulkanNodes : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    test::preferLavapipe();
    test::builtCatalog();  // loads the packs
    if (const auto count = deviceCount(WEFT_DEVICE_VULKAN); !count) {
      QSKIP(("no Vulkan driver: " + count.error().message).c_str());
    }
  }

  void resamplesAsTheCpuDoes_data() {
    QTest::addColumn<QString>("method");
    for (const char* method : {"nearest", "bilinear", "bicubic", "lanczos"}) QTest::newRow(method) << method;
  }
  void resamplesAsTheCpuDoes() {
    QFETCH(QString, method);
    const Value pictures = randomPictures(2, 33, 47);
    for (const char* size : {R"("scale": 3)", R"("width": 13, "height": 90)", R"("scale": 0.0001)", R"("scale": 1)"}) {
      const std::string node = resample("a", "", R"("method": )" + quoted(method.toStdString()) + ", " + size);
      const Ran cpu = run(node, "a", "cpu", pictures), gpu = run(node, "a", "vulkan", pictures);
      QVERIFY(cpu.result.status == RunResult::Status::Done && gpu.result.status == RunResult::Status::Done);
      QCOMPARE(gpu.picture().describe(), cpu.picture().describe());
      const auto a = test::elementsOf<float>(cpu.picture()), b = test::elementsOf<float>(gpu.picture());
      float worst = 0;
      for (size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]));
      QVERIFY2(worst <= 1e-6F, qPrintable(QString::number(worst)));
      QCOMPARE(cpu.result.copiesIn + cpu.result.copiesOut, uint64_t{0});
    }
    QCOMPARE(memoryUse(vulkan).bytes, uint64_t{0});
  }

  void aChainNeverTouchesTheHost() {
    const Ran ran = run(chain, "c", "vulkan", randomPictures(1, 40, 30));
    QVERIFY(ran.result.status == RunResult::Status::Done);
    QCOMPARE(ran.result.copiesIn, uint64_t{1});
    QCOMPARE(ran.result.copiesOut, uint64_t{1});
    QCOMPARE(ran.result.copiedBytes, uint64_t{(3 * 40 * 30 + 3 * 16 * 21) * 4});
    for (const Event& event : ran.events) {
      if (event.kind == Event::Kind::NodeCalled) QCOMPARE(event.lane, std::string("vulkan:0"));
    }
    QCOMPARE(memoryUse(vulkan).bytes, uint64_t{0});
  }

  void onlyWhatIsPlacedThereRunsThere() {
    std::string mixed = chain;
    const std::string middle = resample("b", "a", R"("width": 50)");
    mixed.replace(mixed.find(middle), middle.size(), middle.substr(0, middle.size() - 1) + R"(, "device": "cpu"})");
    const Ran ran = run(mixed, "c", "vulkan", randomPictures(1, 40, 30));
    QVERIFY(ran.result.status == RunResult::Status::Done);
    QCOMPARE(ran.result.copiesIn, uint64_t{2});
    QCOMPARE(ran.result.copiesOut, uint64_t{2});
  }

  void wrongInputsAreErrorsOfTheNode() {
    const Ran ran = run(resample("a", "", R"("scale": 10000, "max_pixels": 1099511627776)"), "a", "vulkan",
                        randomPictures(1, 100, 100));
    QVERIFY(ran.result.status == RunResult::Status::Failed);
    QVERIFY2(ran.result.failures.size() == 1, "one failure");
    QCOMPARE(ran.result.failures[0].error.code, ErrorCode::DeviceOutOfMemory);
    QCOMPARE(memoryUse(vulkan).bytes, uint64_t{0});
  }

  void handlesForShadersOfPlugins() {
    const auto device = openDevice(vulkan);
    QVERIFY(device.ok());
    const weft_object* object = device->object().asObject();
    const auto* table = static_cast<const weft_vulkan*>(object->get_interface(object->self, WEFT_VULKAN));
    QVERIFY(table);
    weft_vulkan_handles handles{};
    handles.struct_size = sizeof(handles);
    QCOMPARE(table->handles(object->self, &handles), weft_status{WEFT_OK});
    QVERIFY(handles.instance && handles.physical_device && handles.device && handles.queue);
    table->lock(object->self);
    table->unlock(object->self);

    const Value tensor = *device->copyIn(*randomPictures(1, 4, 4).asTensor());
    uint64_t buffer = 0, offset = 0, bytes = 0;
    const auto* address = static_cast<const char*>(tensor.asTensor()->data);
    QCOMPARE(table->buffer(object->self, address + 4, &buffer, &offset, &bytes), weft_status{WEFT_OK});
    QVERIFY(buffer != 0 && bytes >= 3 * 16 * 4 - 4);
    QVERIFY(table->buffer(object->self, nullptr, &buffer, &offset, &bytes) < 0);
  }
};

QTEST_GUILESS_MAIN(TestVulkanNodes)
#include "test_vulkan_nodes.moc"
