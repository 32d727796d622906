// Plugins that cannot be used are refused with their reason, and everything else goes on working.
#include <sys/stat.h>

#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <weft/base/files.h>
#include <weft/graph/node_instance.h>
#include <weft/host/host.h>

#include "build_id.h"
#include "probe.h"

namespace fs = std::filesystem;
using weft::Host;
using weft::HostOptions;
using weft::PluginInfo;

namespace {

fs::path fixtureFolder(const std::string& name) { return fs::path(WEFT_BUILD_DIR) / "tests" / "plugins" / name; }
fs::path fixtureFile(const std::string& name) { return fixtureFolder(name) / (name + ".so"); }

HostOptions optionsFor(const fs::path& folder) {
  HostOptions options;
  options.folders = {folder.string()};
  options.probeSeconds = 2;
  return options;
}

std::string contentsOf(const fs::path& path) {
  auto text = weft::readFile(path);
  return text ? *std::move(text) : std::string();
}

void writeFile(const fs::path& path, const std::string& contents) { std::ofstream(path, std::ios::binary) << contents; }

}  // namespace

class TestHostPlugins : public QObject {
  Q_OBJECT

 private slots:
  void refusals_data();
  void refusals();
  void brokenFiles_data();
  void brokenFiles();
  void goodPluginIsUsed();
  void othersGoOnWorking();
  void secondOfAnIdIsRefused();
  void oneFileFoundTwiceCountsOnce();
  void missingFoldersAreSkipped();
  void oddPathsAreNamed();
  void brokenDependencies_data();
  void brokenDependencies();
  void badMannersAreNoHarm_data();
  void badMannersAreNoHarm();
  void whatAProbedPluginStartsIsEnded();
  void builtInIsLoadedUntried();
  void whatRunsIsInTheBuildId();
  void probingIsRemembered();
  void passingRefusalsAreNotRemembered();
  void defaultFolders();
};

void TestHostPlugins::refusals_data() {
  QTest::addColumn<QString>("expected");
  const auto add = [](const char* name, const char* expected) { QTest::newRow(name) << QString(expected); };
  add("no_entry", "is a shared library, but no Weft plugin: it does not export the data symbol weft_plugin_entry");
  add("entry_is_function", "is no Weft plugin: weft_plugin_entry is not data");
  add("wrong_magic", "is no Weft plugin: the magic number of weft_plugin_entry is wrong");
  add("newer_minor", "was built for version 0.2.0 of the plugin ABI; this Weft has 0.1.0 and takes 0.1.x");
  add("older_minor", "was built for version 0.0.0 of the plugin ABI; this Weft has 0.1.0 and takes 0.1.x");
  add("newer_major", "was built for version 1.1.0 of the plugin ABI; this Weft has 0.1.0 and takes 0.1.x");
  add("small_entry", "its weft_plugin_entry has struct_size 24; it must be at least 48");
  add("huge_entry", "its weft_plugin_entry has struct_size 4096 but only 48 bytes");
  add("no_init", "its weft_plugin_entry has a null pointer for init or get_factory");
  add("no_factory", "get_factory() has no \"weft.node-factory/0\"");
  add("missing_doc", "node \"org.example.small.Times\": the documentation is missing (a null pointer)");
  add("bad_default",
      "node \"org.example.small.Times\": parameter \"factor\": the default 7 is outside its range 0 to 1");
  add("foreign_prefix",
      "the node id \"org.example.other.Node\" does not begin with the plugin's id and a dot, \"org.example.small.\"");
  add("bad_type", "node \"org.example.small.Times\": input \"value\": the type expression \"list<number\": ");
  add("bad_pointer", "crashed while it described its nodes: Segmentation fault (SIGSEGV)");
  add("undefined_symbol", "needs the symbol \"elsewhere::missingFunction(int)\", which no library provides");
  add("missing_library", "needs the library libweft_absent.so, which was not found");
  add("crash_constructor",
      "crashed while it was loaded (in a constructor of its static data): Segmentation fault (SIGSEGV)");
  add("throw_constructor", "crashed while it was loaded (in a constructor of its static data): Aborted (SIGABRT)");
  add("exit_constructor", "ended its process while it was loaded (in a constructor of its static data) with status 0");
  add("hang_constructor", "did not come back within 2 s while it was loaded (in a constructor of its static data)");
  add("kills_itself",
      "was ended by a signal while it was loaded (in a constructor of its static data): Killed (SIGKILL)");
  add("crash_init", "crashed in init(): Segmentation fault (SIGSEGV)");
  add("abort_init", "crashed in init(): Aborted (SIGABRT)");
  add("exit_init", "ended its process in init() with status 0");
  add("throw_init", "init() threw std::runtime_error: no licence found");
  add("hang_init", "did not come back within 2 s in init()");
  add("fail_init", "init() failed: the dongle is not plugged in");
  add("crash_factory", "crashed while it described its nodes: Segmentation fault (SIGSEGV)");
}

