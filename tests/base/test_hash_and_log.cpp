#include <unistd.h>

#include <QtTest>
#include <limits>
#include <set>

#include "weft/base/hash.h"
#include "weft/base/log.h"

using namespace weft;

namespace {

// What `work` writes to standard error.
template <typename Work>
QString standardError(Work work) {
  QTemporaryFile file;
  if (!file.open()) return {};
  const int kept = ::dup(2);
  ::dup2(file.handle(), 2);
  work();
  std::fflush(stderr);
  ::dup2(kept, 2);
  ::close(kept);
  file.seek(0);
  return QString::fromUtf8(file.readAll());
}

}  // namespace

class TestHashAndLog : public QObject {
  Q_OBJECT

 private slots:
  void knownValues() {
    // Published test value of XXH3-128 for no input.
    QCOMPARE(hashBytes("", 0).hex(), std::string("99aa06d3014798d86001c324468d497f"));
    QCOMPARE(Hasher().finish().hex(), std::string("99aa06d3014798d86001c324468d497f"));
    QCOMPARE(Hasher().addBytes("abc", 3).finish(), hashBytes("abc", 3));
  }

  void piecesMakeTheWhole() {
    const std::string text(5000, 'x');
    Hasher hasher;
    for (size_t i = 0; i < text.size(); i += 7) hasher.addBytes(text.data() + i, std::min<size_t>(7, text.size() - i));
    QCOMPARE(hasher.finish(), hashBytes(text.data(), text.size()));
  }

  void differentValuesDiffer() {
    std::vector<Hash128> all = {
        Hasher().finish(),
        Hasher().add("").finish(),
        Hasher().add("ab").add("c").finish(),
        Hasher().add("a").add("bc").finish(),
        Hasher().add("abc").finish(),
        Hasher().add(1).finish(),
        Hasher().add(1u).finish(),
        Hasher().add(1.0).finish(),
        Hasher().add(true).finish(),
        Hasher().add("1").finish(),
        Hasher().add(0.0).finish(),
        Hasher().add(-0.0).finish(),
        Hasher().add(std::numeric_limits<double>::quiet_NaN()).finish(),
        Hasher().add(-1).finish(),
        Hasher().add(UINT64_MAX).finish(),
        Hasher().add(Hash128{1, 2}).finish(),
        Hasher().add(Hash128{2, 1}).finish(),
    };
    QCOMPARE(std::set<Hash128>(all.begin(), all.end()).size(), all.size());
  }

  void sameValuesAgree() {
    QCOMPARE(Hasher().add(int32_t{-7}).finish(), Hasher().add(int64_t{-7}).finish());
    QCOMPARE(Hasher().add(0.5f).finish(), Hasher().add(0.5).finish());
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(Hasher().add(nan).finish(), Hasher().add(nan).finish());
    Hasher hasher;
    hasher.add("a");
    const Hash128 first = hasher.finish();
    QCOMPARE(hasher.finish(), first);
    QVERIFY(hasher.add("b").finish() != first);
  }

  void logFollowsItsSetting() {
    QCOMPARE(configureLog("exec:debug,host:off,info"), std::string());
    QVERIFY(logEnabled("exec", LogLevel::Debug) && !logEnabled("exec", LogLevel::Trace));
    QVERIFY(!logEnabled("host", LogLevel::Error));
    QVERIFY(logEnabled("plan", LogLevel::Info) && !logEnabled("plan", LogLevel::Debug));
    const QString shown = standardError([] {
      logDebug("exec", "one\ntwo \x1b[31m");
      logDebug("plan", "hidden");
      log("host", LogLevel::Error, "hidden");
    });
    QVERIFY2(shown.contains("debug: exec: one\\u000atwo \\u001b[31m"), qPrintable(shown));
    QCOMPARE(shown.count('\n'), 1);
    QVERIFY(!shown.contains("hidden"));
  }

  void logNamesWhatItCannotRead() {
    QCOMPARE(configureLog("exec:loud,,plan:debug,nonsense"), std::string("exec:loud,nonsense"));
    QVERIFY(logEnabled("plan", LogLevel::Debug));
    QCOMPARE(configureLog(""), std::string());
    QVERIFY(logEnabled("plan", LogLevel::Warn) && !logEnabled("plan", LogLevel::Info));
  }
};

QTEST_APPLESS_MAIN(TestHashAndLog)
#include "test_hash_and_log.moc"
