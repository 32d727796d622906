#include <QtTest>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <weft/value/make_tensor.h>
#include <weft/value/memory.h>
#include <weft/value/shared_arena.h>
#include <weft/value/shared_memory.h>

using namespace weft;

namespace {

constexpr uint64_t KiB = 1 << 10, MiB = 1 << 20;

void* allocated(uint64_t bytes) {
  auto block = allocateMemory(bytes);
  return block ? *block : nullptr;
}

// The same arena as another process sees it.
std::shared_ptr<SharedArena> imported(const SharedArena& arena) {
  auto other = SharedArena::import(FileHandle(::dup(arena.file())), arena.bytes());
  return other ? *other : nullptr;
}

std::string refusal(int file, uint64_t bytes) {
  const auto arena = SharedArena::import(FileHandle(file), bytes);
  return arena ? "it was taken" : arena.error().message;
}

int memoryFile(uint64_t bytes, int seals) {
  const int file = ::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (::ftruncate(file, static_cast<off_t>(bytes)) != 0) return -1;
  ::fcntl(file, F_ADD_SEALS, seals);
  return file;
}

// How a child process ends that does this.
template <typename Work>
int signalOf(Work&& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGSEGV, SIG_DFL);
    ::signal(SIGBUS, SIG_DFL);
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

class TestSharedMemory : public QObject {
  Q_OBJECT

 private slots:
  void cleanup() {
    limitMemory(0, 0);
    QCOMPARE(memoryUse().bytes, uint64_t{0});
    relieveMemory(cpuDevice, 0);
    QCOMPARE(sharedMemoryUse().arenas, uint64_t{0});
  }

  void blocksUnderTheScopeLieInArenas() {
    void* before = allocated(MiB);
    void *small = nullptr, *block = nullptr, *local = nullptr;
    {
      const SharedMemoryScope crosses;
      small = allocated(smallestSharedBlock - 1);
      block = allocated(smallestSharedBlock);
      const SharedMemoryScope stays(false);
      local = allocated(MiB);
    }
    QVERIFY(!SharedMemoryScope::current());
    QVERIFY(!SharedArena::holding(before, MiB));
    QVERIFY(!SharedArena::holding(small, 1));
    QVERIFY(!SharedArena::holding(local, MiB));
    QVERIFY(SharedArena::holding(block, smallestSharedBlock));
    QCOMPARE(reinterpret_cast<uintptr_t>(block) % 64, uintptr_t{0});
    QCOMPARE(memoryUse().bytes, 2 * MiB + 2 * smallestSharedBlock - 1);
    for (void* each : {before, small, block, local}) releaseMemory(each);
  }

  void anotherProcessReadsWhatWasWritten() {
    const SharedMemoryScope crosses;
    const int64_t shape[] = {3, 64, 64, 4};
    auto tensor = makeTensor({WEFT_TYPE_FLOAT, 32, 1}, shape);
    QVERIFY(tensor.ok());
    auto* data = static_cast<float*>((*tensor)->tensor.data);
    const auto arena = SharedArena::holding(data, sizeof(float) * 3 * 64 * 64 * 4);
    QVERIFY(arena);
    const auto other = imported(*arena);
    QVERIFY(other);
    QVERIFY(other->id() != arena->id());
    QVERIFY(other->data() != arena->data());
    data[12345] = 7.5f;
    const auto* seen = reinterpret_cast<const float*>(other->data() + arena->offsetOf(data));
    QCOMPARE(seen[12345], 7.5f);
    QCOMPARE(SharedArena::holding(seen, 4).get(), static_cast<const SharedArena*>(other.get()));
    (*tensor)->deleter(*tensor);
  }

  void anotherProcessCannotWrite() {
    auto arena = SharedArena::make(64 * KiB);
    QVERIFY(arena.ok());
    const auto other = imported(**arena);
    QVERIFY(other);
    QVERIFY(SharedArena::isReadOnly(other->data()));
    QVERIFY(SharedArena::isReadOnly(other->data() + other->bytes() - 1));
    QVERIFY(!SharedArena::isReadOnly(other->data() + other->bytes()));
    QVERIFY(!SharedArena::isReadOnly((*arena)->data()));
    QCOMPARE(signalOf([&] { *other->data() = std::byte{1}; }), SIGSEGV);
    // Nor by asking for it, or past the mapping.
    QVERIFY(::mprotect(other->data(), 4096, PROT_READ | PROT_WRITE) != 0);
    QCOMPARE(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, other->file(), 0), MAP_FAILED);
    QVERIFY(::pwrite(other->file(), "x", 1, 0) < 0);
    QVERIFY(::ftruncate(other->file(), 0) != 0);
    QCOMPARE(*(*arena)->data(), std::byte{0});
  }

  void refusesFilesThatCouldHurt() {
    constexpr auto start = "shared memory that cannot be used: ";
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    QCOMPARE(refusal(ends[0], 4096), std::string(start) + "it is no memory file");
    ::close(ends[1]);
    QCOMPARE(refusal(-1, 4096), std::string(start) + "Bad file descriptor");
    QCOMPARE(refusal(::open("/proc/self/exe", O_RDONLY), 4096), std::string(start) + "it is no memory file");
    QCOMPARE(refusal(memoryFile(8192, 0), 8192), std::string(start) + "it could become shorter");
    QCOMPARE(refusal(memoryFile(8192, F_SEAL_SHRINK), 8193), std::string(start) + "it has 8192 bytes, not 8193");
    QCOMPARE(refusal(memoryFile(8192, F_SEAL_SHRINK), 0), std::string(start) + "it has 8192 bytes, not 0");
    QCOMPARE(refusal(memoryFile(8192, F_SEAL_SHRINK), UINT64_MAX),
             std::string(start) + "it has 8192 bytes, not 18446744073709551615");
    QCOMPARE(refusal(memoryFile(8192, F_SEAL_SHRINK), 8192), std::string("it was taken"));
  }

