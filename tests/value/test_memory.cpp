#include <QtTest>

#include <atomic>
#include <cstring>
#include <optional>
#include <thread>
#include <vector>

#include <weft/abi/interface/residency.h>
#include <weft/value/memory.h>
#include <weft/value/value.h>

using namespace weft;

namespace {

constexpr uint64_t MiB = 1 << 20;
constexpr weft_device_id gpu{WEFT_DEVICE_VULKAN, 3};

void* allocated(uint64_t bytes) {
  auto block = allocateMemory(bytes);
  return block ? *block : nullptr;
}

std::string refused(uint64_t bytes) {
  auto block = allocateMemory(bytes);
  if (!block) return block.error().message;
  releaseMemory(*block);
  return "there was room";
}

// An object with memory of its own that goes when it is asked to, and comes back when it is used.
struct Movable {
  void* host = nullptr;
  std::optional<MemoryCharge> device;
  bool inUse = false;
  int drops = 0;

  ~Movable() { releaseMemory(host); }

  static weft_status drop(void* self) {
    auto& movable = *static_cast<Movable*>(self);
    if (movable.inUse) return WEFT_ERROR_UNSUPPORTED;
    ++movable.drops;
    releaseMemory(std::exchange(movable.host, nullptr));
    movable.device.reset();
    return WEFT_OK;
  }
  static weft_status move(void* self, weft_device_id, weft_device_id) {
    auto& movable = *static_cast<Movable*>(self);
    auto block = movable.inUse ? Result<void*>(makeError(ErrorCode::Unsupported, "in use")) : allocateMemory(MiB);
    if (!block) return WEFT_ERROR_OUT_OF_MEMORY;
    movable.host = *block;
    movable.device.reset();
    return WEFT_OK;
  }
  static uint64_t bytes(void* self, weft_device_id where) {
    const auto& movable = *static_cast<Movable*>(self);
    return where.type == WEFT_DEVICE_CPU ? (movable.host ? MiB : 0) : (movable.device ? MiB : 0);
  }
  static const void* interface(void*, const char* id) {
    static const weft_residency table{sizeof(weft_residency), bytes, nullptr, nullptr, move, drop};
    return std::string_view(id) == WEFT_RESIDENCY ? &table : nullptr;
  }
  Value value() {
    return *Value::object({sizeof(weft_object), "movable", this, interface, [](void*) {}, nullptr});
  }
};

}  // namespace

class TestMemory : public QObject {
  Q_OBJECT

 private slots:
  void cleanup() {
    limitMemory(0, 0);
    refuseMemoryRequest(0);
    QCOMPARE(memoryUse().bytes, uint64_t{0});
    QCOMPARE(memoryUse(gpu).bytes, uint64_t{0});
  }

  void countsBlocks() {
    void* big = allocated(3 * MiB);
    void* empty = allocated(0);
    QVERIFY(big && empty);
    QCOMPARE(reinterpret_cast<uintptr_t>(big) % 64, uintptr_t{0});
    QCOMPARE(reinterpret_cast<uintptr_t>(empty) % 64, uintptr_t{0});
    std::memset(big, 1, 3 * MiB);
    QCOMPARE(memoryUse().bytes, 3 * MiB);
    releaseMemory(big);
    releaseMemory(empty);
    releaseMemory(nullptr);
    QVERIFY(memoryUse().peak >= 3 * MiB);
  }

  void keepsTheBudget() {
    limitMemory(4 * MiB, 0);
    MemoryOwner model("model"), sample("outer/sample"), idle("idle");
    void* weights = nullptr;
    {
      const MemoryScope scope(&model);
      weights = allocated(3 * MiB);
    }
    const MemoryScope scope(&sample);
    void* noise = allocated(MiB / 2);
    QCOMPARE(refused(2 * MiB),
             std::string("out of memory: node outer/sample asked for 2 MiB, 3.5 MiB of 4 MiB in use: model 3 MiB, "
                         "outer/sample 512 KiB"));
    void* rest = allocated(MiB / 2);
    QVERIFY(rest);  // to the last byte
    QVERIFY(refused(1).starts_with("out of memory: node outer/sample asked for 1 byte, 4 MiB of 4 MiB in use"));
    for (void* block : {weights, noise, rest}) releaseMemory(block);
    QCOMPARE(idle.peak(), uint64_t{0});
  }

