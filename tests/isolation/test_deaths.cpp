// What becomes of nodes whose plugin takes its process down, and of the others.
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include <csignal>

#include <weft/graph/node_instance.h>
#include <weft/host/host.h>

#include "fake_call.h"

namespace fs = std::filesystem;
using namespace weft;
using Clock = std::chrono::steady_clock;

namespace {

constexpr const char* deadly = "org.example.deadly.Die";

HostOptions optionsFor(const char* plugin) {
  HostOptions options;
  options.folders = {(fs::path(WEFT_BUILD_DIR) / "tests/plugins" / plugin).string()};
  options.isolation = Isolation::ThirdParty;
  return options;
}

// A host of its own, so that deaths in one test do not count in another.
class DeadlyHost {
 public:
  explicit DeadlyHost(double nodeTimeout = 0, const QString& cache = {}) : m_host(options(nodeTimeout, cache)) {}
  const NodeType& type() const {
    const NodeType* found = m_host.catalog().find(deadly);
    if (!found) qFatal("the plugin is not there: %s", m_host.plugins().at(0).refusal.c_str());
    return *found;
  }
  const Host& host() const { return m_host; }

 private:
  static HostOptions options(double nodeTimeout, const QString& cache) {
    HostOptions options = optionsFor("deadly");
    options.nodeTimeout = nodeTimeout;
    options.cacheFolder = cache.toStdString();
    return options;
  }
  const Host m_host;
};

// One call of a node that dies in a way, or of one that lives.
class DeadlyCall : public FakeCall {
 public:
  DeadlyCall(const NodeType& type, const char* how, double after = 0) : FakeCall(type) {
    parameters[0] = Value::string(how);
    parameters[2] = Value::number(after);
  }
  Result<CallOutcome> run(const NodeType& type) {
    auto made = type.create();
    return made ? (*made)->process(*this) : made.error();
  }
};

QString messageOf(const Result<CallOutcome>& outcome) {
  return outcome ? QString("it did not fail") : QString::fromStdString(outcome.error().message);
}

bool lives(const NodeType& type) {
  DeadlyCall call(type, "none");
  const auto outcome = call.run(type);
  if (!outcome) qWarning("%s", outcome.error().message.c_str());
  return outcome.ok();
}

// The worker: this process has no other child. 0: none yet.
int onlyChild() {
  int child = 0;
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    std::ifstream children(task.path() / "children");
    if (children >> child) break;
  }
  return child;
}

size_t openFiles() {
  return static_cast<size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

}  // namespace

class TestDeaths : public QObject {
  Q_OBJECT

 private slots:
  void dyingFailsTheNode_data();
  void dyingFailsTheNode();
  void dyingInAQuestion();
  void dyingInTheConstructor_data();
  void dyingInTheConstructor();
  void dyingInTheDestructor();
  void killedFromOutside();
  void theOthersAreRepeated_data();
  void theOthersAreRepeated();
  void cancelledInTime();
  void timeout();
  void setAsideAfterThree();
  void nothingLeaks();
};

void TestDeaths::dyingFailsTheNode_data() {
  QTest::addColumn<QString>("message");
  const auto row = [](const char* how, const char* message) {
    QTest::newRow(how) << QString("the plugin org.example.deadly ") + message;
  };
  row("segfault", "crashed: Segmentation fault (SIGSEGV)");
  row("abort", "crashed: Aborted (SIGABRT)");
  row("divide", "crashed: Floating point exception (SIGFPE)");
  row("illegal", "crashed: Illegal instruction (SIGILL)");
  row("bus", "crashed: Bus error (SIGBUS)");
  row("overflow", "crashed: Segmentation fault (SIGSEGV)");
  row("terminate", "crashed: Aborted (SIGABRT)");
  row("thread", "crashed: Segmentation fault (SIGSEGV)");
  row("exit", "ended its process with exit status 3");
  row("leave", "ended its process with exit status 4");
  row("killed", "was killed, for lack of memory or from outside: Killed (SIGKILL)");
  row("close", "has closed its connection; its process was ended");
  row("babble", "sent a message that makes no sense; its process was ended");
}

void TestDeaths::dyingFailsTheNode() {
  QFETCH(QString, message);
  const DeadlyHost host;
  DeadlyCall call(host.type(), QTest::currentDataTag());
  const auto outcome = call.run(host.type());
  QCOMPARE(messageOf(outcome), message);
  QVERIFY(outcome.error().code == ErrorCode::Internal);
  const auto start = Clock::now();
  QVERIFY(lives(host.type()));
  QVERIFY(Clock::now() - start < std::chrono::seconds(5));
}

void TestDeaths::dyingInAQuestion() {
  const DeadlyHost host;
  NodeQuestion question;
  for (const ParameterType& parameter : host.type().parameters) question.parameters.push_back(parameter.defaultValue);
  QVERIFY(host.type().infer(question).ok());
  question.parameters[1] = Value::string("segfault");
  const auto inferred = host.type().infer(question);
  QVERIFY(!inferred);
  QCOMPARE(inferred.error().message,
           std::string("infer(): the plugin org.example.deadly crashed: Segmentation fault (SIGSEGV)"));
  QVERIFY(lives(host.type()));
}

void TestDeaths::dyingInTheConstructor_data() {
  QTest::addColumn<QString>("message");
  QTest::newRow("segfault") << "the plugin org.example.deadly crashed: Segmentation fault (SIGSEGV)";
  QTest::newRow("exit") << "the plugin org.example.deadly ended its process with exit status 3";
}

