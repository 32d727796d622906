#include "device_choice.h"

#include <dlfcn.h>

#include <charconv>

#include <weft/host/devices.h>

namespace weft::runner {
namespace {

// How many CUDA devices the driver knows; 0 where there is no driver. The driver is asked itself: LibTorch would take
// its time, and is not loaded yet.
int cudaDevices() {
  void* driver = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!driver) return 0;
  using Init = int (*)(unsigned);
  using Count = int (*)(int*);
  const auto init = reinterpret_cast<Init>(::dlsym(driver, "cuInit"));
  const auto getCount = reinterpret_cast<Count>(::dlsym(driver, "cuDeviceGetCount"));
  int count = 0;
  if (!init || !getCount || init(0) != 0 || getCount(&count) != 0) return 0;
  return count;
}

}  // namespace

Result<std::string> chooseDevice(const std::string& device) {
  if (device == "auto") return std::string("cpu");
  if (device == "vulkan") return std::string("vulkan:0");
  if (device != "cuda" && !device.starts_with("cuda:")) return device;  // the plan knows what is a device at all
  const int count = cudaDevices();
  if (count == 0) {
    return makeError(ErrorCode::UnsupportedDevice,
                     "no CUDA device was found on this machine; --device cpu always works");
  }
  if (device == "cuda") return std::string("cuda:0");
  const std::string number = device.substr(5);
  const bool plain = !number.empty() && number.size() < 4 && number.find_first_not_of("0123456789") == number.npos;
  if (plain && std::stoi(number) >= count) {
    return makeError(
        ErrorCode::UnsupportedDevice,
        "there is no CUDA device " + number + " on this machine; the last is cuda:" + std::to_string(count - 1));
  }
  return device;
}

// Only Vulkan devices come from packs; those of CUDA were looked for when --device was read.
bool DeviceFinder::has(const std::string& device, const NodeType& type) {
  if (!device.starts_with("vulkan")) return true;
  const size_t colon = device.find(':');
  int index = 0;  // a number, as the plan has found
  if (colon != device.npos) std::from_chars(device.data() + colon + 1, device.data() + device.size(), index);
  const Result<int> count = deviceCount(WEFT_DEVICE_VULKAN);
  if (count && index < *count) return true;
  const std::string missing = count ? "no " + device + " (the last one is vulkan:" + std::to_string(*count - 1) + ")"
                                    : "no Vulkan driver (" + count.error().message + ")";
  m_missing[missing].insert(type.id);
  return false;
}

std::vector<std::string> DeviceFinder::takeNotes() {
  std::vector<std::string> notes;
  for (const auto& [missing, types] : m_missing) {
    std::string names;
    for (const std::string& type : types) names += (names.empty() ? "" : ", ") + type;
    notes.push_back(missing + ": " + names + (types.size() == 1 ? " runs" : " run") + " on the CPU");
  }
  m_missing.clear();
  return notes;
}

const std::vector<weft_device_id>& knownDevices() {
  static const std::vector<weft_device_id> devices = [] {
    std::vector<weft_device_id> found{{WEFT_DEVICE_CPU, 0}};
    for (int i = 0; i < cudaDevices(); ++i) found.push_back({WEFT_DEVICE_CUDA, i});
    const Result<int> vulkan = deviceCount(WEFT_DEVICE_VULKAN);
    for (int i = 0; vulkan && i < *vulkan; ++i) found.push_back({WEFT_DEVICE_VULKAN, i});
    return found;
  }();
  return devices;
}

}  // namespace weft::runner
