// Many processes share one folder of results, and are killed at any time.
#include <weft/exec/kept_results.h>
#include <QtTest>
#include <filesystem>
#include <memory>
#include <random>

#include "disk_cache.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

class TestCacheProcesses : public QObject {
  Q_OBJECT

 private slots:
  void killsNeitherBreakResultsNorTheLimit() {
    constexpr int processes = 12, kills = 150, rounds = 5;
    constexpr uint64_t limit = 1'000'000;
    QTemporaryDir temporary;
    const std::string folder = temporary.path().toStdString() + "/results";
    std::mt19937_64 random(5);
    std::vector<std::unique_ptr<QProcess>> users(processes);
    int killed = 0, ended = 0;
    uint64_t most = 0;
    const auto start = [&](std::unique_ptr<QProcess>& user) {
      user = std::make_unique<QProcess>();
      user->setProcessChannelMode(QProcess::MergedChannels);
      user->start(WEFT_BUILD_DIR "/tests/bin/cache_user",
                  {QString::fromStdString(folder), QString::number(limit), QString::number(random() % 1'000'000),
                   QString::number(rounds)});
    };
    for (auto& user : users) start(user);
    while (killed < kills) {
      QTest::qWait(static_cast<int>(random() % 20));
      most = std::max(most, bytesIn(folder));
      for (auto& user : users) {
        if (user->state() != QProcess::NotRunning) continue;
        QVERIFY2(user->exitStatus() == QProcess::NormalExit && user->exitCode() == 0, user->readAll().constData());
        ++ended;
        start(user);
      }
      auto& victim = users[random() % users.size()];
      victim->kill();
      QVERIFY(victim->waitForFinished());
      ++killed;
      start(victim);
    }
    for (auto& user : users) {
      QVERIFY(user->waitForFinished());
      QVERIFY2(user->exitStatus() == QProcess::NormalExit && user->exitCode() == 0, user->readAll().constData());
    }
    qInfo("%d killed, %d ended, at most %llu bytes", killed, ended, static_cast<unsigned long long>(most));
    QVERIFY2(most <= limit + limit / 10, std::to_string(most).c_str());
    QVERIFY(most > limit / 2);

    const VerifiedResults verified = verifyKeptResults(folder);
    QVERIFY2(verified.broken.empty(), verified.broken.empty() ? "" : verified.broken[0].c_str());
    QVERIFY(verified.good > 0);

    // What the killed ones left half-written goes once it is a little older.
    QTest::qWait(2100);
    clearKeptResults(folder);
    for (const auto& entry : fs::directory_iterator(folder)) QCOMPARE(entry.path().filename().string(), ".lock");
  }

 private:
  static uint64_t bytesIn(const std::string& folder) {
    uint64_t bytes = 0;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
      std::error_code gone;
      const uintmax_t size = fs::file_size(entry->path(), gone);
      if (!gone) bytes += size;
    }
    return bytes;
  }
};

QTEST_GUILESS_MAIN(TestCacheProcesses)
#include "test_cache_processes.moc"
