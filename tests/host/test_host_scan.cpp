// What is known of libraries without loading or probing them: the cache, sidecar files, the record of deaths.
#include <fcntl.h>
#include <sys/stat.h>

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <set>

#include <weft/base/files.h>
#include <weft/base/json.h>
#include <weft/host/describe.h>
#include <weft/host/host.h>

#include "probe_cache.h"
#include "scan.h"
#include "set_aside.h"
#include "sidecar.h"

namespace fs = std::filesystem;
using weft::Isolation;
using weft::Json;
using weft::LibraryFile;
using weft::ProbeCache;
using weft::ScannedLibrary;

namespace {

fs::path fixtureFile(const std::string& name) {
  return fs::path(WEFT_BUILD_DIR) / "tests" / "plugins" / name / (name + ".so");
}

void writeFile(const fs::path& path, const std::string& contents) { std::ofstream(path, std::ios::binary) << contents; }

std::string contentsOf(const fs::path& path) {
  auto text = weft::readFile(path);
  return text ? *std::move(text) : std::string();
}

LibraryFile fileAt(const fs::path& path) {
  return {path.string(), weft::FileIdentity::of(path.string()).value_or(weft::FileIdentity{}), {}};
}

void touch(const fs::path& path, time_t seconds) {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  QCOMPARE(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

const char* const crashed = "crashed in init(): Segmentation fault (SIGSEGV)";

}  // namespace

class TestHostScan : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void touchedFilesAreKnown();
  void refusalsAreKept();
  void damagedEntriesAreNone();
  void sidecarReplacesProbing();
  void sidecarsThatDoNotFit_data();
  void sidecarsThatDoNotFit();
  void sidecarIsNoTrial();
  void sidecarKnowsNoOtherLibraries();
  void setAsideLibrariesAreRefused();
  void describedAsItIs();
  void manyPlugins();

 private:
  weft::HostOptions options(Isolation isolation) const {
    weft::HostOptions options;
    options.folders = {plugins.string()};
    options.cacheFolder = cache.string();
    options.isolation = isolation;
    return options;
  }
  ScannedLibrary scanOne(Isolation isolation) const {
    auto all = weft::scanLibraries(options(isolation));
    return all.size() == 1 ? std::move(all[0]) : ScannedLibrary{};
  }
  // A library that cannot be used when it is tried, and a sidecar that says it is the small plugin.
  Json writeForgedSidecar(const char* fixture = "crash_init") const;

  std::unique_ptr<QTemporaryDir> m_folder;
  fs::path plugins, cache, library;
};

void TestHostScan::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  plugins = fs::path(m_folder->path().toStdString()) / "plugins";
  cache = fs::path(m_folder->path().toStdString()) / "cache";
  fs::create_directory(plugins);
  library = fs::canonical(plugins) / "one.so";
}

void TestHostScan::touchedFilesAreKnown() {
  fs::copy_file(fixtureFile("small"), library);
  const auto known = scanOne(Isolation::None);
  QVERIFY(known.probe && known.probe->record);
  const auto find = [&] {
    LibraryFile file = fileAt(library);
    return ProbeCache(cache.string()).find(file).has_value();
  };
  QVERIFY(find());
  touch(library, 1'000'000);
  QVERIFY(find());
  fs::copy_file(library, plugins / "copy");
  fs::rename(plugins / "copy", library);  // another inode, the same content
  QVERIFY(find());

  std::string other = contentsOf(library);
  other.back() = static_cast<char>(other.back() ^ 1);
  writeFile(library, other);  // the same size
  touch(library, 2'000'000);
  QVERIFY(!find());
  writeFile(library, other + "x");
  QVERIFY(!find());
}

void TestHostScan::refusalsAreKept() {
  fs::copy_file(fixtureFile("crash_init"), library);
  QCOMPARE(scanOne(Isolation::None).probe->refusal, std::string(crashed));
  LibraryFile file = fileAt(library);
  const auto known = ProbeCache(cache.string()).find(file);
  QVERIFY(known && known->tried);
  QCOMPARE(known->result.refusal, std::string(crashed));
  QVERIFY(!known->result.record);
}