void TestDeaths::dyingInTheConstructor() {
  QFETCH(QString, message);
  const DeadlyHost host;
  qputenv("DEADLY_CREATE", QTest::currentDataTag());
  DeadlyCall call(host.type(), "none");
  const auto outcome = call.run(host.type());
  qunsetenv("DEADLY_CREATE");
  QCOMPARE(messageOf(outcome), message);
  QVERIFY(lives(host.type()));
}

void TestDeaths::dyingInTheDestructor() {
  const DeadlyHost host;
  qputenv("DEADLY_DESTROY", "segfault");
  const bool worked = lives(host.type());  // what it made is there
  qunsetenv("DEADLY_DESTROY");
  QVERIFY(worked);
  QVERIFY(lives(host.type()));
}

void TestDeaths::killedFromOutside() {
  const DeadlyHost host;
  DeadlyCall call(host.type(), "hang");
  std::thread killer([] {
    for (int tries = 0; tries < 500; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      if (const int child = onlyChild(); child > 0 && tries > 20) {
        ::kill(child, SIGTERM);
        return;
      }
    }
  });
  const auto outcome = call.run(host.type());
  killer.join();
  QCOMPARE(messageOf(outcome), QString("the plugin org.example.deadly was stopped from outside: Terminated (SIGTERM)"));
  QVERIFY(lives(host.type()));
}

void TestDeaths::theOthersAreRepeated_data() {
  QTest::addColumn<QString>("how");
  QTest::newRow("whose crash it was is known") << "segfault";
  QTest::newRow("whose exit it was is known") << "exit";
  QTest::newRow("it is found out") << "leave";
}

void TestDeaths::theOthersAreRepeated() {
  QFETCH(QString, how);
  const DeadlyHost host;
  const NodeType& type = host.type();
  QVERIFY(lives(type));
  constexpr size_t count = 4;
  std::array<QString, count> messages;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      const bool dies = i == 1;
      DeadlyCall call(type, dies ? how.toUtf8().constData() : "none", dies ? 0.3 : 0.6);
      call.inputs[0] = {Value::number(static_cast<double>(i))};
      const auto outcome = call.run(type);
      messages[i] = outcome ? QString::number(call.outputs.at(0).asNumber().value_or(-1)) : messageOf(outcome);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < count; ++i) {
    if (i == 1) {
      QVERIFY2(messages[i].startsWith("the plugin org.example.deadly "), qPrintable(messages[i]));
    } else {
      QCOMPARE(messages[i], QString::number(i));
    }
  }
}

void TestDeaths::cancelledInTime() {
  const DeadlyHost host;
  DeadlyCall call(host.type(), "hang");
  call.isCancelled = true;
  const auto start = Clock::now();
  const auto outcome = call.run(host.type());
  QVERIFY(Clock::now() - start < std::chrono::seconds(20));
  QVERIFY(!outcome);
  QVERIFY(outcome.error().code == ErrorCode::Cancelled);
  QVERIFY(lives(host.type()));
}

void TestDeaths::timeout() {
  const DeadlyHost host(0.5);
  DeadlyCall call(host.type(), "hang");
  const auto outcome = call.run(host.type());
  QCOMPARE(messageOf(outcome),
           QString("the plugin org.example.deadly did not answer within 0.5 s (--node-timeout), and its process was "
                   "ended"));
  QVERIFY(lives(host.type()));
}

void TestDeaths::setAsideAfterThree() {
  const QTemporaryDir cache;
  {
    const DeadlyHost host(0, cache.path());
    for (int i = 0; i < 2; ++i) {
      DeadlyCall call(host.type(), "segfault");
      QVERIFY(!call.run(host.type()));
      QVERIFY(lives(host.type()));
    }
    // What the host ended is no death of the plugin's.
    DeadlyCall cancelled(host.type(), "hang");
    cancelled.isCancelled = true;
    QVERIFY(!cancelled.run(host.type()));
    QVERIFY(lives(host.type()));

    DeadlyCall last(host.type(), "abort");
    QVERIFY(!last.run(host.type()));
    DeadlyCall none(host.type(), "none");
    QCOMPARE(messageOf(none.run(host.type())),
             QString("the plugin org.example.deadly is set aside until its file changes: its process died 3 times; "
                     "the last time: crashed: Aborted (SIGABRT)"));
  }
  HostOptions options = optionsFor("deadly");
  options.cacheFolder = cache.path().toStdString();
  const Host next(options);
  QVERIFY(next.catalog().types().empty());
  QVERIFY2(QString::fromStdString(next.plugins().at(0).refusal).startsWith("is set aside until its file changes"),
           next.plugins().at(0).refusal.c_str());
}

void TestDeaths::nothingLeaks() {
  const DeadlyHost host;
  const NodeType& type = host.type();
  QVERIFY(lives(type));
  const int64_t values = liveValues();
  const size_t files = openFiles();
  {
    auto node = type.create();
    QVERIFY(node.ok());
    for (int i = 0; i < 1000; ++i) {
      DeadlyCall call(type, "none");
      call.inputs[0] = {Value::number(i)};
      QVERIFY((*node)->process(call).ok());
      QCOMPARE(call.outputs.at(0).asNumber().value(), static_cast<double>(i));
    }
  }
  QCOMPARE(liveValues(), values);
  QCOMPARE(openFiles(), files);
}

int main(int argc, char** argv) {
  int status = 0;
  if (weft::runChild(argc, argv, &status)) return status;
  const QCoreApplication application(argc, argv);
  TestDeaths test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_deaths.moc"
