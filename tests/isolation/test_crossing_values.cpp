// Values between two sides of a link.
#include "link_pair.h"

#include <QtTest>

#include <cstring>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include <weft/value/compare.h>
#include <weft/value/make_tensor.h>
#include <weft/value/memory.h>
#include <weft/value/shared_arena.h>
#include <weft/value/shared_memory.h>

#include "support/fake_device.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace {

// Of counted memory, with elements that follow from their place.
Value largeTensor(size_t count, bool crosses) {
  const SharedMemoryScope scope(crosses);
  const int64_t shape[] = {static_cast<int64_t>(count)};
  auto made = makeTensor(float32, shape);
  auto* data = static_cast<float*>((*made)->tensor.data);
  for (size_t i = 0; i < count; ++i) data[i] = static_cast<float>(i);
  return *Value::tensor(*made);
}

const void* dataOf(const Value& tensor) { return tensor.asTensor()->data; }

Result<Value> same(const Value& value) { return value; }

// A sequence that counts how often it was asked, and whether it lives.
struct Squares {
  std::atomic<int> asked{0};
  std::atomic<bool> gone{false};
  Value value() {
    return *Value::sequence(
        {sizeof(weft_sequence), this, 10, get, [](void* self) { static_cast<Squares*>(self)->gone = true; }});
  }
  static weft_status get(void* self, int64_t index, const weft_value** item) {
    ++static_cast<Squares*>(self)->asked;
    if (index >= 10) {
      setThreadError("there are 10 squares");
      return WEFT_ERROR_NOT_FOUND;
    }
    *item = Value::integer(index * index).release();
    return WEFT_OK;
  }
};

}  // namespace

