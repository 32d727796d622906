// Libraries that died too often are set aside, for every process, until their file changes.
#include <fcntl.h>
#include <sys/stat.h>

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <thread>

#include "set_aside.h"

namespace fs = std::filesystem;
using weft::SetAside;

class TestHostSetAside : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void thirdDeathSetsAside();
  void otherProcessesCountToo();
  void changedFilesStartAnew();
  void damagedRecordsAreEmpty();
  void countsInMemoryWhereNothingIsKept();
  void manyAtOnce();
  void reasonsAreOneLine();

 private:
  void writeLibrary(const char* text) const { std::ofstream(library) << text; }
  std::string folder() const { return (fs::path(m_folder->path().toStdString()) / "cache").string(); }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::string library;
};

void TestHostSetAside::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  library = (fs::path(m_folder->path().toStdString()) / "blend.so").string();
  writeLibrary("first");
}

void TestHostSetAside::thirdDeathSetsAside() {
  SetAside record(folder());
  QCOMPARE(record.reason(library), std::string());
  QCOMPARE(record.countDeath(library, "Aborted (SIGABRT)"), size_t{1});
  QCOMPARE(record.countDeath(library, "Aborted (SIGABRT)"), size_t{2});
  QCOMPARE(record.reason(library), std::string());
  QCOMPARE(record.countDeath(library, "Bus error (SIGBUS) in node \"a\""), size_t{3});
  const std::string reason =
      "is set aside until its file changes: its process died 3 times; the last time: Bus error (SIGBUS) in node \"a\"";
  QCOMPARE(record.reason(library), reason);
  QCOMPARE(SetAside(folder()).reason(library), reason);
  QCOMPARE(record.countDeath(library, "again"), size_t{3});
}

void TestHostSetAside::otherProcessesCountToo() {
  SetAside first(folder()), second(folder());
  QCOMPARE(first.countDeath(library, "one"), size_t{1});
  QCOMPARE(second.countDeath(library, "two"), size_t{2});
  QCOMPARE(first.countDeath(library, "three"), size_t{3});
  QVERIFY(!first.reason(library).empty());
}

void TestHostSetAside::changedFilesStartAnew() {
  const auto setAside = [&] {
    SetAside record(folder());
    for (size_t i = 0; i < SetAside::mostDeaths; ++i) record.countDeath(library, "x");
    return !SetAside(folder()).reason(library).empty();
  };
  QVERIFY(setAside());
  writeLibrary("another size");
  QCOMPARE(SetAside(folder()).reason(library), std::string());
  QVERIFY(setAside());
  const timespec times[2] = {{1, 0}, {1, 0}};  // touched
  QCOMPARE(::utimensat(AT_FDCWD, library.c_str(), times, 0), 0);
  QCOMPARE(SetAside(folder()).reason(library), std::string());
  QVERIFY(setAside());
  fs::copy_file(library, library + ".new");  // replaced by its equal
  QCOMPARE(::utimensat(AT_FDCWD, (library + ".new").c_str(), times, 0), 0);
  fs::rename(library + ".new", library);
  SetAside record(folder());
  QCOMPARE(record.reason(library), std::string());
  QCOMPARE(record.countDeath(library, "x"), size_t{1});
  fs::remove(library);
  QCOMPARE(record.countDeath(library, "x"), size_t{0});
}

void TestHostSetAside::damagedRecordsAreEmpty() {
  for (const char* damage : {"", "{", "[]", "{\"libraries\": 3}", "{\"libraries\": {\"x\": [1, 2]}}",
                             "{\"libraries\": {\"x\": {\"file\": [1, 2, 3, 4], \"deaths\": [\"a\"]}}}",
                             "{\"libraries\": {\"x\": {\"file\": [1, 2, 3, 4, 5], \"deaths\": [7]}}}"}) {
    fs::create_directories(folder());
    std::ofstream(fs::path(folder()) / "deaths.json") << damage;
    SetAside record(folder());
    QCOMPARE(record.reason(library), std::string());
    QCOMPARE(record.countDeath(library, "x"), size_t{1});
    QCOMPARE(SetAside(folder()).countDeath(library, "x"), size_t{2});
  }
}

void TestHostSetAside::countsInMemoryWhereNothingIsKept() {
  // A file where the folder should be: not even root can write there.
  for (const std::string& nowhere : {std::string(), library + "/below"}) {
    SetAside record(nowhere);
    for (size_t i = 1; i <= SetAside::mostDeaths; ++i) QCOMPARE(record.countDeath(library, "x"), i);
    QVERIFY(!record.reason(library).empty());
    QCOMPARE(SetAside(nowhere).reason(library), std::string());
  }
}

// Each counts its own library; none is lost to the others, who write the same file.
void TestHostSetAside::manyAtOnce() {
  std::vector<std::string> libraries;
  for (int i = 0; i < 6; ++i) {
    libraries.push_back(library + std::to_string(i));
    std::ofstream(libraries.back()) << i;
  }
  std::vector<std::thread> threads;
  for (const std::string& mine : libraries) {
    threads.emplace_back([&, mine] {
      SetAside record(folder());
      for (size_t i = 0; i < SetAside::mostDeaths; ++i) record.countDeath(mine, "x");
    });
  }
  for (std::thread& thread : threads) thread.join();
  const SetAside record(folder());
  for (const std::string& one : libraries) QVERIFY2(!record.reason(one).empty(), one.c_str());
}

void TestHostSetAside::reasonsAreOneLine() {
  SetAside record(folder());
  for (size_t i = 0; i < SetAside::mostDeaths; ++i) {
    record.countDeath(library, "it said\n\x1b[2J" + std::string(10'000, 'x') + "\xff");
  }
  const std::string reason = SetAside(folder()).reason(library);
  QVERIFY(reason.size() < 1000);
  QVERIFY(reason.find_first_of("\n\x1b\xff") == std::string::npos);
  QVERIFY(reason.find("it said\\u000a") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestHostSetAside)
#include "test_host_set_aside.moc"