void TestHostScan::damagedEntriesAreNone() {
  fs::copy_file(fixtureFile("small"), library);
  scanOne(Isolation::None);
  const fs::path cacheFile = cache / "plugins.json";
  const auto whole = weft::readJsonFile(cacheFile);
  QVERIFY(whole.ok());
  const auto find = [&](const Json& json) {
    writeFile(cacheFile, weft::dumpJson(json));
    LibraryFile file = fileAt(library);
    return ProbeCache(cache.string()).find(file).has_value();
  };
  QVERIFY(find(*whole));
  const auto damaged = [&](const char* key, const Json& value) {
    Json json = *whole;
    json["plugins"][library.string()][key] = value;
    return json;
  };
  QVERIFY(!find(damaged("file", Json::array({1, 2, 3, 4}))));
  QVERIFY(!find(damaged("file", "x")));
  QVERIFY(!find(damaged("hash", 7)));
  QVERIFY(!find(damaged("plugin", Json::object())));
  QVERIFY(!find(damaged("plugin", "x")));
  QVERIFY(!find(damaged("refusal", "both")));
  QVERIFY(!find(damaged("unknown", 1)));
  Json forged = *whole;
  forged["plugins"][library.string()]["plugin"]["nodes"][0]["doc"] = "\x1b[2J";
  QVERIFY(!find(forged));
  forged = *whole;
  forged["host"] = "0.0.9/1";
  QVERIFY(!find(forged));
}

Json TestHostScan::writeForgedSidecar(const char* fixture) const {
  fs::copy_file(fixtureFile(fixture), library, fs::copy_options::overwrite_existing);
  const auto described = weft::describeLibrary(fixtureFile("small").string(), 10);
  if (!described) return {};
  Json sidecar = *described;
  LibraryFile file = fileAt(library);
  weft::fillHash(file);
  sidecar["library"] = {{"file", "one.so"}, {"bytes", file.identity.size}, {"hash", file.hash}};
  writeFile(weft::sidecarOf(library.string()), weft::dumpJson(sidecar));
  return sidecar;
}

void TestHostScan::sidecarReplacesProbing() {
  QVERIFY(writeForgedSidecar().is_object());
  QCOMPARE(weft::sidecarOf("/a/b.c/one.so"), std::string("/a/b.c/one.weft.json"));
  for (int i = 0; i < 2; ++i) {  // from the file, and from the cache
    const auto scanned = scanOne(Isolation::ThirdParty);
    QVERIFY(scanned.fromSidecar);
    QVERIFY(scanned.probe && scanned.probe->record);
    QCOMPARE(scanned.probe->record->contents.types.at(0).id, std::string("org.example.small.Times"));
    fs::remove(weft::sidecarOf(library.string()));
  }
}

void TestHostScan::sidecarsThatDoNotFit_data() {
  QTest::addColumn<QString>("place");
  QTest::addColumn<QString>("value");
  const auto add = [](const char* place, const char* value) { QTest::newRow(place) << QString(place) << value; };
  add("/weft_plugin", "2");
  add("/abi", "\"0.1.9\"");
  add("/platform", "\"linux-z80\"");
  add("/library", "\"one.so\"");
  add("/library/hash", "\"0123456789abcdef0123456789abcdef\"");
  add("/library/hash", "\"\"");
  add("/library/bytes", "1");
  add("/library/bytes", "-1");
  add("/plugin", "null");
  add("/plugin/nodes/0/id", "\"org.example.other.Node\"");
  add("/more", "1");
  QTest::newRow("damaged") << QString() << QString("{\"weft_plugin\": 1,");
  QTest::newRow("array") << QString() << QString("[]");
  QTest::newRow("empty") << QString() << QString();
}

void TestHostScan::sidecarsThatDoNotFit() {
  QFETCH(QString, place);
  QFETCH(QString, value);
  Json sidecar = writeForgedSidecar();
  QVERIFY(sidecar.is_object());
  std::string text = value.toStdString();
  if (!place.isEmpty()) {
    sidecar[Json::json_pointer(place.toStdString())] = *weft::parseJson(text, "test");
    text = weft::dumpJson(sidecar);
  }
  writeFile(weft::sidecarOf(library.string()), text);
  const auto scanned = scanOne(Isolation::ThirdParty);
  QVERIFY(!scanned.fromSidecar);
  QCOMPARE(scanned.probe->refusal, std::string(crashed));
}

