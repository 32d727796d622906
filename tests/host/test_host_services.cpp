// The services that plugins ask for, called as a plugin would.
#include <QtTest>

#include <cmath>
#include <cstring>
#include <thread>

#include <weft/abi.h>
#include <weft/host/host.h>
#include <weft/value/memory.h>
#include <weft/value/value.h>

#include "philox.h"

using namespace weft;

namespace {

template <typename Table>
const Table& service(const char* id) {
  const void* table = hostTable().get_service(id);
  if (!table) qFatal("no service %s", id);
  return *static_cast<const Table*>(table);
}

const weft_values& values() { return service<weft_values>(WEFT_VALUES); }
QString lastError() { return service<weft_errors>(WEFT_ERRORS).get(); }

constexpr weft_device_id cpu = {WEFT_DEVICE_CPU, 0};
constexpr weft_dtype float32 = {WEFT_TYPE_FLOAT, 32, 1};

}  // namespace

class TestHostServices : public QObject {
  Q_OBJECT

 private slots:
  void tablesAreThere();
  void philoxVectors();
  void streamsAreSlicesOfOneSequence();
  void distributions();
  void allocatesCountedTensors();
  void allocatesBlocksAndCountsCharges();
  void allocatorRefuses_data();
  void allocatorRefuses();
  void makesAndReadsValues();
  void refusesBadValues();
  void mismatchesSayWhatIsThere();
  void objectsAndSequences();
  void errorsBelongToTheirThread();
  void callsWithoutCallDoNoHarm();
};

void TestHostServices::tablesAreThere() {
  const weft_host& host = hostTable();
  QCOMPARE(host.struct_size, uint32_t{sizeof(weft_host)});
  QCOMPARE(host.abi.minor, uint32_t{WEFT_ABI_MINOR});
  const std::pair<const char*, size_t> expected[] = {{WEFT_VALUES, sizeof(weft_values)},
                                                     {WEFT_CALLS, sizeof(weft_calls)},
                                                     {WEFT_INFERENCE, sizeof(weft_inference)},
                                                     {WEFT_ERRORS, sizeof(weft_errors)},
                                                     {WEFT_LOG, sizeof(weft_log)},
                                                     {WEFT_ALLOCATOR, sizeof(weft_allocator)},
                                                     {WEFT_DEVICES, sizeof(weft_devices)},
                                                     {WEFT_RANDOM, sizeof(weft_random)},
                                                     {WEFT_PARALLEL, sizeof(weft_parallel)},
                                                     {WEFT_FILES, sizeof(weft_files)},
                                                     {WEFT_DOCUMENT, sizeof(weft_document)},
                                                     {WEFT_THREAD_CHECK, sizeof(weft_thread_check)}};
  for (const auto& [id, size] : expected) {
    const auto* table = static_cast<const char*>(host.get_service(id));
    QVERIFY2(table, id);
    uint32_t found = 0;
    std::memcpy(&found, table, sizeof(found));
    QCOMPARE(size_t{found}, size);
    for (size_t at = 8; at < size; at += sizeof(void*)) {
      void* function = nullptr;
      std::memcpy(&function, table + at, sizeof(function));
      QVERIFY2(function, id);
    }
  }
  for (const char* id : {"", "weft.values", "weft.values/1", "weft.vulkan/0"}) QVERIFY(!host.get_service(id));
  QVERIFY(!host.get_service(nullptr));
  QCOMPARE(service<weft_thread_check>(WEFT_THREAD_CHECK).kind(), int32_t{WEFT_THREAD_OTHER});
}

// The known answers that come with the authors' own implementation.
void TestHostServices::philoxVectors() {
  using Block = std::array<uint32_t, 4>;
  constexpr uint32_t ones = 0xffffffffu;
  QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}));
  QCOMPARE(philox4x32({ones, ones, ones, ones}, {ones, ones}),
           (Block{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}));
  QCOMPARE(philox4x32({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, {0xa4093822u, 0x299f31d0u}),
           (Block{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}));
}