void TestHostPlugins::refusals() {
  QFETCH(QString, expected);
  const std::string name = QTest::currentDataTag();
  const Host host(optionsFor(fixtureFolder(name)));
  QCOMPARE(host.plugins().size(), size_t{1});
  const PluginInfo& info = host.plugins()[0];
  QCOMPARE(QString::fromStdString(info.path), QString::fromStdString(fs::canonical(fixtureFile(name)).string()));
  const QString refusal = QString::fromStdString(info.refusal);
  // What the type expression's parser says after the colon is its own affair.
  if (expected.endsWith(": "))
    QVERIFY2(refusal.startsWith(expected) && refusal != expected, info.refusal.c_str());
  else
    QCOMPARE(refusal, expected);
  QVERIFY(info.nodes.empty());
  QVERIFY(host.catalog().types().empty());
}

void TestHostPlugins::brokenFiles_data() {
  QTest::addColumn<QByteArray>("contents");
  QTest::addColumn<QString>("expected");
  const std::string whole = contentsOf(fixtureFile("small"));
  const auto add = [](const char* name, const std::string& contents, const char* expected) {
    QTest::newRow(name) << QByteArray::fromStdString(contents) << QString(expected);
  };
  const auto patched = [&](size_t at, char value) {
    std::string copy = whole;
    copy.at(at) = value;
    return copy;
  };
  add("empty", "", "is an empty file, not a shared library");
  add("text", "This is no library.\n", "is no shared library: not an ELF file");
  add("three bytes",
      "\x7f"
      "EL",
      "is no shared library: not an ELF file");
  add("header cut", whole.substr(0, 40), "is cut short: it has 40 bytes and should have at least 64");
  add("cut", whole.substr(0, whole.size() / 2), "is cut short: it has ");
  add("last byte missing", whole.substr(0, whole.size() - 1), "is cut short: it has ");
  add("32-bit", patched(4, 1), "is a 32-bit library; this Weft is 64-bit");
  add("big-endian", patched(5, 2), "is no shared library of this machine: its byte order or class differs");
  add("another processor", patched(18, 40), "is built for 32-bit ARM; this machine is ");
  add("object file", patched(16, 1), "is an ELF file, but no shared library");
  add("no segments", patched(56, 0), "is damaged: its program headers are not readable");
}

void TestHostPlugins::brokenFiles() {
  QFETCH(QByteArray, contents);
  QFETCH(QString, expected);
  QTemporaryDir folder;
  writeFile(fs::path(folder.path().toStdString()) / "broken.so", contents.toStdString());
  const Host host(optionsFor(folder.path().toStdString()));
  QCOMPARE(host.plugins().size(), size_t{1});
  QVERIFY2(QString::fromStdString(host.plugins()[0].refusal).startsWith(expected), host.plugins()[0].refusal.c_str());
}

void TestHostPlugins::goodPluginIsUsed() {
  const Host host(optionsFor(fixtureFolder("good")));
  QCOMPARE(host.plugins().size(), size_t{1});
  const PluginInfo& info = host.plugins()[0];
  QCOMPARE(info.refusal, std::string());
  QCOMPARE(info.id, std::string("org.example.good"));
  QCOMPARE(info.version, std::string("2.0.1"));
  QCOMPARE(info.vendor, std::string("Example"));
  QCOMPARE(info.url, std::string("https://example.org"));
  QCOMPARE(info.abi, std::string("0.1.0"));
  QVERIFY(!info.builtIn);
  const std::vector<std::string> nodes = {"org.example.good.Add", "org.example.good.Choose", "org.example.good.Wait",
                                          "org.example.good.Write", "org.example.good.Noise"};
  QCOMPARE(info.nodes, nodes);
  const weft::NodeType* add = host.catalog().find("org.example.good.Add");
  QVERIFY(add);
  QCOMPARE(add->label, std::string("Add"));
  QCOMPARE(add->behaviourVersion, 3u);
  QCOMPARE(add->pluginVersion, std::string("2.0.1"));
  QVERIFY(!add->buildId.empty());
  QCOMPARE(add->inputs.at(0).type.text(), std::string("number"));
  QVERIFY(add->inputs[0].has(WEFT_PORT_VARIADIC));

  // A newer patch of the same minor version fits.
  const Host newer(optionsFor(fixtureFolder("newer_patch")));
  QCOMPARE(newer.plugins().at(0).refusal, std::string());
  QCOMPARE(newer.plugins()[0].abi, std::string("0.1.99"));
}