class TestCrossingValues : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_before = liveValues(); }
  void cleanup() {
    limitMemory(0, 0);
    QTRY_COMPARE(liveValues(), m_before);
    QTRY_COMPARE(memoryUse().bytes, uint64_t{0});
  }

  void everyKindCrossesAndComesBack() {
    const std::vector<Value> values = sampleValues();
    LinkPair pair(same);
    for (const Value& value : values) {
      const auto back = pair.send(value);
      QVERIFY(back.ok());
      QVERIFY2(haveSameContent(value, *back), value.describe().c_str());
      const auto forth = pair.sendBack(value);
      QVERIFY(forth.ok() && haveSameContent(value, *forth));
    }
  }

  void whatLiesInAnArenaIsReadWhereItLies() {
    LinkPair pair([](const Value& value) -> Result<Value> {
      const weft_tensor& tensor = *value.asTensor();
      // Another address for the same memory.
      auto* seen = static_cast<const float*>(tensor.data);
      if (!SharedArena::isReadOnly(seen) || value.writable())
        return makeError(ErrorCode::Internal, "it may be written");
      return Value::number(double{seen[0]} + seen[99'999]);
    });
    const Value tensor = largeTensor(100'000, true);
    const auto sum = pair.send(tensor);
    QVERIFY2(sum.ok(), sum ? "" : sum.error().message.c_str());
    QCOMPARE(*sum->asNumber(), 99'999.0);
    static_cast<float*>(tensor.asTensor()->data)[0] = 1;
    QCOMPARE(*pair.send(tensor)->asNumber(), 100'000.0);
    QVERIFY(pair.keepAtMost(0));
  }

  void whatLiesElsewhereIsCopiedOnce() {
    LinkPair pair([](const Value& value) -> Result<Value> {
      return Value::boolean(SharedArena::holding(dataOf(value), 400'000) != nullptr);
    });
    const Value tensor = largeTensor(100'000, false);
    QVERIFY(*pair.send(tensor)->asBoolean());
    QVERIFY(pair.keepAtMost(0));
    QTRY_COMPARE(memoryUse().bytes, uint64_t{400'000});  // the copy has gone
    // Of a view that is not compact the elements arrive in their order.
    LinkPair echo(same);
    const std::vector<float> data(64 * 256, 2.5f);
    const Value transposed = SampleTensor::make(float32, {256, 64}, data.data(), data.size() * sizeof(float), {1, 256});
    const auto back = echo.send(transposed);
    QVERIFY(back.ok() && isCompact(*back->asTensor()));
    QVERIFY(haveSameContent(*back, transposed));
  }

  void withoutSharedMemoryTensorsRideInMessages() {
    LinkPair pair([](const Value& value) -> Result<Value> {
      if (value.kind() != Kind::Tensor) return value;
      if (SharedArena::holding(dataOf(value), 1)) return makeError(ErrorCode::Internal, "it lies in an arena");
      return largeTensor(200'000, true);
    });
    const Value tensor = largeTensor(100'000, false);
    (void)pair.send(Value::integer(1));  // opens the connection
    relieveMemory(cpuDevice, 0);         // no arena is left over
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{0, before.rlim_max};  // no further descriptor
    ::setrlimit(RLIMIT_NOFILE, &none);
    const auto back = pair.send(tensor);
    ::setrlimit(RLIMIT_NOFILE, &before);
    QVERIFY2(back.ok(), back ? "" : back.error().message.c_str());
    QVERIFY(!SharedArena::holding(dataOf(*back), 1));
    QCOMPARE(static_cast<const float*>(dataOf(*back))[199'999], 199'999.0f);
  }

  void whatComesHomeIsWhatWent() {
    std::vector<Value> seen;
    LinkPair pair([&](const Value& value) -> Result<Value> {
      seen.push_back(value);
      return Value::list({value, value});
    });
    Squares squares;
    for (const Value& value : {largeTensor(100'000, true), sampleObject(), squares.value()}) {
      const auto back = pair.send(value);
      QVERIFY(back.ok());
      QVERIFY(seen.back().get() != value.get());
      for (const Value& item : *back->asList()) QCOMPARE(item.get(), value.get());
    }
    seen.clear();
    // What went home is kept until the message has been read, which the next one tells.
    QVERIFY(pair.send(Value::integer(1)).ok());
    seen.clear();
    QVERIFY(pair.keepAtMost(0));
  }

  void theSenderKeepsItUntilTheReceiverLetsGo() {
    Value kept;
    LinkPair pair([&](const Value& value) -> Result<Value> {
      kept = value;
      return Value::boolean(true);
    });
    const void* address = nullptr;
    {
      const Value tensor = largeTensor(100'000, true);
      address = dataOf(tensor);
      QVERIFY(pair.send(Value::record({{"t", tensor}})).ok());
    }
    QCOMPARE(pair.host->heldCount(), size_t{1});
    QCOMPARE(static_cast<const float*>(kept.asRecord()->at("t").asTensor()->data)[99'999], 99'999.0f);
    // Memory that is read over there is not given to anybody else.
    QVERIFY(dataOf(largeTensor(100'000, true)) != address);
    kept = {};
    QVERIFY(pair.keepAtMost(0));
    QTRY_COMPARE(memoryUse().bytes, uint64_t{0});
  }

  void sharedAndDeepValuesNeedNoStack() {
    LinkPair pair(same);
    Value deep = Value::integer(1), doubled = largeTensor(10'000, true);
    for (int i = 0; i < 10'000; ++i) deep = Value::list({deep});
    for (int i = 0; i < 64; ++i) doubled = Value::list({doubled, doubled});
    QVERIFY(haveSameContent(*pair.send(deep), deep));
    QVERIFY(haveSameContent(*pair.send(doubled), doubled));
  }

  void sequencesAreAskedWhereTheyAre() {
    Squares squares;
    {
      Value there;
      LinkPair pair([&](const Value& value) -> Result<Value> {
        there = value;
        const weft_sequence& sequence = *value.asSequence();
        const weft_value* item = nullptr;
        if (sequence.length != 10) return makeError(ErrorCode::Internal, "wrong length");
        if (sequence.get(sequence.self, 10, &item) != WEFT_ERROR_NOT_FOUND || threadError() != "there are 10 squares") {
          return makeError(ErrorCode::Internal, "wrong error: " + threadError());
        }
        if (sequence.get(sequence.self, 7, &item) != WEFT_OK) return makeError(ErrorCode::Internal, threadError());
        return Value::adopt(item);
      });
      const auto item = pair.send(squares.value());
      QVERIFY2(item.ok(), item ? "" : item.error().message.c_str());
      QCOMPARE(*item->asInteger(), int64_t{49});
      QCOMPARE(squares.asked.load(), 2);
      QVERIFY(!squares.gone);
      there = {};
      QTRY_VERIFY(squares.gone);
    }
  }

  void bytesAreCountedInTheNodesName() {
    LinkPair pair([](const Value&) -> Result<Value> { return largeTensor(1 << 18, true); });
    MemoryOwner node("sample");
    const MemoryScope scope(&node);
    auto value = pair.send(Value::integer(1));
    QVERIFY(value.ok());
    QCOMPARE(node.bytes(), uint64_t{1} << 20);
    *value = Value();
    QCOMPARE(node.bytes(), uint64_t{0});
    QVERIFY(pair.keepAtMost(0));
    QTRY_COMPARE(memoryUse().bytes, uint64_t{0});
    limitMemory(uint64_t{3} << 19, 0);  // the worker's own is counted here too, since it is this process
    const auto refused = pair.send(Value::integer(1));
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
    QVERIFY(pair.keepAtMost(0));
  }

  void tensorsOnDevicesArriveOnTheSameDevice() {
    constexpr weft_device_id id{WEFT_DEVICE_VULKAN, 0};
    FakeDevice fake(id);
    const Device device = fake.device();
    LinkPair pair(same, [&](weft_device_id wanted) -> Result<Device> {
      if (wanted.index == 0) return device;
      return makeError(ErrorCode::UnsupportedDevice, "there is no " + deviceName(wanted));
    });
    const Value local = largeTensor(20'000, false);
    const auto there = device.copyIn(*local.asTensor());
    QVERIFY(there.ok());
    const auto back = pair.send(*there);
    QVERIFY2(back.ok(), back ? "" : back.error().message.c_str());
    QCOMPARE(back->asTensor()->device.type, int32_t{WEFT_DEVICE_VULKAN});
    QVERIFY(haveSameContent(*device.copyOut(*back->asTensor()), local));
    LinkPair without(same);
    const auto refused = without.send(*there);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().message, std::string("what lies on vulkan:0 cannot cross between processes"));
  }

  void manyThreadsAtOnce() {
    LinkPair pair([](const Value& value) -> Result<Value> {
      const auto* data = static_cast<const float*>(value.asTensor()->data);
      const SharedMemoryScope crosses;
      return Value::list({value, largeTensor(static_cast<size_t>(data[1]) * 5'000, true)});
    });
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int i = 1; i <= 4; ++i) {
      threads.emplace_back([&, i] {
        for (int round = 0; round < 50; ++round) {
          const Value tensor = largeTensor(static_cast<size_t>(5'000 * i + round), true);
          const auto back = pair.send(tensor);
          if (!back || back->asList()->at(0).get() != tensor.get()) ++wrong;
          if (back && static_cast<const float*>(dataOf(back->asList()->at(1)))[4'999] != 4'999.0f) ++wrong;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(wrong.load(), 0);
    QVERIFY(pair.keepAtMost(4));  // what went home last on each connection
  }

  // Whatever a peer sends, reading it ends with an error.
  void badMessagesAreRefused() {
    Squares squares;
    LinkPair pair(same);
    pair.worker->memory().finish();  // so that nobody waits for an arena that never comes
    const Value tensor = largeTensor(10'000, true);
    const std::vector<Value> values{Value::list({tensor, Value::string("text")}), sampleObject(), squares.value()};
    for (const Value& value : values) {
      MessageWriter good(*pair.host);
      QVERIFY(putValue(good, value).ok());
      const std::string bytes = good.bytes();
      for (size_t length = 0; length < bytes.size(); ++length) {
        MessageReader cut(*pair.worker, bytes.substr(0, length), {});
        QVERIFY(!getValue(cut).ok());
        QVERIFY(!cut.ok());
      }
      std::mt19937 random(7);
      for (int i = 0; i < 300; ++i) {
        std::string wrong = bytes;
        wrong[random() % wrong.size()] = static_cast<char>(random());
        MessageReader reader(*pair.worker, std::move(wrong), {});
        const auto read = getValue(reader);
        // A device that is not to be had here, and too large a tensor, make sense.
        QVERIFY(read.ok() || !reader.ok() || read.error().code == ErrorCode::OutOfMemory ||
                read.error().code == ErrorCode::UnsupportedDevice);
      }
    }
  }

  void badArenasAreRefused() {
    const auto refused = [](MessageKind kind, uint64_t bytes, int file, int times) {
      LinkPair pair(same);
      for (int i = 0; i < times; ++i) {
        MessageWriter message(*pair.worker);
        message.put<uint64_t>(7);
        if (kind == MessageKind::Arena) {
          message.put(bytes);
          message.putFile(FileHandle(::dup(file)));
        }
        pair.worker->post(kind, std::move(message));
      }
      return pair.hostRefused();
    };
    const auto arena = SharedArena::make(8192);
    QVERIFY(arena.ok());
    QVERIFY(refused(MessageKind::Arena, 8193, (*arena)->file(), 1));
    QVERIFY(refused(MessageKind::Arena, 8192, STDIN_FILENO, 1));
    QVERIFY(refused(MessageKind::Arena, 8192, (*arena)->file(), 2));  // told twice
    QVERIFY(refused(MessageKind::ForgetArena, 0, -1, 1));             // never told
  }

 private:
  int64_t m_before = 0;
};

QTEST_GUILESS_MAIN(TestCrossingValues)
#include "test_crossing_values.moc"
