#include <weft/base/files.h>
#include <weft/value/compare.h>
#include <weft/value/memory.h>
#include <QtTest>
#include <filesystem>
#include <random>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "result_file.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

namespace {

constexpr Key key{0x0123456789abcdef, 0xfedcba9876543210};
const std::string type = "weft.test.Thing";

}  // namespace

class TestResultFiles : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = fs::path(m_folder->path().toStdString()) / resultFileName(key);
  }

  void whatWasWrittenIsRead() {
    const CachedResult result{sampleValues(), 1.5, 2};
    write(result);
    const auto header = readResultHeader(m_path, key);
    QVERIFY(header);
    QCOMPARE(header->type, type);
    QCOMPARE(header->seconds, 1.5);
    QCOMPARE(fs::file_size(m_path), *resultFileBytes(type, *encodeValues(result.outputs)));
    const auto back = readResult(m_path, key, type);
    QVERIFY2(back.ok(), back ? "" : back.error().message.c_str());
    QCOMPARE(back->seconds, 1.5);
    QCOMPARE(back->threads, 2u);
    QCOMPARE(back->outputs.size(), result.outputs.size());
    for (size_t i = 0; i < result.outputs.size(); ++i) {
      QVERIFY(haveSameContent(result.outputs[i], back->outputs[i]));
    }
    QVERIFY(readResult(m_path, key, {}));
  }

  void namesAreKeys() {
    QCOMPARE(resultFileName(key), std::string("0123456789abcdeffedcba9876543210"));
    QVERIFY(keyOfResultFile(resultFileName(key)) == key);
    for (const char* name :
         {"", "0123456789abcdef", "0123456789abcdeffedcba987654321", "0123456789ABCDEFFEDCBA9876543210",
          "0123456789abcdeffedcba98765432100", "0123456789abcdeffedcba987654321g", ".lock"}) {
      QVERIFY2(!keyOfResultFile(name), name);
    }
  }

  void aFlipOfAnyBitIsFound() {
    write({{Value::number(0.5), Value::record({{"t", floats({2}, {1, 2})}}), Value::string("text")}, 1, 1});
    const std::string bytes = read();
    for (size_t at = 0; at < bytes.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) refuseFlip(bytes, at, bit);
    }
  }

  void tenThousandFlipsInLargerResultsAreFound() {
    std::mt19937_64 random(2);
    for (int file = 0; file < 4; ++file) {
      std::vector<Value> values = sampleValues();
      values.push_back(randomFloats(random(), 5000));
      write({values, 1, 1});
      const std::string bytes = read();
      for (int i = 0; i < 2500; ++i) refuseFlip(bytes, random() % bytes.size(), static_cast<int>(random() % 8));
      QVERIFY(readResult(m_path, key, type));
    }
  }

  void everyTruncationIsFound() {
    write({sampleValues(), 1, 1});
    const std::string bytes = read();
    put(bytes + bytes);
    refuse();
    for (size_t length = bytes.size(); length-- > 0;) {
      QCOMPARE(::truncate(m_path.c_str(), static_cast<off_t>(length)), 0);
      refuse();
    }
  }

  void whatBelongsToAnotherKeyOrTypeIsRefused() {
    write({{Value::integer(1)}, 1, 1});
    const auto otherType = readResult(m_path, key, "weft.test.Other");
    QVERIFY(!otherType);
    QVERIFY(otherType.error().message.find("weft.test.Other") != std::string::npos);
    QVERIFY(!readResult(m_path, Key{key[0], key[1] ^ 1}, type));
    QVERIFY(!readResultHeader(m_path, Key{key[0] ^ 1, key[1]}));
  }

  void aMissingFileIsNotABrokenOne() {
    QCOMPARE(readResult(m_path, key, type).error().code, ErrorCode::NotFound);
    QCOMPARE(readResultHeader(m_path, key).error().code, ErrorCode::NotFound);
  }

  void whatIsNoRegularFileIsRefusedWithoutWaiting() {
    QCOMPARE(::mkfifo(m_path.c_str(), 0600), 0);
    QCOMPARE(readResult(m_path, key, type).error().code, ErrorCode::BadFile);
    fs::remove(m_path);
    fs::create_directory(m_path);
    QCOMPARE(readResult(m_path, key, type).error().code, ErrorCode::BadFile);
  }

  // The lengths fit together, but nobody has so much memory.
  void aFileThatAsksForATerabyteIsRefused() {
    write({{floats({4}, {1, 2, 3, 4})}, 1, 1});
    const std::string bytes = read();
    constexpr uint64_t terabyte = uint64_t{1} << 40;
    for (const size_t lengthAt : {size_t{40}, size_t{48}, size_t{56}}) {  // of type, structure and blocks
      std::string changed = bytes;
      uint64_t length = 0;
      std::memcpy(&length, changed.data() + lengthAt, sizeof length);
      length += terabyte;
      std::memcpy(changed.data() + lengthAt, &length, sizeof length);
      put(changed);
      QCOMPARE(::truncate(m_path.c_str(), static_cast<off_t>(bytes.size() + terabyte)), 0);
      QElapsedTimer timer;
      timer.start();
      const auto result = readResult(m_path, key, type);
      QVERIFY(!result);
      QCOMPARE(result.error().code, ErrorCode::BadFile);
      QVERIFY(timer.elapsed() < 10'000);
    }
  }

  void whatCannotBeSecondsIsRefused() {
    for (const double seconds :
         {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      write({{Value::integer(1)}, seconds, 1});
      QVERIFY(!readResult(m_path, key, type));
      QVERIFY(!readResultHeader(m_path, key));
    }
  }

 private:
  void write(const CachedResult& result) {
    const auto folder = OutputFolder::open(m_path.parent_path());
    auto file = AtomicFile::create(*folder, m_path.filename().string());
    QVERIFY(writeResult(*file, key, type, result, *encodeValues(result.outputs)));
    QVERIFY(file->replace());
  }
  std::string read() const { return *readFile(m_path); }
  void put(const std::string& bytes) const {
    QFile file(QString::fromStdString(m_path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
  }
  void refuse() const {
    const auto result = readResult(m_path, key, type);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::BadFile);
    QVERIFY(result.error().message.starts_with(m_path.string() + ": "));
  }
  void refuseFlip(const std::string& bytes, size_t at, int bit) const {
    const char flipped = static_cast<char>(bytes[at] ^ (1 << bit));
    const FileHandle file(::open(m_path.c_str(), O_WRONLY));
    QCOMPARE(::pwrite(file.get(), &flipped, 1, static_cast<off_t>(at)), 1);
    refuse();
    QCOMPARE(::pwrite(file.get(), &bytes[at], 1, static_cast<off_t>(at)), 1);
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  fs::path m_path;
};

QTEST_GUILESS_MAIN(TestResultFiles)
#include "test_result_files.moc"