void TestHostServices::streamsAreSlicesOfOneSequence() {
  const weft_random& random = service<weft_random>(WEFT_RANDOM);
  for (const auto fill : {random.uniform, random.normal}) {
    std::vector<float> whole(100), other(100);
    fill(7, "noise", 0, whole.data(), whole.size());
    for (const auto& [offset, count] : {std::pair<size_t, size_t>{0, 1}, {1, 7}, {3, 2}, {5, 90}, {99, 1}}) {
      std::vector<float> part(count);
      fill(7, "noise", offset, part.data(), count);
      QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + static_cast<ptrdiff_t>(offset)));
    }
    fill(8, "noise", 0, other.data(), other.size());
    QVERIFY(other != whole);
    fill(7, "noise2", 0, other.data(), other.size());
    QVERIFY(other != whole);
    fill(-7, nullptr, UINT64_MAX - 50, other.data(), other.size());  // wraps, and does no harm
    fill(7, "noise", 0, nullptr, 10);
  }
}

void TestHostServices::distributions() {
  constexpr size_t count = 200'000;
  std::vector<float> numbers(count);
  const auto moments = [&] {
    double sum = 0, squares = 0;
    for (const float number : numbers) sum += number, squares += double{number} * number;
    return std::pair(sum / count, squares / count);
  };
  fillUniform(1, "u", 0, numbers.data(), count);
  QVERIFY(std::all_of(numbers.begin(), numbers.end(), [](float x) { return x >= 0 && x < 1; }));
  auto [mean, square] = moments();
  QVERIFY(std::abs(mean - 0.5) < 0.005);
  QVERIFY(std::abs(square - 1.0 / 3) < 0.005);

  fillNormal(1, "n", 0, numbers.data(), count);
  QVERIFY(std::all_of(numbers.begin(), numbers.end(), [](float x) { return std::isfinite(x); }));
  std::tie(mean, square) = moments();
  QVERIFY(std::abs(mean) < 0.01);
  QVERIFY(std::abs(square - 1) < 0.02);
  const auto beyond = std::count_if(numbers.begin(), numbers.end(), [](float x) { return std::abs(x) > 1.959964f; });
  QVERIFY(std::abs(static_cast<double>(beyond) / count - 0.05) < 0.003);
}

void TestHostServices::allocatesCountedTensors() {
  const uint64_t before = memoryUse().bytes;
  const weft_allocator& allocator = service<weft_allocator>(WEFT_ALLOCATOR);
  const int64_t shape[] = {3, 5, 7};
  weft_managed_tensor* managed = nullptr;
  QCOMPARE(allocator.tensor(cpu, float32, shape, 3, &managed), weft_status{WEFT_OK});
  QCOMPARE(reinterpret_cast<uintptr_t>(managed->tensor.data) % 64, uintptr_t{0});
  QCOMPARE(managed->tensor.shape[2], int64_t{7});
  QCOMPARE(managed->version.major, uint32_t{WEFT_DLPACK_MAJOR});
  QCOMPARE(memoryUse().bytes - before, uint64_t{420});
  QVERIFY(memoryUse().peak >= before + 420);
  std::memset(managed->tensor.data, 1, 420);
  const weft_value* value = values().tensor(managed);
  QVERIFY(value);
  values().release(value);
  QCOMPARE(memoryUse().bytes, before);

  const int64_t empty[] = {0, int64_t{1} << 57, 8};
  QCOMPARE(allocator.tensor(cpu, float32, empty, 3, &managed), weft_status{WEFT_OK});
  QVERIFY(managed->tensor.data);
  value = values().tensor(managed);
  QVERIFY2(value, qPrintable(lastError()));
  values().release(value);
  QCOMPARE(allocator.tensor(cpu, float32, nullptr, 0, &managed), weft_status{WEFT_OK});  // a scalar
  QCOMPARE(memoryUse().bytes - before, uint64_t{4});
  managed->deleter(managed);
  QCOMPARE(memoryUse().bytes, before);
}