// A pack's keys change with each library that its nodes run.
void TestHostPlugins::whatRunsIsInTheBuildId() {
  QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  fs::create_directory(root / "torch");
  const auto put = [&](const fs::path& name, const fs::path& from) {
    fs::copy_file(from, root / name, fs::copy_options::overwrite_existing);
  };
  const auto id = [&](bool builtIn = true) { return weft::buildIdOf({(root / "good.so").string(), builtIn}, "own"); };
  put("good.so", fixtureFile("good"));
  QCOMPARE(id(), std::string("own"));
  put("torch/libweft_nodes.so", fixtureFile("small"));
  QCOMPARE(id(), std::string("own"));  // a pack without a part of its own in torch/ runs none of it
  put("torch/good.so", fixtureFile("needs_torch"));
  std::set<std::string> ids{id()};
  put("torch/libtorch_cpu.so", fixtureFolder("torch_1") / "libtorch_cpu.so");
  ids.insert(id());
  put("torch/libtorch_cpu.so", fixtureFolder("torch_2") / "libtorch_cpu.so");
  ids.insert(id());
  put("torch/libweft_nodes.so", fixtureFile("twin"));
  ids.insert(id());
  QCOMPARE(ids.size(), size_t{4});
  std::string last = id();
  fs::create_directory(root / "vulkan");
  put("vulkan/good.so", fixtureFile("small"));
  put("vulkan/libweft_vulkan.so", fixtureFile("small"));
  QVERIFY(id() != last);
  last = id();
  put("vulkan/libweft_vulkan.so", fixtureFile("twin"));
  QVERIFY(id() != last);
  last = id();
  put("torch/good.so", fixtureFile("small"));
  QVERIFY(id() != last);
  QCOMPARE(id(false), std::string("own"));
}

void TestHostPlugins::othersGoOnWorking() {
  HostOptions options = optionsFor(fixtureFolder("crash_init"));
  for (const char* name : {"good", "throw_constructor", "wrong_magic"}) {
    options.folders.push_back(fixtureFolder(name).string());
  }
  const Host host(options);
  QCOMPARE(host.plugins().size(), size_t{4});
  size_t used = 0;
  for (const PluginInfo& info : host.plugins()) used += info.refusal.empty() ? 1 : 0;
  QCOMPARE(used, size_t{1});
  QVERIFY(host.catalog().find("org.example.good.Noise"));
}

void TestHostPlugins::secondOfAnIdIsRefused() {
  for (const bool twinFirst : {false, true}) {
    HostOptions options = optionsFor(fixtureFolder(twinFirst ? "twin" : "small"));
    options.folders.push_back(fixtureFolder(twinFirst ? "small" : "twin").string());
    const Host host(options);
    QCOMPARE(host.plugins().size(), size_t{2});
    const PluginInfo& first = host.plugins()[0];
    const PluginInfo& second = host.plugins()[1];
    QCOMPARE(first.refusal, std::string());
    QCOMPARE(second.refusal,
             "the plugin \"org.example.small\" was found earlier in " + first.path + ", and that one is used");
    QVERIFY(first.path != second.path);
    QCOMPARE(host.catalog().find("org.example.small.Times")->pluginPath, first.path);
  }
}

void TestHostPlugins::oneFileFoundTwiceCountsOnce() {
  QTemporaryDir folder;
  const fs::path link = fs::path(folder.path().toStdString()) / "another-name.so";
  fs::create_symlink(fixtureFile("small"), link);
  HostOptions options = optionsFor(fixtureFolder("small"));
  options.folders.push_back(folder.path().toStdString());
  options.folders.push_back(fixtureFolder("small").string() + "/../small");
  const Host host(options);
  QCOMPARE(host.plugins().size(), size_t{1});
  QCOMPARE(host.plugins()[0].refusal, std::string());
}