  void findsOnlyWhatLiesWholeInOneArena() {
    auto first = SharedArena::make(8 * KiB), second = SharedArena::make(8 * KiB);
    QVERIFY(first.ok() && second.ok());
    std::byte* data = (*first)->data();
    QVERIFY(SharedArena::holding(data, 8 * KiB));
    QVERIFY(SharedArena::holding(data + 8 * KiB, 0));
    QVERIFY(!SharedArena::holding(data, 8 * KiB + 1));
    QVERIFY(!SharedArena::holding(data + 4 * KiB, UINT64_MAX));
    QVERIFY(!SharedArena::holding(nullptr, 1));
    const uint64_t id = (*first)->id();
    std::vector<uint64_t> gone;
    {
      const SharedArenaWatch watch([&](uint64_t which) { gone.push_back(which); });
      *first = *second;
    }
    QVERIFY(!SharedArena::holding(data, 1));
    QCOMPARE(gone, std::vector{id});
  }

  void freedBlocksAreUsedAgain() {
    const SharedMemoryScope crosses;
    void* kept = allocated(100 * KiB);
    void* first = allocated(MiB);
    releaseMemory(first);
    QCOMPARE(allocated(MiB), first);
    releaseMemory(first);
    // Neighbours grow together again, in any order.
    std::vector<void*> blocks;
    for (int i = 0; i < 32; ++i) blocks.push_back(allocated(64 * KiB));
    std::shuffle(blocks.begin(), blocks.end(), std::mt19937(1));
    for (void* block : blocks) releaseMemory(block);
    QCOMPARE(allocated(3 * MiB), first);
    releaseMemory(first);
    QCOMPARE(sharedMemoryUse().arenas, uint64_t{1});
    releaseMemory(kept);
  }

  void largeBlocksGoBackToTheSystem() {
    const SharedMemoryScope crosses;
    void* large = allocated(300 * MiB);
    void* kept = allocated(64 * MiB);
    QCOMPARE(sharedMemoryUse().arenas, uint64_t{2});
    releaseMemory(large);
    QCOMPARE(sharedMemoryUse().arenas, uint64_t{1});
    releaseMemory(kept);
    QCOMPARE(sharedMemoryUse().arenas, uint64_t{1});  // for the next
    QCOMPARE(allocated(64 * MiB), kept);
    releaseMemory(kept);
    relieveMemory(cpuDevice, MiB);
    QCOMPARE(sharedMemoryUse().arenas, uint64_t{0});
  }

  void theNumberOfArenasIsBounded() {
    const SharedMemoryScope crosses;
    std::vector<void*> blocks;
    for (int i = 0; i < 300; ++i) blocks.push_back(allocated(5 * MiB));  // most of it is never touched
    QVERIFY(sharedMemoryUse().arenas <= 64);
    QVERIFY(sharedMemoryUse().blocks > 200);
    for (void* block : blocks) QVERIFY(block);
    for (void* block : blocks) releaseMemory(block);
    QVERIFY(sharedMemoryUse().arenas <= 4);
  }

  void whereThereIsNoSharedMemoryBlocksAreOrdinary() {
    // With no descriptor left, none can be made.
    QCOMPARE(signalOf([] {
               const rlimit none{0, 0};
               ::setrlimit(RLIMIT_NOFILE, &none);
               const SharedMemoryScope crosses;
               void* block = allocated(MiB);
               if (!block || SharedArena::holding(block, 1)) ::abort();
               std::memset(block, 1, MiB);
               releaseMemory(block);
             }),
             0);
  }

  void keepsTheBudget() {
    limitMemory(2 * MiB, 0);
    const SharedMemoryScope crosses;
    void* block = allocated(MiB);
    QVERIFY(block);
    QVERIFY(!allocated(MiB + 1));
    QCOMPARE(memoryUse().bytes, MiB);
    releaseMemory(block);
  }

  // Blocks never overlap, whichever threads take them and give them back.
  void manyThreads() {
    struct Item {
      void* block = nullptr;
      size_t bytes = 0;
      uint8_t mark = 0;
    };
    constexpr size_t places = 64;
    std::vector<std::atomic<Item*>> exchange(places);
    std::atomic<int> wrong{0};
    const auto check = [&](Item* item) {
      if (!item) return;
      const auto* bytes = static_cast<const uint8_t*>(item->block);
      if (bytes[0] != item->mark || bytes[item->bytes / 2] != item->mark || bytes[item->bytes - 1] != item->mark)
        ++wrong;
      if (!SharedArena::holding(item->block, item->bytes)) ++wrong;
      releaseMemory(item->block);
      delete item;
    };
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 4; ++seed) {
      threads.emplace_back([&, seed] {
        const SharedMemoryScope crosses;
        std::mt19937 random(seed);
        for (int i = 0; i < 500; ++i) {
          const size_t bytes = smallestSharedBlock + random() % (i % 50 == 0 ? 5 * MiB : 100 * KiB);
          auto* item = new Item{allocated(bytes), bytes, static_cast<uint8_t>(random())};
          std::memset(item->block, item->mark, bytes);
          check(exchange[random() % places].exchange(item));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (auto& place : exchange) check(place.exchange(nullptr));
    QCOMPARE(wrong.load(), 0);
  }
};

QTEST_GUILESS_MAIN(TestSharedMemory)
#include "test_shared_memory.moc"
