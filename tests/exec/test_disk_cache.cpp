#include <weft/exec/kept_results.h>
#include <weft/value/compare.h>
#include <QtTest>
#include <csignal>
#include <filesystem>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk_cache.h"
#include "result_file.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

namespace {

constexpr uint64_t MB = 1'000'000;
const std::string type = "weft.test.Thing";

Key keyOf(uint64_t number) { return {number * 0x9e3779b97f4a7c15, number}; }
CachedResult result(Value value, double seconds = 1) { return {{std::move(value)}, seconds, 1}; }

}  // namespace

class TestDiskCache : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = m_temporary->path().toStdString() + "/weft/results";
    m_before = liveValues();
  }
  void cleanup() { QCOMPARE(liveValues(), m_before); }

  void resultsOutliveTheCache() {
    const std::vector<Value> values = sampleValues();
    {
      DiskCache cache(m_folder, MB);
      QVERIFY(!cache.has(keyOf(1)));
      cache.store(keyOf(1), type, {values, 2.5, 4});
      cache.finish(false);
      QVERIFY(cache.has(keyOf(1)));
    }
    DiskCache cache(m_folder, MB);
    QVERIFY(cache.has(keyOf(1)));
    QVERIFY(!cache.has(keyOf(2)));
    const auto found = cache.read(keyOf(1), type);
    QVERIFY(found);
    QCOMPARE(found->seconds, 2.5);
    QCOMPARE(found->threads, 4u);
    for (size_t i = 0; i < values.size(); ++i) QVERIFY(haveSameContent(values[i], found->outputs[i]));
    QCOMPARE(fs::status(m_folder).permissions(), fs::perms::owner_all);
  }

  void whatIsCheaperToComputeThanToReadIsNotKept() {
    DiskCache cache(m_folder, 100 * MB);
    cache.store(keyOf(1), type, result(Value::integer(1), 0.0019));
    cache.store(keyOf(2), type, result(Value::integer(1), 0.0021));
    cache.store(keyOf(3), type, result(randomFloats(1, MB), 0.0055));  // 4 MB: 2 ms and 4 ms
    cache.store(keyOf(4), type, result(randomFloats(1, MB), 0.0065));
    cache.finish(false);
    QVERIFY(!cache.has(keyOf(1)) && cache.has(keyOf(2)));
    QVERIFY(!cache.has(keyOf(3)) && cache.has(keyOf(4)));
  }

  void objectsAndWhatIsTooLargeStayOut() {
    DiskCache cache(m_folder, MB);
    cache.store(keyOf(1), type, result(Value::list({sampleObject()})));
    cache.store(keyOf(2), type, result(randomFloats(1, 50'000)));  // a fifth of the limit
    cache.finish(false);
    QVERIFY(!cache.has(keyOf(1)) && !cache.has(keyOf(2)));
    QVERIFY(names().isEmpty());
  }

  void aBrokenEntryIsRemovedAndNeverTrusted() {
    store(1);
    QFile file(QString::fromStdString(pathOf(1)));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(file.size() / 2);
    file.write("x");
    file.close();
    DiskCache cache(m_folder, MB);
    QVERIFY(cache.has(keyOf(1)));
    QVERIFY(!cache.read(keyOf(1), type));
    QVERIFY(!cache.has(keyOf(1)));
    QVERIFY(!fs::exists(pathOf(1)));
    store(1);
    QVERIFY(DiskCache(m_folder, MB).read(keyOf(1), type));
  }

  void anEntryOfAnotherTypeIsRemoved() {
    store(1);
    DiskCache cache(m_folder, MB);
    QVERIFY(!cache.read(keyOf(1), "weft.test.Other"));
    QVERIFY(!fs::exists(pathOf(1)));
  }

  void anEntryThatAnotherProcessRemovedIsMissed() {
    store(1);
    DiskCache cache(m_folder, MB);
    QCOMPARE(clearKeptResults(m_folder).count, 1u);
    QVERIFY(cache.has(keyOf(1)));
    QVERIFY(!cache.read(keyOf(1), type));
    QVERIFY(!cache.has(keyOf(1)));
  }

  void theLimitHoldsAndWhatSavesLeastGoesFirst() {
    constexpr uint64_t limit = 400'000;
    DiskCache cache(m_folder, limit);
    for (uint64_t i = 0; i < 100; ++i) {
      cache.store(keyOf(i), type, result(randomFloats(i, 5'000), i % 10 == 0 ? 100 : 1));  // 20 kB
      cache.finish(false);
      QVERIFY(folderBytes() <= limit);
    }
    QVERIFY(folderBytes() > limit / 2);
    const DiskCache after(m_folder, limit);
    for (uint64_t i = 0; i < 100; i += 10) QVERIFY2(after.has(keyOf(i)), std::to_string(i).c_str());
  }

  void whatWasUsedStaysLonger() {
    constexpr uint64_t limit = 400'000;
    for (uint64_t i = 0; i < 10; ++i) store(i, limit);
    // All are a day old but one.
    for (uint64_t i = 0; i < 10; ++i) {
      fs::last_write_time(pathOf(i), fs::file_time_type::clock::now() - std::chrono::hours(24));
    }
    DiskCache cache(m_folder, limit);
    QVERIFY(cache.read(keyOf(3), type));
    for (uint64_t i = 100; i < 117; ++i) store(i, limit);
    QVERIFY(fs::exists(pathOf(3)));
    QVERIFY(!fs::exists(pathOf(2)) && !fs::exists(pathOf(4)));
  }

  void aFolderThatCannotBeWrittenToIsNoFailure() {
    const std::string file = m_temporary->path().toStdString() + "/file";
    QFile(QString::fromStdString(file)).open(QIODevice::WriteOnly);
    for (const std::string& folder : {file, file + "/below", std::string("/proc/weft/results")}) {
      DiskCache cache(folder, MB);
      QVERIFY(!cache.has(keyOf(1)));
      for (uint64_t i = 0; i < 3; ++i) cache.store(keyOf(i), type, result(Value::integer(1)));
      cache.finish(false);
      QVERIFY(!cache.has(keyOf(1)));
    }
  }

  void aFullDiskLeavesNothingBehind() {
    store(1);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    for (const rlim_t size : {0, 1, 4096, 10'000}) {
      const rlimit small{size, before.rlim_max};
      DiskCache cache(m_folder, MB);
      ::setrlimit(RLIMIT_FSIZE, &small);
      cache.store(keyOf(2), type, result(randomFloats(1, 5'000)));
      cache.finish(false);
      ::setrlimit(RLIMIT_FSIZE, &before);
      QVERIFY(!cache.has(keyOf(2)));
      QCOMPARE(names(), QStringList(QString::fromStdString(resultFileName(keyOf(1)))));
    }
    std::signal(SIGXFSZ, handler);
    QVERIFY(DiskCache(m_folder, MB).read(keyOf(1), type));
  }

  void whatWaitsIsGivenUpWhenTheRunIsStopped() {
    DiskCache cache(m_folder, 1000 * MB);
    {
      const Value value = randomFloats(1, 250'000);
      for (uint64_t i = 0; i < 100; ++i) cache.store(keyOf(i), type, result(value));
    }
    cache.finish(true);
    QVERIFY(names().size() < 100);
    QCOMPARE(liveValues(), m_before);
    for (const KeptResult& kept : listKeptResults(m_folder)) QCOMPARE(kept.bytes, uint64_t{1'000'000} + fixedBytes());
  }

  void listingTellsWhatThereIs() {
    QVERIFY(listKeptResults(m_folder).empty());
    store(1);
    store(2);
    fs::last_write_time(pathOf(1), fs::file_time_type::clock::now() - std::chrono::hours(5));
    const auto kept = listKeptResults(m_folder);
    QCOMPARE(kept.size(), 2u);
    QCOMPARE(kept[0].name, resultFileName(keyOf(2)));
    QCOMPARE(kept[0].type, type);
    QCOMPARE(kept[0].seconds, 1.0);
    QCOMPARE(kept[0].bytes, fs::file_size(pathOf(2)));
    const auto age = std::chrono::system_clock::now() - kept[1].lastUse;
    QVERIFY(age > std::chrono::minutes(299) && age < std::chrono::minutes(301));
  }

  void clearingTakesNothingThatIsNotTheCaches() {
    store(1);
    store(2);
    for (const char* name : {"notes.txt", "0123456789abcdef", ".weft-7-7-7.part"}) {
      QFile file(QString::fromStdString(m_folder + "/" + name));
      QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QVERIFY(fs::create_directory(m_folder + "/" + resultFileName(keyOf(9))));
    const auto cleared = clearKeptResults(m_folder);
    QCOMPARE(cleared.count, 2u);
    QVERIFY(cleared.bytes > 0 && cleared.problem);
    // The temporary file is too young to be called abandoned.
    QCOMPARE(names(), QStringList({".weft-7-7-7.part", "0123456789abcdef", "notes.txt"}));
    QVERIFY(fs::is_directory(m_folder + "/" + resultFileName(keyOf(9))));
    QCOMPARE(clearKeptResults(m_folder + "/missing").count, 0u);
  }

  void verifyingNamesAndRemovesWhatIsBroken() {
    for (uint64_t i = 0; i < 4; ++i) store(i);
    QVERIFY(QFile::resize(QString::fromStdString(pathOf(2)), 100));
    fs::copy_file(pathOf(1), pathOf(7));
    const auto verified = verifyKeptResults(m_folder);
    QCOMPARE(verified.good, 3u);
    QCOMPARE(verified.broken.size(), 2u);
    for (const std::string& line : verified.broken) {
      QVERIFY(line.starts_with(pathOf(2) + ": ") || line.starts_with(pathOf(7) + ": "));
    }
    QVERIFY(!fs::exists(pathOf(2)) && !fs::exists(pathOf(7)));
    QVERIFY(verifyKeptResults(m_folder).broken.empty());
  }

 private:
  std::string pathOf(uint64_t number) const { return m_folder + "/" + resultFileName(keyOf(number)); }
  void store(uint64_t number, uint64_t limit = MB) const {
    DiskCache cache(m_folder, limit);
    cache.store(keyOf(number), type, result(randomFloats(number, 5'000)));
    cache.finish(false);
  }
  static uint64_t fixedBytes() { return *resultFileBytes(type, *encodeValues(std::vector{randomFloats(1, 10)})) - 40; }
  // All but the lock.
  QStringList names() const {
    QStringList names = QDir(QString::fromStdString(m_folder)).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    names.removeAll(".lock");
    return names;
  }
  uint64_t folderBytes() const {
    uint64_t bytes = 0;
    for (const QString& name : names()) bytes += fs::file_size(m_folder + "/" + name.toStdString());
    return bytes;
  }

  std::unique_ptr<QTemporaryDir> m_temporary;
  std::string m_folder;
  int64_t m_before = 0;
};

QTEST_GUILESS_MAIN(TestDiskCache)
#include "test_disk_cache.moc"