  void refusesWhatNoMachineHas() {
    const MemoryScope scope(nullptr);
    QCOMPARE(refused(UINT64_MAX), std::string("out of memory: asked for 16384 PiB, 0 bytes in use"));
    QCOMPARE(refused(uint64_t{1} << 45), std::string("out of memory: asked for 32 TiB, 0 bytes in use"));
  }

  void knowsWhoHoldsWhat() {
    std::optional<MemoryOwner> first(std::in_place, "first");
    void* kept = nullptr;
    {
      const MemoryScope scope(&*first);
      kept = allocated(MiB);
      releaseMemory(allocated(2 * MiB));
      {
        const MemoryScope nobody(nullptr);
        releaseMemory(allocated(8 * MiB));
      }
      QCOMPARE(MemoryOwner::current(), &*first);
    }
    QCOMPARE(first->bytes(), MiB);
    QCOMPARE(first->peak(), 3 * MiB);
    first->startPeak();
    QCOMPARE(first->peak(), MiB);
    first.reset();
    QCOMPARE(memoryTable(), std::string("1 MiB in use: first 1 MiB"));
    retireMemoryOwners();
    QCOMPARE(memoryTable(), std::string("1 MiB in use: earlier runs 1 MiB"));
    void* nobodys = allocated(2 * MiB);
    QCOMPARE(memoryTable(), std::string("3 MiB in use: no node 2 MiB, earlier runs 1 MiB"));
    releaseMemory(kept);
    releaseMemory(nobodys);
    QCOMPARE(memoryTable(), std::string("0 bytes in use"));
  }

  void theTableIsShort() {
    std::vector<std::unique_ptr<std::string>> names;
    std::vector<std::unique_ptr<MemoryOwner>> owners;
    std::vector<void*> blocks;
    for (int i = 0; i < 100; ++i) {
      names.push_back(std::make_unique<std::string>("n" + std::to_string(i)));
      owners.push_back(std::make_unique<MemoryOwner>(*names.back()));
      const MemoryScope scope(owners.back().get());
      blocks.push_back(allocated(uint64_t(i + 1) << 10));
    }
    QCOMPARE(memoryTable(), std::string("4.9 MiB in use: n99 100 KiB, n98 99 KiB, n97 98 KiB, n96 97 KiB, n95 96 KiB, "
                                        "95 others 4.5 MiB"));
    for (void* block : blocks) releaseMemory(block);
  }

  void relieversMakeRoom() {
    limitMemory(4 * MiB, 0);
    void* cached = allocated(3 * MiB);
    uint64_t asked = 0;
    {
      const MemoryReliever reliever([&](weft_device_id device, uint64_t bytes) {
        QCOMPARE(device.type, int{WEFT_DEVICE_CPU});
        asked = bytes;
        QVERIFY(refused(4 * MiB) != "there was room");  // does not ask again from within
        releaseMemory(std::exchange(cached, nullptr));
      });
      void* block = allocated(2 * MiB);
      QVERIFY(block);
      QCOMPARE(asked, MiB);  // what is missing
      releaseMemory(block);
    }
    asked = 0;
    QVERIFY(refused(5 * MiB) != "there was room");
    QCOMPARE(asked, uint64_t{0});  // nobody is asked any more
  }

  void idleObjectsMoveOut() {
    limitMemory(4 * MiB, 0);
    Movable first, busy, third;
    for (Movable* movable : {&first, &busy, &third}) movable->host = allocated(MiB);
    busy.inUse = true;
    const Value firstValue = first.value(), busyValue = busy.value();
    std::optional<Value> thirdValue(third.value());
    void* block = allocated(2 * MiB);
    QVERIFY(block);
    QCOMPARE(first.drops, 1);  // the oldest, and no more than was needed
    QCOMPARE(busy.drops + third.drops, 0);
    void* more = allocated(MiB);
    QVERIFY(more);
    QCOMPARE(third.drops, 1);
    thirdValue.reset();
    third.host = nullptr;
    QVERIFY(refused(MiB) != "there was room");  // the third is not known any more, the second is busy
    QCOMPARE(third.drops, 1);
    releaseMemory(block);
    releaseMemory(more);
  }