// A library that is to be loaded into this process is tried, whatever its sidecar says.
void TestHostScan::sidecarIsNoTrial() {
  QVERIFY(writeForgedSidecar().is_object());
  QVERIFY(scanOne(Isolation::ThirdParty).fromSidecar);
  const auto tried = scanOne(Isolation::None);
  QVERIFY(!tried.fromSidecar);
  QCOMPARE(tried.probe->refusal, std::string(crashed));
}

// What a library needs beside it may not have come along.
void TestHostScan::sidecarKnowsNoOtherLibraries() {
  QVERIFY(writeForgedSidecar("library_beside").is_object());
  const auto scanned = scanOne(Isolation::ThirdParty);
  QVERIFY(!scanned.fromSidecar);
  QCOMPARE(scanned.probe->refusal, std::string("needs the library libweft_absent.so, which was not found"));
}

void TestHostScan::setAsideLibrariesAreRefused() {
  fs::copy_file(fixtureFile("small"), library);
  QVERIFY(!scanOne(Isolation::ThirdParty).isSetAside);
  weft::SetAside record(cache.string());
  for (size_t i = 0; i < weft::SetAside::mostDeaths; ++i) record.countDeath(library.string(), "boredom");
  const auto scanned = scanOne(Isolation::ThirdParty);
  QVERIFY(scanned.isSetAside);
  QVERIFY2(scanned.file.refusal.find("boredom") != std::string::npos, scanned.file.refusal.c_str());
  const weft::Host host(options(Isolation::ThirdParty));
  QVERIFY(host.plugins().at(0).setAside);
  QCOMPARE(host.plugins()[0].refusal, scanned.file.refusal);
  touch(library, 1'000'000);
  QVERIFY(!scanOne(Isolation::ThirdParty).isSetAside);
}

void TestHostScan::describedAsItIs() {
  const fs::path good = fixtureFile("good");
  const auto described = weft::describeLibrary(good.string(), 10);
  QVERIFY2(described.ok(), described ? "" : described.error().message.c_str());
  LibraryFile file = fileAt(good);
  const auto& library = (*described)["library"];
  QCOMPARE(library["file"].get<std::string>(), std::string("good.so"));
  QCOMPARE(library["bytes"].get<uint64_t>(), file.identity.size);
  weft::fillHash(file);
  QCOMPARE(library["hash"].get<std::string>(), file.hash);
  QCOMPARE((*described)["plugin"]["nodes"].size(), size_t{5});
  const auto refused = weft::describeLibrary(fixtureFile("no_entry").string(), 10);
  QVERIFY(!refused);
  QVERIFY2(refused.error().message.find("weft_plugin_entry") != std::string::npos, refused.error().message.c_str());
}

// Two hundred plugins: each is tried once, and read from the cache in no time afterwards. The bounds are far from what
// either takes, and from what trying them again would.
void TestHostScan::manyPlugins() {
  constexpr int count = 200;
  const std::string small = contentsOf(fixtureFile("small"));
  for (int i = 0; i < count; ++i) {
    QByteArray copy = QByteArray::fromStdString(small);
    copy.replace("org.example.small", "org.example.s" + QByteArray::number(1000 + i));
    QFile file(QString::fromStdString((plugins / ("p" + std::to_string(1000 + i) + ".so")).string()));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(copy) == copy.size());
  }
  const auto scan = [&] {
    std::set<std::string> ids;
    for (const ScannedLibrary& one : weft::scanLibraries(options(Isolation::ThirdParty))) {
      if (one.probe && one.probe->record) ids.insert(one.probe->record->contents.types.at(0).id);
    }
    return ids;
  };
  QElapsedTimer timer;
  timer.start();
  const auto ids = scan();
  QCOMPARE(ids.size(), size_t{count});
  QVERIFY(ids.contains("org.example.s1199.Times"));
  QVERIFY2(timer.elapsed() < 60'000, "the first time");
  qint64 best = 60'000;
  for (int i = 0; i < 5; ++i) {
    timer.start();
    QVERIFY(scan() == ids);
    best = std::min(best, timer.elapsed());
  }
  QVERIFY2(best < 500, qPrintable(QString::number(best) + " ms"));
}

int main(int argc, char** argv) {
  int status = 0;
  if (weft::runChild(argc, argv, &status)) return status;
  TestHostScan test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_host_scan.moc"
