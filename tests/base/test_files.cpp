#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "weft/base/atomic_file.h"
#include "weft/base/files.h"
#include "weft/base/paths.h"

using namespace weft;
namespace fs = std::filesystem;

namespace {

std::string text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

void put(const fs::path& path, const std::string& content) { std::ofstream(path, std::ios::binary) << content; }

std::set<std::string> names(const fs::path& folder) {
  std::set<std::string> all;
  for (const auto& entry : fs::directory_iterator(folder)) all.insert(entry.path().filename().string());
  return all;
}

Result<fs::path> save(const OutputFolder& folder, const std::string& name, const std::string& content) {
  auto file = AtomicFile::create(folder, name);
  if (!file) return file.error();
  if (auto written = file->write(content); !written) return written.error();
  return file->publish();
}

}  // namespace

class TestFiles : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> m_temporary;
  fs::path m_root;

 private slots:
  void init() {
    m_temporary = std::make_unique<QTemporaryDir>();
    m_root = m_temporary->path().toStdString();
  }

  void publishNumbersAndOverwritesNothing() {
    const auto folder = OutputFolder::open(m_root / "out");
    QVERIFY(folder.ok());
    QCOMPARE(save(*folder, "a.png", "1")->filename(), fs::path("a.png"));
    QCOMPARE(save(*folder, "a.png", "2")->filename(), fs::path("a-2.png"));
    QCOMPARE(*save(*folder, "a.png", "3"), m_root / "out" / "a-3.png");
    QCOMPARE(save(*folder, "no extension", "4")->filename(), fs::path("no extension"));
    QCOMPARE(save(*folder, "no extension", "5")->filename(), fs::path("no extension-2"));
    QCOMPARE(*save(*folder, "deep/er/a.png", "6"), m_root / "out/deep/er/a.png");
    QCOMPARE(text(m_root / "out/a.png"), std::string("1"));
    QCOMPARE(text(m_root / "out/a-2.png"), std::string("2"));
    QVERIFY((names(m_root / "out") ==
             std::set<std::string>{"a.png", "a-2.png", "a-3.png", "no extension", "no extension-2", "deep"}));
  }

  void longNamesGiveWayToTheNumber() {
    const auto folder = OutputFolder::open(m_root);
    std::string name;
    for (int i = 0; i < 125; ++i) name += "é";
    name += "x.png";  // 255 bytes
    QCOMPARE(save(*folder, name, "1")->filename().string(), name);
    const auto second = save(*folder, name, "2");
    QVERIFY2(second.ok(), second.ok() ? "" : second.error().message.c_str());
    QVERIFY(second->filename().string().size() <= longestFileName);
    QVERIFY(second->filename().string().ends_with("é-2.png"));
    QCOMPARE(text(m_root / name), std::string("1"));
  }

  void unfinishedFilesLeaveNothing() {
    const auto folder = OutputFolder::open(m_root);
    {
      auto file = AtomicFile::create(*folder, "a.png");
      QVERIFY(file.ok());
      QVERIFY(file->write("half").ok());
      QCOMPARE(names(m_root).size(), size_t{1});
      QVERIFY(!names(m_root).contains("a.png"));
      QCOMPARE(text(file->path()), std::string("half"));
      AtomicFile moved = std::move(*file);
      QVERIFY(moved.write("more").ok());
    }
    QVERIFY(names(m_root).empty());
  }

  void replaceTakesThePlace() {
    const auto folder = OutputFolder::open(m_root);
    put(m_root / "curve.png", "old");
    for (const char* content : {"new", "newer"}) {
      auto file = AtomicFile::create(*folder, "curve.png");
      QVERIFY(file->write(content).ok());
      QCOMPARE(text(m_root / "curve.png"), std::string(content == std::string("new") ? "old" : "new"));
      QCOMPARE(*file->replace(Sync::Yes), m_root / "curve.png");
      QCOMPARE(text(m_root / "curve.png"), std::string(content));
    }
    QCOMPARE(names(m_root).size(), size_t{1});
  }

  void aTakenTemporaryNameIsPassedOver() {
    // As another library of this process, which counts for itself, may take it.
    const auto folder = OutputFolder::open(m_root);
    std::string name = AtomicFile::create(*folder, "a")->path().filename().string();
    const size_t number = name.rfind('-') + 1;
    const int next = std::stoi(name.substr(number)) + 1;
    put(m_root / (name.substr(0, number) + std::to_string(next) + ".part"), "another's");
    const auto file = AtomicFile::create(*folder, "a");
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QCOMPARE(text(m_root / (name.substr(0, number) + std::to_string(next) + ".part")), std::string("another's"));
  }

  void writersMayUseThePath() {
    const auto folder = OutputFolder::open(m_root);
    auto file = AtomicFile::create(*folder, "a.txt");
    put(file->path(), "by path");
    QCOMPARE(text(*file->publish(Sync::Yes)), std::string("by path"));
  }

  void linksAreNotFollowed() {
    fs::create_directory(m_root / "outside");
    fs::create_directory(m_root / "out");
    fs::create_directory_symlink(m_root / "outside", m_root / "out/link");
    put(m_root / "outside/target.png", "kept");
    fs::create_symlink(m_root / "outside/target.png", m_root / "out/a.png");
    fs::create_symlink(m_root / "outside/new.png", m_root / "out/dangling.png");
    fs::create_hard_link(m_root / "outside/target.png", m_root / "out/hard.png");
    put(m_root / "out/file", "");
    const auto folder = OutputFolder::open(m_root / "out");
    for (const char* name : {"link/a.png", "link/deep/a.png", "file/a.png"}) {
      const auto saved = save(*folder, name, "x");
      QVERIFY(!saved.ok());
      QCOMPARE(saved.error().code, ErrorCode::Io);
      QVERIFY2(saved.error().message.find("is a link or a file") != std::string::npos, saved.error().message.c_str());
    }
    QCOMPARE(save(*folder, "a.png", "x")->filename(), fs::path("a-2.png"));
    QCOMPARE(save(*folder, "dangling.png", "x")->filename(), fs::path("dangling-2.png"));
    for (const char* name : {"a.png", "hard.png"}) {
      auto file = AtomicFile::create(*folder, name);
      QVERIFY(file->write("replaced").ok());
      QVERIFY(file->replace().ok());
      QCOMPARE(text(m_root / "out" / name), std::string("replaced"));
    }
    QCOMPARE(text(m_root / "outside/target.png"), std::string("kept"));
    QCOMPARE(names(m_root / "outside").size(), size_t{1});
  }

  void theOutputFolderItselfMayBeALink() {
    fs::create_directory(m_root / "real");
    fs::create_directory_symlink(m_root / "real", m_root / "out");
    QVERIFY(save(*OutputFolder::open(m_root / "out"), "a.png", "x").ok());
    QVERIFY(fs::exists(m_root / "real/a.png"));
    put(m_root / "file", "");
    const auto folder = OutputFolder::open(m_root / "file");
    QVERIFY(!folder.ok());
    QCOMPARE(folder.error().code, ErrorCode::Io);
    QVERIFY(!OutputFolder::open("/proc/nothing/out").ok());
  }

  void outputNames_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("message");  // empty: accepted
    const auto row = [](const char* title, const QByteArray& name, const char* message) {
      QTest::newRow(title) << name << QByteArray(message);
    };
    row("plain", "a.png", "");
    row("folder", "run/a.png", "");
    row("spaces and letters", "größe – 1 (😀).png", "");
    row("dots", "..a..png", "");
    row("hidden", ".hidden", "");
    row("format string", "%s%n", "");
    row("255 bytes", QByteArray(255, 'a'), "");
    row("empty", "", "is empty");
    row("absolute", "/etc/passwd", "is absolute");
    row("double slash", "//a", "is absolute");
    row("dot", ".", "may not have \".\"");
    row("dot dot", "..", "may not have \"..\"");
    row("out", "../a.png", "may not have \"..\"");
    row("out in the middle", "a/../../b.png", "may not have \"..\"");
    row("out at the end", "a/..", "may not have \"..\"");
    row("dot in the middle", "a/./b", "may not have \".\"");
    row("empty part", "a//b", "has an empty part");
    row("trailing slash", "a/", "has an empty part");
    row("NUL", QByteArray("a\0.png", 6), "control character");
    row("newline", "a\nb", "control character");
    row("escape", "\x1b[31m", "control character");
    row("delete", "\x7f", "control character");
    row("invalid UTF-8", "a\xff", "not valid UTF-8");
    row("256 bytes", QByteArray(256, 'a'), "a part of 256 bytes");
    row("256 bytes in a folder", QByteArray(256, 'a') + "/b", "a part of 256 bytes");
    row("5,000 bytes", QByteArray("a/").repeated(2500) + "b", "longer than 4000 bytes");
  }
  void outputNames() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, message);
    const auto checked = checkOutputName(name.toStdString());
    QCOMPARE(checked.ok(), message.isEmpty());
    if (message.isEmpty()) return;
    QCOMPARE(checked.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(QByteArray::fromStdString(checked.error().message).contains(message), checked.error().message.c_str());
    QVERIFY(!AtomicFile::create(*OutputFolder::open(m_root), name.toStdString()).ok());
    QVERIFY(names(m_root).empty());
  }

  void inputPaths() {
    fs::create_directories(m_root / "models/sub");
    fs::create_directories(m_root / "models-other");
    put(m_root / "models/a.bin", "a");
    put(m_root / "models/sub/b.bin", "b");
    put(m_root / "secret", "s");
    put(m_root / "models-other/c", "c");
    fs::create_symlink(m_root / "secret", m_root / "models/leaves");
    fs::create_symlink("sub/b.bin", m_root / "models/stays");
    fs::create_symlink("loop", m_root / "models/loop");
    fs::create_directory_symlink(m_root, m_root / "models/up");
    QCOMPARE(::mkfifo((m_root / "models/pipe").c_str(), 0600), 0);
    const auto resolve = [&](std::string_view name) { return resolveBelow(m_root / "models", name); };
    QCOMPARE(*resolve("a.bin"), fs::canonical(m_root / "models/a.bin"));
    QCOMPARE(*resolve("sub/../a.bin"), fs::canonical(m_root / "models/a.bin"));
    QCOMPARE(*resolve("stays"), fs::canonical(m_root / "models/sub/b.bin"));
    const std::vector<std::tuple<std::string, ErrorCode, std::string>> refused = {
        {"", ErrorCode::InvalidArgument, "is empty"},
        {std::string("a\0", 2), ErrorCode::InvalidArgument, "NUL"},
        {"/etc/passwd", ErrorCode::InvalidArgument, "is absolute"},
        {"../secret", ErrorCode::InvalidArgument, "leads out of"},
        {"../models-other/c", ErrorCode::InvalidArgument, "leads out of"},
        {"../missing", ErrorCode::InvalidArgument, "leads out of"},
        {"sub/../../secret", ErrorCode::InvalidArgument, "leads out of"},
        {"leaves", ErrorCode::InvalidArgument, "leads out of"},
        {"up/secret", ErrorCode::InvalidArgument, "leads out of"},
        {"missing", ErrorCode::NotFound, "does not exist in"},
        {"a.bin/x", ErrorCode::NotFound, "does not exist in"},
        {"sub", ErrorCode::BadFile, "is a folder"},
        {"pipe", ErrorCode::BadFile, "is not a regular file"},
        {"loop", ErrorCode::BadFile, "cannot be opened"},
        {std::string(300, 'x'), ErrorCode::BadFile, "cannot be opened"},
    };
    for (const auto& [name, code, message] : refused) {
      const auto resolved = resolve(name);
      QVERIFY2(!resolved.ok(), name.c_str());
      QVERIFY2(resolved.error().message.find(message) != std::string::npos, resolved.error().message.c_str());
      QCOMPARE(resolved.error().code, code);
    }
    QCOMPARE(resolveBelow(m_root / "nowhere", "a").error().code, ErrorCode::NotFound);
    QCOMPARE(resolveBelow("/dev", "zero").error().code, ErrorCode::BadFile);
  }

  void insideOrOutside() {
    fs::create_directories(m_root / "a/b");
    fs::create_directories(m_root / "ab");
    fs::create_directory_symlink(m_root / "ab", m_root / "a/link");
    QVERIFY(isInside(m_root / "a", m_root / "a/b"));
    QVERIFY(isInside(m_root / "a", m_root / "a"));
    QVERIFY(!isInside(m_root / "a", m_root / "ab"));
    QVERIFY(!isInside(m_root / "a", m_root / "a/link"));
    QVERIFY(!isInside(m_root / "a", m_root / "a/missing"));
    QVERIFY(isInside("/", m_root));
  }

  void reading() {
    put(m_root / "a", "hello");
    QCOMPARE(*readFile(m_root / "a"), std::string("hello"));
    QCOMPARE(readFile(m_root / "a", 4).error().code, ErrorCode::BadFile);
    QVERIFY(readFile(m_root / "a", 5).ok());
    for (const fs::path& path : {m_root, m_root / "missing", fs::path("/dev/zero"), fs::path("/dev/null")}) {
      QCOMPARE(readFile(path).error().code, ErrorCode::BadFile);
    }
    const auto file = openRegularFile(m_root / "a");
    std::string buffer(3, ' ');
    QVERIFY(readAt(file->handle.get(), 1, buffer.data(), 3, "a").ok());
    QCOMPARE(buffer, std::string("ell"));
    QVERIFY(!readAt(file->handle.get(), 3, buffer.data(), 3, "a").ok());
  }

  void processesShareAName() {
    constexpr int processes = 8, each = 25;
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
      const pid_t child = ::fork();
      QVERIFY(child >= 0);
      if (child == 0) {
        auto folder = OutputFolder::open(m_root / "out");
        bool good = folder.ok();
        for (int n = 0; good && n < each; ++n) {
          good = save(*folder, "a.png", std::to_string(i) + "." + std::to_string(n)).ok();
        }
        ::_exit(good ? 0 : 1);
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = -1;
      ::waitpid(child, &status, 0);
      QCOMPARE(status, 0);
    }
    std::set<std::string> contents;
    for (const std::string& name : names(m_root / "out")) contents.insert(text(m_root / "out" / name));
    QCOMPARE(contents.size(), size_t{processes * each});
    QVERIFY(names(m_root / "out").contains("a-" + std::to_string(processes * each) + ".png"));
  }

  void aFullDiskLeavesNothing() {
    // A child, since the limit holds for its process.
    const pid_t child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit = {4096, 4096};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      auto saved = save(*OutputFolder::open(m_root), "a.png", std::string(10'000, 'x'));
      ::_exit(!saved.ok() && saved.error().code == ErrorCode::Io ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    QCOMPARE(status, 0);
    QVERIFY(names(m_root).empty());
  }

  void anEndingProcessRemovesItsTemporaryFiles() {
    // A child, since no file can be made afterwards.
    const pid_t child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0) {
      auto folder = OutputFolder::open(m_root);
      auto first = AtomicFile::create(*folder, "a.png"), second = AtomicFile::create(*folder, "sub/b.png");
      auto done = save(*folder, "done.png", "x");
      bool good = first.ok() && second.ok() && done.ok() && fs::exists(first->path());
      // As another library of this process would leave it, and as another process would.
      const std::string name = first->path().filename().string();
      put(m_root / "sub" / (name.substr(0, name.rfind('-')) + "-77.part"), "");
      put(m_root / "sub" / (".weft-1" + name.substr(5)), "");
      std::thread([&] { removeTemporaryFiles(m_root); }).join();
      good = good && !fs::exists(first->path()) && !fs::exists(second->path()) && fs::exists(*done);
      const auto late = AtomicFile::create(*folder, "late.png");
      good = good && !late.ok() && late.error().code == ErrorCode::Cancelled && !first->publish().ok();
      ::_exit(good ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    QCOMPARE(status, 0);
    QVERIFY((names(m_root) == std::set<std::string>{"done.png", "sub"}));
    QCOMPARE(names(m_root / "sub").size(), size_t{1});
    QVERIFY(names(m_root / "sub").begin()->starts_with(".weft-1-"));
  }
};

QTEST_APPLESS_MAIN(TestFiles)
#include "test_files.moc"
