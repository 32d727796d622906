#include "host_offer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <string_view>

#include <weft/abi/call.h>
#include <weft/value/foreign_call.h>

#include "guarded_memory.h"
#include "services.h"
#include "struct_reader.h"

#include <weft/host/host.h>

namespace weft {
namespace {

struct Service {
  const char* id;
  size_t bytes;  // of its table in ABI 0.1.0
  bool optional;
};
const std::vector<Service>& services() {
  static const std::vector<Service> all{{WEFT_VALUES, WEFT_UP_TO(weft_values, as_sequence), false},
                                        {WEFT_CALLS, WEFT_UP_TO(weft_calls, output_id), false},
                                        {WEFT_ERRORS, WEFT_UP_TO(weft_errors, get), false},
                                        {WEFT_LOG, WEFT_UP_TO(weft_log, write), false},
                                        {WEFT_INFERENCE, WEFT_UP_TO(weft_inference, set_output_bytes), true},
                                        {WEFT_BODY, WEFT_UP_TO(weft_body, take), true},
                                        {WEFT_ALLOCATOR, WEFT_UP_TO(weft_allocator, discharge), true},
                                        {WEFT_DEVICES, WEFT_UP_TO(weft_devices, open), true},
                                        {WEFT_RANDOM, WEFT_UP_TO(weft_random, normal), true},
                                        {WEFT_PARALLEL, WEFT_UP_TO(weft_parallel, run), true},
                                        {WEFT_FILES, WEFT_UP_TO(weft_files, output_folder), true},
                                        {WEFT_DOCUMENT, WEFT_UP_TO(weft_document, json), true},
                                        {WEFT_THREAD_CHECK, WEFT_UP_TO(weft_thread_check, kind), true},
                                        {WEFT_KERNELS, WEFT_UP_TO(weft_kernels, choice), true}};
  return all;
}

std::map<std::string, const void*, std::less<>>& tables() {
  static auto& all = *new std::map<std::string, const void*, std::less<>>;
  return all;
}

const void* WEFT_CALL getService(const char* id) {
  const auto found = id ? tables().find(std::string_view(id)) : tables().end();
  return found == tables().end() ? nullptr : found->second;
}

// Ends where an inaccessible page begins.
void* beforeTheEnd(const void* source, size_t bytes) {
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  void* base = ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  char* end = static_cast<char*>(base) + page;
  ::mprotect(end, page, PROT_NONE);
  const size_t room = (bytes + 7) / 8 * 8;
  return std::memcpy(end - room, source, bytes);
}

constexpr size_t unknownBytes = 128;

void* withMore(const void* source, size_t bytes) {
  auto* table = static_cast<char*>(std::malloc(bytes + unknownBytes));
  std::memset(table + bytes, 0x2a, unknownBytes);
  return std::memcpy(table, source, bytes);
}

const void* aged(const void* table, size_t bytes, HostAge age) {
  if (age == HostAge::Today) return table;
  void* copy = age == HostAge::Older ? beforeTheEnd(table, bytes) : withMore(table, bytes);
  const auto size = static_cast<uint32_t>(age == HostAge::Older ? bytes : bytes + unknownBytes);
  std::memcpy(copy, &size, sizeof(size));
  return copy;
}

std::atomic<uint64_t> g_countdown{0};
std::atomic<bool> g_failed{false};
std::atomic<const char*> g_failedRequest{""};

std::atomic<const char*> g_failingService{""};

bool failsNow(const char* request) {
  if (!std::strstr(request, g_failingService)) return false;
  uint64_t left = g_countdown.load();
  while (left > 0 && !g_countdown.compare_exchange_weak(left, left - 1)) {
  }
  if (left != 1) return false;
  g_failedRequest = request;
  g_failed = true;
  setThreadError("out of memory");
  return true;
}

const weft_values& failingValues() {
  static weft_values table = valuesTable();
  table.number = [](double value) {
    return failsNow("number() of weft.values") ? nullptr : valuesTable().number(value);
  };
  table.integer = [](int64_t value) {
    return failsNow("integer() of weft.values") ? nullptr : valuesTable().integer(value);
  };
  table.boolean = [](int32_t value) {
    return failsNow("boolean() of weft.values") ? nullptr : valuesTable().boolean(value);
  };
  table.string = [](const char* text, size_t bytes) {
    return failsNow("string() of weft.values") ? nullptr : valuesTable().string(text, bytes);
  };
  table.list = [](const weft_value* const* items, size_t count) {
    return failsNow("list() of weft.values") ? nullptr : valuesTable().list(items, count);
  };
  table.record = [](const char* const* names, const weft_value* const* items, size_t count) {
    return failsNow("record() of weft.values") ? nullptr : valuesTable().record(names, items, count);
  };
  // These take what they are given, also when they fail.
  table.tensor = [](weft_managed_tensor* tensor) -> const weft_value* {
    if (!tensor || !failsNow("tensor() of weft.values")) return valuesTable().tensor(tensor);
    if (tensor->deleter) tensor->deleter(tensor);
    return nullptr;
  };
  table.object = [](const weft_object* object) -> const weft_value* {
    if (!object || !failsNow("object() of weft.values")) return valuesTable().object(object);
    if (object->destroy) object->destroy(object->self);
    return nullptr;
  };
  table.sequence = [](const weft_sequence* sequence) -> const weft_value* {
    if (!sequence || !failsNow("sequence() of weft.values")) return valuesTable().sequence(sequence);
    if (sequence->destroy) sequence->destroy(sequence->self);
    return nullptr;
  };
  return table;
}

const weft_allocator& failingAllocator() {
  static weft_allocator table = allocatorTable();
  table.tensor = [](weft_device_id device, weft_dtype dtype, const int64_t* shape, int32_t dimensions,
                    weft_managed_tensor** out) -> weft_status {
    if (!failsNow("tensor() of weft.allocator")) return allocatorTable().tensor(device, dtype, shape, dimensions, out);
    if (out) *out = nullptr;
    return WEFT_ERROR_OUT_OF_MEMORY;
  };
  table.allocate = [](uint64_t bytes, void** block) -> weft_status {
    if (!failsNow("allocate() of weft.allocator")) return allocatorTable().allocate(bytes, block);
    if (block) *block = nullptr;
    return WEFT_ERROR_OUT_OF_MEMORY;
  };
  table.charge = [](weft_device_id device, uint64_t bytes, weft_charge** charge) -> weft_status {
    if (!failsNow("charge() of weft.allocator")) return allocatorTable().charge(device, bytes, charge);
    if (charge) *charge = nullptr;
    return WEFT_ERROR_OUT_OF_MEMORY;
  };
  return table;
}

const weft_allocator& guardedAllocator() {
  static weft_allocator table = allocatorTable();
  table.tensor = [](weft_device_id device, weft_dtype dtype, const int64_t* shape, int32_t dimensions,
                    weft_managed_tensor** out) -> weft_status {
    if (device.type != WEFT_DEVICE_CPU || !out || !shape || dimensions < 0) {
      return allocatorTable().tensor(device, dtype, shape, dimensions, out);
    }
    *out = guardedOutput(dtype, {shape, static_cast<size_t>(dimensions)});
    return *out ? weft_status{WEFT_OK} : allocatorTable().tensor(device, dtype, shape, dimensions, out);
  };
  return table;
}

}  // namespace

const weft_host& offerHost(const HostOffer& offer) {
  for (const Service& service : services()) {
    const std::string_view id = service.id;
    const void* table = hostTable().get_service(service.id);
    if (offer.failing && id == WEFT_VALUES) table = &failingValues();
    if (offer.failing && id == WEFT_ALLOCATOR) table = &failingAllocator();
    if (offer.guarded && id == WEFT_ALLOCATOR) table = &guardedAllocator();
    if (offer.missing.count(id) == 0) tables()[service.id] = aged(table, service.bytes, offer.age);
  }
  weft_host host = hostTable();
  host.get_service = getService;
  if (offer.age == HostAge::Newer) {
    host.abi.patch += 99;
    host.name = "another host";
    host.version = "99.0";
  }
  if (offer.age == HostAge::Older) host.abi.patch = 0;
  const void* copy =
      offer.age == HostAge::Today ? new weft_host(host) : aged(&host, WEFT_UP_TO(weft_host, get_service), offer.age);
  return *static_cast<const weft_host*>(copy);
}

const std::vector<std::string>& optionalServices() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> optional;
    for (const Service& service : services()) {
      if (service.optional) optional.emplace_back(service.id);
    }
    return optional;
  }();
  return ids;
}

void failRequest(const char* service, uint64_t nth) {
  g_failingService = service;
  g_failed = false;
  g_countdown = nth;
}
bool hasFailed() { return g_failed; }
const char* failedRequest() { return g_failedRequest; }

}  // namespace weft
