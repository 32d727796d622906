// Devices that plugins bring, written with the SDK and found through the host.
#include <QtTest>

#include <filesystem>

#include <weft/abi.h>
#include <weft/host/devices.h>
#include <weft/host/host.h>
#include <weft/value/memory.h>

#include "device_registry.h"

namespace fs = std::filesystem;
using namespace weft;

namespace {

constexpr weft_device_id first = {WEFT_DEVICE_CUDA, 0}, second = {WEFT_DEVICE_CUDA, 1}, third = {WEFT_DEVICE_CUDA, 2};
constexpr weft_device_id vulkan = {WEFT_DEVICE_VULKAN, 0};

template <typename Table>
const Table& service(const char* id) {
  return *static_cast<const Table*>(hostTable().get_service(id));
}
std::string lastError() { return service<weft_errors>(WEFT_ERRORS).get(); }

}  // namespace

class TestHostDevices : public QObject {
  Q_OBJECT

 private slots:
  void nobodyBringsAny() {
    QCOMPARE(deviceCount(WEFT_DEVICE_CUDA).error().code, ErrorCode::NotFound);
    QCOMPARE(openDevice(first).error().message, std::string("no pack brings CUDA devices"));
    const weft_value* object = nullptr;
    QCOMPARE(service<weft_devices>(WEFT_DEVICES).open(first, &object), weft_status{WEFT_ERROR_UNSUPPORTED_DEVICE});
    QVERIFY(!object);
  }

  void badFactoriesAreRefused() {
    const auto count = [](int32_t*) -> weft_status { return WEFT_OK; };
    const auto open = [](int32_t, const weft_value**) -> weft_status { return WEFT_OK; };
    const auto refusal = [](weft_device_factory factory) { return addDeviceFactory(&factory, "x.so").error().message; };
    QCOMPARE(refusal({8, WEFT_DEVICE_CUDA, count, open}),
             std::string("the device factory: struct_size is 8; it must be at least 24 (set it to sizeof the struct)"));
    QCOMPARE(refusal({sizeof(weft_device_factory), WEFT_DEVICE_CUDA, count, nullptr}),
             std::string("the device factory has a null pointer for count or open"));
    QCOMPARE(refusal({sizeof(weft_device_factory), WEFT_DEVICE_CPU, count, open}),
             std::string("the device factory is for device type 1; it can be 2 (cuda) or 7 (vulkan)"));
    QCOMPARE(deviceCount(WEFT_DEVICE_CUDA).error().code, ErrorCode::NotFound);
  }

  void pluginsBringThem() {
    HostOptions options;
    for (const char* name : {"gpu", "gpu_bad"}) {
      options.folders.push_back((fs::path(WEFT_BUILD_DIR) / "tests" / "plugins" / name).string());
    }
    const Host host(options);
    QCOMPARE(host.plugins().size(), size_t{2});
    for (const PluginInfo& plugin : host.plugins()) QCOMPARE(plugin.refusal, std::string());
    QCOMPARE(*deviceCount(WEFT_DEVICE_CUDA), 2);

    const auto device = openDevice(first);
    QVERIFY(device.ok());
    QCOMPARE(device->name(), std::string("pretended"));
    QVERIFY(openDevice(first)->object().get() == device->object().get());
    QCOMPARE(openDevice(second).error().message, std::string("the second one is out of order"));
    QCOMPARE(openDevice(third).error().message, std::string("there is no cuda:2; the last one is cuda:1"));
    QCOMPARE(openDevice({WEFT_DEVICE_CUDA, -1}).error().code, ErrorCode::UnsupportedDevice);
  }

  void aMissingDriverSaysSo() {
    for (int i = 0; i < 2; ++i) {
      QCOMPARE(deviceCount(WEFT_DEVICE_VULKAN).error().message, std::string("no driver here"));
      QCOMPARE(openDevice(vulkan).error().code, ErrorCode::UnsupportedDevice);  // a pack is there, a driver is not
    }
  }

  void nodesAllocateThere() {
    const weft_allocator& allocator = service<weft_allocator>(WEFT_ALLOCATOR);
    constexpr weft_dtype float32 = {WEFT_TYPE_FLOAT, 32, 1};
    const int64_t shape[] = {4, 5}, large[] = {1 << 20};
    weft_managed_tensor* tensor = nullptr;
    QCOMPARE(allocator.tensor(first, float32, shape, 2, &tensor), weft_status{WEFT_OK});
    QCOMPARE(tensor->tensor.device.type, int32_t{WEFT_DEVICE_CUDA});
    QCOMPARE(memoryUse(first).bytes, uint64_t{80});
    tensor->deleter(tensor);
    QCOMPARE(memoryUse(first).bytes, uint64_t{0});
    QCOMPARE(allocator.tensor(first, float32, large, 1, &tensor), weft_status{WEFT_ERROR_DEVICE_OUT_OF_MEMORY});
    QCOMPARE(lastError(), std::string("the pretended device is full"));
    QCOMPARE(memoryUse(first).bytes, uint64_t{0});
  }

  void pluginsGetTheObject() {
    const weft_devices& devices = service<weft_devices>(WEFT_DEVICES);
    const weft_value* object = nullptr;
    QCOMPARE(devices.open(first, &object), weft_status{WEFT_OK});
    const Value held = Value::adopt(object);
    QVERIFY(held.get() == openDevice(first)->object().get());
    QCOMPARE(devices.open({WEFT_DEVICE_CPU, 0}, &object), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
    QCOMPARE(devices.open(first, nullptr), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  }
};

QTEST_GUILESS_MAIN(TestHostDevices)
#include "test_host_devices.moc"