  void objectsMoveFromADeviceToTheHost() {
    limitMemory(MiB, MiB);
    Movable model;
    model.device = *MemoryCharge::take(gpu, MiB);
    const Value value = model.value();
    auto charge = MemoryCharge::take(gpu, MiB);
    QVERIFY(charge.ok());
    QVERIFY(model.host && !model.device);
    QCOMPARE(memoryUse().bytes, MiB);

    // No room on the host either: back to the file.
    Movable second;
    *charge = MemoryCharge();
    second.device = *MemoryCharge::take(gpu, MiB);
    model.inUse = true;
    const Value secondValue = second.value();
    charge = MemoryCharge::take(gpu, MiB);
    QVERIFY(charge.ok());
    QVERIFY(!second.host && !second.device);
    QCOMPARE(second.drops, 1);
  }

  void devicesHaveBudgetsOfTheirOwn() {
    limitMemory(MiB, 2 * MiB);
    MemoryOwner resample("resample");
    const MemoryScope scope(&resample);
    auto charge = MemoryCharge::take(gpu, 3 * MiB / 2);
    QVERIFY(charge.ok());
    QCOMPARE(memoryUse(gpu).bytes, 3 * MiB / 2);
    QCOMPARE(memoryUse().bytes, uint64_t{0});
    QCOMPARE(resample.bytes(), 3 * MiB / 2);
    const auto second = MemoryCharge::take(gpu, MiB);
    QVERIFY(!second.ok());
    QCOMPARE(second.error().code, ErrorCode::DeviceOutOfMemory);
    QCOMPARE(second.error().message,
             std::string("out of memory: node resample asked for 1 MiB, 1.5 MiB of 2 MiB in use: "
                         "resample 1.5 MiB"));
    MemoryCharge moved = *std::move(charge);
    QCOMPARE(moved.bytes(), 3 * MiB / 2);
    QVERIFY(MemoryCharge::take({WEFT_DEVICE_VULKAN, 4}, 2 * MiB).ok());  // another device
  }

  void theNthRequestIsRefused() {
    refuseMemoryRequest(2);
    void* block = allocated(10);
    QVERIFY(block);
    QVERIFY(refused(20).starts_with("out of memory: asked for 20 bytes, 10 bytes in use"));
    QCOMPARE(refused(20), std::string("there was room"));
    releaseMemory(block);
  }

  // Budget and counts hold whatever threads do, and owners' accounts end with their last block.
  void holdsUnderThreads() {
    constexpr int threads = 4, rounds = 4000;
    limitMemory(threads * MiB, 0);
    std::atomic<bool> over = false;
    MemoryOwner shared("shared");
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
      running.emplace_back([&, t] {
        const MemoryReliever reliever([](weft_device_id, uint64_t) {});
        for (int i = 0; i < rounds; ++i) {
          MemoryOwner own("own");
          const MemoryScope scope(i % 2 ? &own : &shared);
          void* blocks[] = {allocated(uint64_t(i) * 100), allocated(MiB / 2 + uint64_t(t)), allocated(MiB)};
          if (memoryUse().bytes > threads * MiB) over = true;
          for (void* block : blocks) releaseMemory(block);
          if (i % 512 == 0) retireMemoryOwners();
          if (i % 512 == 1 && memoryTable().empty()) over = true;
        }
      });
    }
    for (std::thread& thread : running) thread.join();
    QVERIFY(!over);
    QVERIFY(memoryUse().peak <= uint64_t{12} * MiB);
    QCOMPARE(shared.bytes(), uint64_t{0});
    QCOMPARE(memoryTable(), std::string("0 bytes of 4 MiB in use"));
  }

  void theFloorIsWhatIsNotCounted() {
    const uint64_t floor = memoryFloor();
    QVERIFY(floor > MiB && floor < 1000 * MiB);
    void* block = allocated(64 * MiB);
    std::memset(block, 1, 64 * MiB);
    QVERIFY(memoryFloor() < floor + 4 * MiB);
    releaseMemory(block);
  }
};

QTEST_APPLESS_MAIN(TestMemory)
#include "test_memory.moc"
