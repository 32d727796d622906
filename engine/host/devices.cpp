#include <weft/host/devices.h>

#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include <weft/base/log.h>
#include <weft/base/text.h>

#include "device_registry.h"
#include "guard.h"
#include "plugin_library.h"
#include "services.h"
#include "struct_reader.h"

namespace weft {
namespace {

constexpr int32_t mostDevices = 1000;

struct Factory {
  weft_device_factory functions{};
  std::string library;
  std::optional<Result<int>> count;
  std::map<int32_t, Result<Device>> opened;
};

struct Registry {
  std::mutex mutex;
  std::map<int32_t, Factory> factories;  // by type of device
  std::vector<std::string> toLoad;       // libraries that may bring more
};

// Never destroyed: a driver may have gone before the last static object does.
Registry& registry() {
  static auto& all = *new Registry;
  return all;
}

// A library's code runs while it is loaded: not under the lock.
void loadDevicePacks() {
  std::vector<std::string> libraries;
  {
    const std::lock_guard lock(registry().mutex);
    libraries.swap(registry().toLoad);
  }
  for (const std::string& library : libraries) {
    const LoadedPlugin loaded = loadPlugin(library, {});
    if (!loaded.contents || !loaded.contents->devices) continue;
    if (auto added = addDeviceFactory(loaded.contents->devices, library); !added) {
      logWarning("host", library + ": " + added.error().message);
    }
  }
}

std::string typeName(int32_t type) {
  return type == WEFT_DEVICE_CUDA ? "CUDA" : type == WEFT_DEVICE_VULKAN ? "Vulkan" : "type " + std::to_string(type);
}

Result<Factory*> factoryOf(int32_t type) {
  const auto found = registry().factories.find(type);
  if (found != registry().factories.end()) return &found->second;
  return makeError(ErrorCode::NotFound, "no pack brings " + typeName(type) + " devices");
}

Result<int> countOf(Factory& factory) {
  if (factory.count) return *factory.count;
  const PluginScope scope({factory.library.c_str(), nullptr, nullptr});
  int32_t count = 0;
  auto counted = callChecked("count()", [&] { return factory.functions.count(&count); });
  if (!counted) {
    Error error = std::move(counted).error();
    if (error.code == ErrorCode::NotFound) error.code = ErrorCode::UnsupportedDevice;
    factory.count = Result<int>(std::move(error));
  } else if (count < 1 || count > mostDevices) {
    factory.count = Result<int>(
        makeError(ErrorCode::UnsupportedDevice, "there is no " + typeName(factory.functions.type) + " device"));
  } else {
    factory.count = Result<int>(count);
  }
  return *factory.count;
}

Result<Device> openNow(Factory& factory, weft_device_id id) {
  const auto count = countOf(factory);
  if (!count) return count.error();
  if (id.index < 0 || id.index >= *count) {
    return makeError(ErrorCode::UnsupportedDevice,
                     "there is no " + deviceName(id) + "; the last one is " + deviceName({id.type, *count - 1}));
  }
  const PluginScope scope({factory.library.c_str(), nullptr, nullptr});
  const weft_value* object = nullptr;
  auto opened = callChecked("open()", [&] { return factory.functions.open(id.index, &object); });
  Value owner = Value::adopt(object);
  if (!opened) return std::move(opened).error();
  auto device = Device::of(std::move(owner));
  if (!device) return device;
  const weft_device_id is = device->id();
  if (is.type != id.type || is.index != id.index) {
    return makeError(ErrorCode::Internal, deviceName(id) + " was opened and says that it is " + deviceName(is));
  }
  logDebug("host", deviceName(id) + ": " + device->name());
  return device;
}

weft_status WEFT_CALL openForPlugin(weft_device_id id, const weft_value** object) {
  if (!object) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_devices.open: an argument is a null pointer");
  *object = nullptr;
  return shielded("weft_devices.open", [&]() -> weft_status {
    if (id.type == WEFT_DEVICE_CPU) {
      return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_devices.open: the CPU is no device that a pack brings");
    }
    auto device = openForNode(id);
    if (!device) return failWith(device.error());
    *object = Value(device->object()).release();
    return WEFT_OK;
  });
}

}  // namespace

Result<void> checkDeviceType(int32_t type) {
  if (type == WEFT_DEVICE_CUDA || type == WEFT_DEVICE_VULKAN) return {};
  return badDescription("the device factory is for device type " + std::to_string(type) +
                        "; it can be 2 (cuda) or 7 (vulkan)");
}

Result<weft_device_factory> readDeviceFactory(const weft_device_factory* pointer) {
  auto functions = readStruct(pointer, WEFT_UP_TO(weft_device_factory, open), "the device factory");
  if (!functions) return functions.error();
  if (!functions->count || !functions->open) {
    return badDescription("the device factory has a null pointer for count or open");
  }
  if (auto checked = checkDeviceType(functions->type); !checked) return checked.error();
  return functions;
}

Result<void> addDeviceFactory(const weft_device_factory* pointer, const std::string& library) {
  auto functions = readDeviceFactory(pointer);
  if (!functions) return functions.error();
  const std::lock_guard lock(registry().mutex);
  registry().factories.try_emplace(functions->type, Factory{*functions, library, {}, {}});
  return {};
}

void setDevicePacks(std::vector<std::string> libraries) {
  const std::lock_guard lock(registry().mutex);
  registry().toLoad = std::move(libraries);
}

std::vector<std::string> devicePacks() {
  const std::lock_guard lock(registry().mutex);
  std::vector<std::string> libraries = registry().toLoad;
  for (const auto& [type, factory] : registry().factories) libraries.push_back(factory.library);
  return libraries;
}

Result<int> deviceCount(int32_t type) {
  loadDevicePacks();
  const std::lock_guard lock(registry().mutex);
  auto factory = factoryOf(type);
  if (!factory) return factory.error();
  return countOf(**factory);
}

Result<Device> openDevice(weft_device_id id) {
  loadDevicePacks();
  const std::lock_guard lock(registry().mutex);
  auto factory = factoryOf(id.type);
  if (!factory) return factory.error();
  auto& opened = (*factory)->opened;
  const auto known = opened.find(id.index);
  if (known != opened.end()) return known->second;
  return opened.emplace(id.index, openNow(**factory, id)).first->second;
}

Result<Device> openForNode(weft_device_id id) {
  auto device = openDevice(id);
  if (device || device.error().code != ErrorCode::NotFound) return device;
  return makeError(ErrorCode::UnsupportedDevice, device.error().message);
}

const weft_devices& devicesTable() {
  static const weft_devices table = {sizeof(weft_devices), openForPlugin};
  return table;
}

}  // namespace weft