void TestHostServices::allocatesBlocksAndCountsCharges() {
  const uint64_t before = memoryUse().bytes;
  const weft_allocator& allocator = service<weft_allocator>(WEFT_ALLOCATOR);
  void* block = nullptr;
  QCOMPARE(allocator.allocate(1000, &block), weft_status{WEFT_OK});
  QCOMPARE(reinterpret_cast<uintptr_t>(block) % 64, uintptr_t{0});
  QCOMPARE(memoryUse().bytes - before, uint64_t{1000});
  std::memset(block, 1, 1000);
  allocator.release(block);
  allocator.release(nullptr);
  QCOMPARE(allocator.allocate(0, &block), weft_status{WEFT_OK});
  QVERIFY(block);
  allocator.release(block);

  limitMemory(before + 1000, 1000);
  QCOMPARE(allocator.allocate(1001, &block), weft_status{WEFT_ERROR_OUT_OF_MEMORY});
  QVERIFY(!block);
  QVERIFY2(lastError().startsWith("out of memory: asked for 1001 bytes, "), qPrintable(lastError()));
  constexpr weft_device_id gpu{WEFT_DEVICE_VULKAN, 5};
  weft_charge *first = nullptr, *second = nullptr;
  QCOMPARE(allocator.charge(gpu, 800, &first), weft_status{WEFT_OK});
  QCOMPARE(memoryUse(gpu).bytes, uint64_t{800});
  QCOMPARE(allocator.charge(gpu, 300, &second), weft_status{WEFT_ERROR_DEVICE_OUT_OF_MEMORY});
  QVERIFY(!second);
  allocator.discharge(first);
  allocator.discharge(nullptr);
  QCOMPARE(memoryUse(gpu).bytes, uint64_t{0});
  QCOMPARE(allocator.allocate(8, nullptr), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  QCOMPARE(allocator.charge(gpu, 8, nullptr), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  limitMemory(0, 0);
  QCOMPARE(memoryUse().bytes, before);
}

void TestHostServices::allocatorRefuses_data() {
  QTest::addColumn<QVector<qint64>>("shape");
  QTest::addColumn<int>("bits");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("message");
  QTest::newRow("negative") << QVector<qint64>{2, -1} << 32 << int{WEFT_ERROR_INVALID_ARGUMENT}
                            << "a tensor of shape [2, -1] cannot be: a dimension is negative";
  QTest::newRow("product wraps to 0") << QVector<qint64>{qint64{1} << 32, qint64{1} << 32} << 32
                                      << int{WEFT_ERROR_OUT_OF_MEMORY}
                                      << "out of memory: a tensor of shape [4294967296, 4294967296] fits no memory";
  QTest::newRow("bytes wrap") << QVector<qint64>{(qint64{1} << 62) + 1} << 32 << int{WEFT_ERROR_OUT_OF_MEMORY}
                              << "out of memory: a tensor of shape [4611686018427387905] fits no memory";
  QTest::newRow("empty, but beyond counting")
      << QVector<qint64>{qint64{1} << 62, 0} << 32 << int{WEFT_ERROR_INVALID_ARGUMENT}
      << "a tensor of shape [4611686018427387904, 0] cannot be: it is empty, but the bytes along its other dimensions "
         "are more than 64 bits count";
  QTest::newRow("no such type") << QVector<qint64>{2} << 31 << int{WEFT_ERROR_INVALID_ARGUMENT}
                                << "no such element type";
  QTest::newRow("too many dimensions") << QVector<qint64>(65, 1) << 32 << int{WEFT_ERROR_INVALID_ARGUMENT}
                                       << "a tensor has 0 to 64 dimensions, not 65";
}

void TestHostServices::allocatorRefuses() {
  QFETCH(QVector<qint64>, shape);
  QFETCH(int, bits);
  QFETCH(int, status);
  QFETCH(QString, message);
  const uint64_t before = memoryUse().bytes;
  const std::vector<int64_t> sizes(shape.begin(), shape.end());
  const weft_dtype dtype = {WEFT_TYPE_FLOAT, static_cast<uint8_t>(bits), 1};
  weft_managed_tensor* managed = nullptr;
  const weft_allocator& allocator = service<weft_allocator>(WEFT_ALLOCATOR);
  QCOMPARE(allocator.tensor(cpu, dtype, sizes.data(), static_cast<int32_t>(sizes.size()), &managed), status);
  QCOMPARE(lastError(), message);
  QVERIFY(!managed);
  QCOMPARE(allocator.tensor({WEFT_DEVICE_CUDA, 0}, float32, sizes.data(), 1, &managed),
           weft_status{WEFT_ERROR_UNSUPPORTED_DEVICE});
  QCOMPARE(allocator.tensor(cpu, float32, nullptr, 1, &managed), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  QCOMPARE(memoryUse().bytes, before);
}

void TestHostServices::makesAndReadsValues() {
  const int64_t before = liveValues();
  const weft_values& v = values();
  const weft_value* number = v.number(2);
  const weft_value* text = v.string("a\0b", 3);
  double real = 0;
  int64_t whole = 0;
  QCOMPARE(v.as_number(number, &real), weft_status{WEFT_OK});
  QCOMPARE(v.as_integer(number, &whole), weft_status{WEFT_OK});
  QCOMPARE(whole, int64_t{2});
  const char* read = nullptr;
  size_t bytes = 0;
  QCOMPARE(v.as_string(text, &read, &bytes), weft_status{WEFT_OK});
  QCOMPARE(std::string(read, bytes), std::string("a\0b", 3));

  const weft_value* items[] = {number, text};
  const weft_value* list = v.list(items, 2);
  const char* names[] = {"second", "first"};
  const weft_value* record = v.record(names, items, 2);
  size_t size = 0;
  QCOMPARE(v.list_size(list, &size), weft_status{WEFT_OK});
  QCOMPARE(size, size_t{2});
  QCOMPARE(v.list_item(list, 1), text);
  QVERIFY(!v.list_item(list, 2) && !v.list_item(record, 0));
  QCOMPARE(v.record_item(record, "first"), text);
  QVERIFY(!v.record_item(record, "third") && !v.record_item(list, "first"));
  QCOMPARE(v.record_name(record, 0), "first");
  QCOMPARE(v.record_name(record, 1), "second");
  QVERIFY(!v.record_name(record, 2));
  v.retain(text);
  for (const weft_value* one : {text, text, number, list, record}) v.release(one);
  v.release(nullptr);
  QCOMPARE(liveValues(), before);
}

void TestHostServices::refusesBadValues() {
  const weft_values& v = values();
  const int64_t before = liveValues();
  const weft_value* number = v.number(1);
  const auto refused = [](const weft_value* value, const char* message) {
    return !value && lastError() == QString(message);
  };
  QVERIFY(refused(v.string("\xff", 1), "a string must be valid UTF-8"));
  QVERIFY(refused(v.string(nullptr, 3), "a string of a null pointer"));
  const weft_value* hole[] = {number, nullptr};
  QVERIFY(refused(v.list(hole, 2), "item 1 of a list is a null pointer"));
  QVERIFY(refused(v.list(nullptr, 2), "a list of a null pointer"));
  const weft_value* items[] = {number, number};
  const char* twice[] = {"a", "a"};
  QVERIFY(refused(v.record(twice, items, 2), "a record has the name \"a\" twice"));
  const char* missing[] = {"a", nullptr};
  QVERIFY(refused(v.record(missing, items, 2), "a record's name or value is a null pointer"));
  QVERIFY(refused(v.tensor(nullptr), "a tensor of a null pointer"));
  QVERIFY(refused(v.object(nullptr), "an object of a null pointer"));
  QVERIFY(refused(v.sequence(nullptr), "a sequence of a null pointer"));
  v.release(number);
  QCOMPARE(liveValues(), before);
}

void TestHostServices::mismatchesSayWhatIsThere() {
  const weft_values& v = values();
  const weft_value* text = v.string("five", 4);
  double number = 0;
  QCOMPARE(v.as_number(text, &number), weft_status{WEFT_ERROR_TYPE_MISMATCH});
  QVERIFY2(lastError().contains("string") && lastError().endsWith("where a number is needed"), qPrintable(lastError()));
  QCOMPARE(v.as_number(nullptr, &number), weft_status{WEFT_ERROR_TYPE_MISMATCH});
  QCOMPARE(lastError(), QString("no value where a number is needed"));
  const weft_tensor* tensor = nullptr;
  QCOMPARE(v.as_tensor(text, &tensor), weft_status{WEFT_ERROR_TYPE_MISMATCH});
  weft_managed_tensor* managed = nullptr;
  QCOMPARE(v.to_dlpack(text, &managed), weft_status{WEFT_ERROR_TYPE_MISMATCH});
  size_t size = 0;
  QCOMPARE(v.list_size(text, &size), weft_status{WEFT_ERROR_TYPE_MISMATCH});
  QCOMPARE(v.kind(nullptr), 0);
  v.release(text);
}

void TestHostServices::objectsAndSequences() {
  static int destroyed;
  destroyed = 0;
  const weft_values& v = values();
  weft_object object{};
  object.struct_size = sizeof(object);
  object.type = "org.example.thing";
  object.get_interface = [](void*, const char*) -> const void* { return nullptr; };
  object.destroy = [](void*) { ++destroyed; };
  const weft_value* value = v.object(&object);
  QVERIFY(value);
  const weft_object* read = nullptr;
  QCOMPARE(v.as_object(value, &read), weft_status{WEFT_OK});
  QCOMPARE(read->type, "org.example.thing");
  v.release(value);
  QCOMPARE(destroyed, 1);

  object.struct_size = 4;
  QVERIFY(!v.object(&object));
  QVERIFY2(lastError().startsWith("the object: struct_size is 4"), qPrintable(lastError()));

  weft_sequence sequence{};
  sequence.struct_size = sizeof(sequence);
  sequence.length = 2;
  sequence.get = [](void*, int64_t, const weft_value**) { return weft_status{WEFT_ERROR_NOT_FOUND}; };
  sequence.destroy = [](void*) { ++destroyed; };
  value = v.sequence(&sequence);
  QVERIFY(value);
  v.release(value);
  QCOMPARE(destroyed, 2);
}

void TestHostServices::errorsBelongToTheirThread() {
  const weft_errors& errors = service<weft_errors>(WEFT_ERRORS);
  errors.set("mine");
  std::thread([&] {
    QCOMPARE(errors.get(), "");
    errors.set("theirs");
  }).join();
  QCOMPARE(errors.get(), "mine");
  errors.set(nullptr);
  QCOMPARE(errors.get(), "");
}

void TestHostServices::callsWithoutCallDoNoHarm() {
  const weft_calls& calls = service<weft_calls>(WEFT_CALLS);
  int32_t writable = 1;
  QCOMPARE(calls.input_count(nullptr, 0), size_t{0});
  QVERIFY(!calls.input(nullptr, 0, 0) && !calls.take_input(nullptr, 0, 0, &writable) && !calls.parameter(nullptr, 0));
  QCOMPARE(writable, 0);
  const int64_t before = liveValues();
  QCOMPARE(calls.set_output(nullptr, 0, values().number(1)), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  QCOMPARE(liveValues(), before);  // the reference was taken all the same
  QCOMPARE(calls.want_input(nullptr, 0), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  QCOMPARE(calls.progress(nullptr, 0, 0, nullptr), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  QCOMPARE(calls.suspend(nullptr, nullptr), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  calls.resume(nullptr);
  calls.resume(reinterpret_cast<weft_token*>(uintptr_t{12345}));
  calls.fail(nullptr, "nobody listens");
  QVERIFY(!calls.cancelled(nullptr));
  const weft_files& files = service<weft_files>(WEFT_FILES);
  files.abandon(reinterpret_cast<weft_output*>(uintptr_t{12345}));
  QCOMPARE(files.commit(nullptr, nullptr), weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  QCOMPARE(service<weft_parallel>(WEFT_PARALLEL).run(nullptr, 1, 1, nullptr, nullptr),
           weft_status{WEFT_ERROR_INVALID_ARGUMENT});
  QVERIFY(!service<weft_document>(WEFT_DOCUMENT).json(nullptr));
}

QTEST_APPLESS_MAIN(TestHostServices)
#include "test_host_services.moc"