void TestHostPlugins::missingFoldersAreSkipped() {
  HostOptions options = optionsFor("/nowhere/at/all");
  options.folders.push_back(fixtureFile("small").string());  // a file where a folder is wanted
  options.folders.push_back("");
  const Host host(options);
  QVERIFY(host.plugins().empty());

  QTemporaryDir folder;
  const fs::path path = folder.path().toStdString();
  writeFile(path / "readme.txt", "not looked at");
  writeFile(path / ".hidden.so", "not looked at");
  QVERIFY(Host(optionsFor(path)).plugins().empty());
}

// What is called like a library and is no file at all.
void TestHostPlugins::oddPathsAreNamed() {
  QTemporaryDir folder;
  const fs::path path = folder.path().toStdString();
  fs::create_directory(path / "folder.so");
  fs::create_symlink("/nowhere/at/all.so", path / "dangling.so");
  fs::create_symlink("itself.so", path / "itself.so");
  fs::create_symlink("/dev/null", path / "device.so");
  QCOMPARE(::mkfifo((path / "pipe.so").c_str(), 0600), 0);
  std::map<std::string, std::string> found;
  const Host host(optionsFor(path));
  for (const PluginInfo& info : host.plugins()) {
    QCOMPARE(fs::path(info.path).parent_path().string(), path.string());
    found[fs::path(info.path).stem()] = info.refusal;
  }
  const std::map<std::string, std::string> expected = {
      {"folder", "is a folder, not a shared library"},
      {"dangling", "is a link to /nowhere/at/all.so, which does not exist"},
      {"itself", "is a link that leads back to itself"},
      {"device", "is a device, not a shared library"},
      {"pipe", "is a pipe (FIFO), not a shared library"}};
  QVERIFY(found == expected);
}

// A library that is whole but needs one that is not.
void TestHostPlugins::brokenDependencies_data() {
  QTest::addColumn<QString>("dependency");
  QTest::addColumn<QString>("expected");
  const auto file = [](const char* name, const char* library) {
    return QString::fromStdString((fixtureFolder(name) / library).string());
  };
  QTest::newRow("missing") << QString() << QString("needs the library libweft_absent.so, which was not found");
  QTest::newRow("empty") << QString("=") << QString("which is no shared library of this machine (file too short)");
  QTest::newRow("text") << QString("=" + QString(4096, 'x'))
                        << QString("which is no shared library of this machine (invalid ELF header)");
  QTest::newRow("another") << file("torch_1", "libtorch_cpu.so")
                           << QString("needs the symbol \"weft_absent\", which no library provides");
}

void TestHostPlugins::brokenDependencies() {
  QFETCH(QString, dependency);
  QFETCH(QString, expected);
  QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  fs::create_directory(root / "plugins");
  fs::copy_file(fixtureFile("library_beside"), root / "plugins" / "library_beside.so");
  const fs::path beside = root / "plugins" / "libweft_absent.so";
  if (dependency.startsWith('='))
    writeFile(beside, dependency.mid(1).toStdString());
  else if (!dependency.isEmpty())
    fs::copy_file(dependency.toStdString(), beside);
  const Host host(optionsFor(root / "plugins"));
  const auto& plugins = host.plugins();
  const auto found = std::find_if(plugins.begin(), plugins.end(), [](const PluginInfo& info) {
    return fs::path(info.path).filename() == "library_beside.so";
  });
  QVERIFY(found != plugins.end());
  QVERIFY2(QString::fromStdString(found->refusal).endsWith(expected), found->refusal.c_str());
}

// Whatever a library does to its process while it is loaded, it is known by what it says then.
void TestHostPlugins::badMannersAreNoHarm_data() {
  QTest::addColumn<int>("unused");
  for (const char* name : {"closes_all", "writes_all", "crashes_at_exit"}) QTest::newRow(name) << 0;
}

void TestHostPlugins::badMannersAreNoHarm() {
  const std::string path = fixtureFile(QTest::currentDataTag()).string();
  const auto results = weft::probePlugins({path}, 10);
  QCOMPARE(results.at(0).refusal, std::string());
  QCOMPARE(results[0].record->contents.id, std::string("org.example.small"));
}

void TestHostPlugins::whatAProbedPluginStartsIsEnded() {
  QTemporaryDir folder;
  const std::string file = folder.filePath("process").toStdString();
  qputenv("RUDE_FILE", file.c_str());
  const auto results = weft::probePlugins({fixtureFile("forks").string()}, 10);
  qunsetenv("RUDE_FILE");
  QCOMPARE(results.at(0).refusal, std::string());
  const std::string process = contentsOf(file);
  QVERIFY(!process.empty());
  // Gone, or waiting to be forgotten by whoever inherited it.
  const auto ended = [&] {
    const std::string status = contentsOf("/proc/" + process + "/stat");
    return status.empty() || status.find(") Z ") != std::string::npos;
  };
  QTRY_VERIFY(ended());
}

void TestHostPlugins::builtInIsLoadedUntried() {
  QTemporaryDir cache;
  HostOptions options = optionsFor(fixtureFolder("small"));
  options.builtInFolder = fixtureFolder("small").string();
  options.cacheFolder = cache.path().toStdString();
  const Host host(options);
  QVERIFY(host.plugins().at(0).builtIn);
  QCOMPARE(host.plugins()[0].refusal, std::string());
  QVERIFY(!fs::exists(fs::path(options.cacheFolder) / "plugins.json"));
}

void TestHostPlugins::probingIsRemembered() {
  QTemporaryDir cache, plugins;
  const fs::path folder = plugins.path().toStdString();
  const fs::path cacheFile = fs::path(cache.path().toStdString()) / "plugins.json";
  fs::copy_file(fixtureFile("hang_init"), folder / "hang.so");
  HostOptions options = optionsFor(folder);
  options.cacheFolder = cache.path().toStdString();
  options.probeSeconds = 1;

  const auto secondsOf = [&](std::string& refusal) {
    QElapsedTimer timer;
    timer.start();
    const Host host(options);
    refusal = host.plugins().at(0).refusal;
    return static_cast<double>(timer.elapsed()) / 1000;
  };
  std::string first, second, third;
  QVERIFY(secondsOf(first) >= 1);
  QCOMPARE(first, std::string("did not come back within 1 s in init()"));
  QVERIFY(fs::exists(cacheFile));
  QVERIFY2(secondsOf(second) < 0.5, "probed again");
  QCOMPARE(second, first);

  // Another file of that name is another plugin.
  fs::remove(folder / "hang.so");
  fs::copy_file(fixtureFile("crash_init"), folder / "hang.so");
  secondsOf(third);
  QCOMPARE(third, std::string("crashed in init(): Segmentation fault (SIGSEGV)"));

  for (const char* damage : {"", "{", "[]", "{\"host\": 1}", "{\"plugins\": {\"x\": [1, 2]}}"}) {
    writeFile(cacheFile, damage);
    secondsOf(third);
    QCOMPARE(third, std::string("crashed in init(): Segmentation fault (SIGSEGV)"));
  }
}

void TestHostPlugins::passingRefusalsAreNotRemembered() {
  QTemporaryDir cache;
  HostOptions options = optionsFor(fixtureFolder("missing_library"));
  options.cacheFolder = cache.path().toStdString();
  QVERIFY(!Host(options).plugins().at(0).refusal.empty());
  QVERIFY(!fs::exists(fs::path(options.cacheFolder) / "plugins.json"));
}

void TestHostPlugins::defaultFolders() {
  qputenv("WEFT_PLUGIN_PATH", "/second:/third:");
  qputenv("XDG_DATA_HOME", "/data");
  qputenv("WEFT_CACHE", "/cache/weft");
  const HostOptions options = weft::defaultHostOptions({"/first"});
  const std::string builtIn = fs::path(QCoreApplication::applicationDirPath().toStdString()).parent_path() / "lib/weft";
  const std::vector<std::string> expected = {"/first", "/second", "/third", "/data/weft/plugins", builtIn};
  QCOMPARE(options.folders, expected);
  QCOMPARE(options.builtInFolder, builtIn);
  QCOMPARE(options.cacheFolder, std::string("/cache/weft"));

  qunsetenv("WEFT_PLUGIN_PATH");
  qunsetenv("WEFT_CACHE");
  qputenv("XDG_DATA_HOME", "relative");  // to be ignored
  qputenv("XDG_CACHE_HOME", "/caches");
  qputenv("HOME", "/home/someone");
  const HostOptions others = weft::defaultHostOptions({});
  QCOMPARE(others.folders.at(0), std::string("/home/someone/.local/share/weft/plugins"));
  QCOMPARE(others.cacheFolder, std::string("/caches/weft"));
}

int main(int argc, char** argv) {
  int status = 0;
  if (weft::runChild(argc, argv, &status)) return status;
  const QCoreApplication application(argc, argv);
  TestHostPlugins test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_host_plugins.moc"
