// Plugins' nodes behind NodeInstance: what they do well, and what is made of what they do wrong. Built twice: as
// test_isolated_nodes the plugins run in processes of their own, and everything is to be the same.
#include <QtTest>

#include <filesystem>

#include <weft/base/files.h>
#include <weft/graph/node_instance.h>
#include <weft/host/crash.h>
#include <weft/host/host.h>

#include "fake_call.h"

namespace fs = std::filesystem;
using namespace weft;

namespace {

#ifdef WEFT_ISOLATED
constexpr Isolation isolation = Isolation::ThirdParty;
#else
constexpr Isolation isolation = Isolation::None;
#endif
constexpr bool isolated = isolation != Isolation::None;

const NodeCatalog& catalog() {
  static const Host host([] {
    HostOptions options;
    options.isolation = isolation;
    for (const char* name : {"good", "nasty"}) {
      options.folders.push_back((fs::path(WEFT_BUILD_DIR) / "tests/plugins" / name).string());
    }
    return options;
  }());
  return host.catalog();
}

const NodeType& type(const std::string& id) {
  const NodeType* found = catalog().find("org.example." + id);
  if (!found) qFatal("no node type %s", id.c_str());
  return *found;
}

std::unique_ptr<NodeInstance> create(const NodeType& type) {
  auto made = type.create();
  return made ? *std::move(made) : nullptr;
}

Result<CallOutcome> runOnce(const std::string& id) {
  FakeCall call(type(id));
  return create(type(id))->process(call);
}

}  // namespace

class TestHostNodes : public QObject {
  Q_OBJECT

 private slots:
  void addsAndReports();
  void stateStaysWithTheInstance();
  void cancels();
  void asksForLazyInputs();
  void takesAndReturnsInputs();
  void suspendsAndResumes();
  void writesFiles();
  void refusesBadNames();
  void randomInParallel();
  void infers();
  void migrates();
  void extraPorts();
  void failures_data();
  void failures();
  void wrongOutputIsSeenByItsType();
  void filesLeftOpenAreRemoved();
  void crashesNameNode_data();
  void crashesNameNode();
  void nothingLeaks();
};

void TestHostNodes::addsAndReports() {
  const NodeType& add = type("good.Add");
  FakeCall call(add);
  call.inputs[0] = {Value::number(1), Value::integer(2), Value::number(4)};
  call.parameters[0] = Value::number(10);
  auto outcome = create(add)->process(call);
  QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().message.c_str());
  QVERIFY(*outcome == CallOutcome::Done);
  QCOMPARE(call.outputs.at(0).asNumber().value(), 70.0);
  const std::vector<std::string> reports = {"1/3 adding", "2/3 adding", "3/3 adding"};
  QCOMPARE(call.progressTexts, reports);

  call.inputs[0] = {Value::string("five")};
  outcome = create(add)->process(call);
  QVERIFY(!outcome);
  QVERIFY(outcome.error().code == ErrorCode::TypeMismatch);
  QVERIFY2(QString::fromStdString(outcome.error().message).endsWith("where a number is needed"),
           outcome.error().message.c_str());
}

void TestHostNodes::stateStaysWithTheInstance() {
  const NodeType& add = type("good.Add");
  const auto one = create(add), other = create(add);
  FakeCall call(add);
  QVERIFY(one->process(call).ok() && one->process(call).ok());
  QCOMPARE(call.outputs.at(1).asInteger().value(), int64_t{2});
  QVERIFY(other->process(call).ok());
  QCOMPARE(call.outputs.at(1).asInteger().value(), int64_t{1});
}

void TestHostNodes::cancels() {
  FakeCall call(type("good.Add"));
  call.inputs[0] = {Value::number(1), Value::number(2)};
  call.isCancelled = true;
  const auto outcome = create(type("good.Add"))->process(call);
  QVERIFY(!outcome);
  QVERIFY(outcome.error().code == ErrorCode::Cancelled);
  QCOMPARE(call.progressTexts.size(), size_t{1});
}

void TestHostNodes::asksForLazyInputs() {
  const NodeType& choose = type("good.Choose");
  const auto node = create(choose);
  FakeCall call(choose);
  call.parameters[0] = Value::boolean(true);
  auto outcome = node->process(call);
  QVERIFY(outcome.ok() && *outcome == CallOutcome::NeedInputs);
  QCOMPARE(call.wanted, std::set<size_t>{1});
  QVERIFY(call.outputs.empty());

  const Value given = Value::string("second");
  call.inputs[1] = {given};
  outcome = node->process(call);
  QVERIFY(outcome.ok() && *outcome == CallOutcome::Done);
  QCOMPARE(*call.outputs.at(0).asString(), std::string("second"));
  if (!isolated) QCOMPARE(call.outputs.at(0).get(), given.get());
}

void TestHostNodes::takesAndReturnsInputs() {
  const NodeType& choose = type("good.Choose");
  FakeCall call(choose);
  call.inputs[0] = {Value::number(5)};  // consumed: declared so
  QVERIFY(create(choose)->process(call).ok());
  if (!isolated) QVERIFY(!call.inputs[0][0]);  // the worker was given a copy
  QVERIFY(call.outputs.at(0).unique());

  FakeCall other(choose);
  other.parameters[0] = Value::boolean(true);
  other.inputs[1] = {Value::number(5)};  // not declared so: stays
  QVERIFY(create(choose)->process(other).ok());
  QVERIFY(other.inputs[1][0]);
  if (!isolated) QVERIFY(!other.outputs.at(0).unique());
}

void TestHostNodes::suspendsAndResumes() {
  const NodeType& wait = type("good.Wait");
  const auto node = create(wait);
  FakeCall call(wait);
  auto outcome = node->process(call);
  QVERIFY(outcome.ok() && *outcome == CallOutcome::Pending);
  QTRY_COMPARE(call.resumed->load(), 1);  // the plugin resumed twice
  outcome = node->process(call);
  QVERIFY(outcome.ok() && *outcome == CallOutcome::Done);
  QCOMPARE(call.outputs.at(0).asInteger().value(), int64_t{2});
}

void TestHostNodes::writesFiles() {
  const NodeType& write = type("good.Write");
  QTemporaryDir folder;
  FakeCall call(write);
  call.folder = folder.path().toStdString();
  const auto path = [&](const char* name) { return call.folder + "/" + name; };
  const auto run = [&](NodeInstance& node, const char* text, bool replace) {
    call.parameters[1] = Value::string(text);
    call.parameters[2] = Value::boolean(replace);
    const auto outcome = node.process(call);
    return outcome ? *call.outputs.at(0).asString() : outcome.error().message;
  };
  const auto node = create(write), other = create(write);
  QCOMPARE(run(*node, "one", false), path("text.txt"));
  QCOMPARE(run(*other, "two", true), path("text-2.txt"));  // nothing of its own to replace yet
  QCOMPARE(run(*other, "three", true), path("text-2.txt"));
  QCOMPARE(run(*node, "four", false), path("text-3.txt"));
  QCOMPARE(run(*node, "five", true), path("text-3.txt"));
  QCOMPARE(readFile(path("text.txt")).value(), std::string("one"));
  QCOMPARE(readFile(path("text-2.txt")).value(), std::string("three"));
  QCOMPARE(readFile(path("text-3.txt")).value(), std::string("five"));
  QCOMPARE(call.savedPaths.size(), size_t{5});

  call.parameters[0] = Value::string("some/where/deep");
  QCOMPARE(run(*node, "six", true), path("some/where/deep.txt"));
  QCOMPARE(run(*node, "seven", true), path("some/where/deep.txt"));
  QCOMPARE(readFile(path("some/where/deep.txt")).value(), std::string("seven"));
  size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(call.folder)) files += entry.is_regular_file() ? 1 : 0;
  QCOMPARE(files, size_t{4});  // and no temporary ones
}

void TestHostNodes::refusesBadNames() {
  const NodeType& write = type("good.Write");
  QTemporaryDir folder;
  for (const char* name : {"", "..", "../up", "/absolute", "a/../../b", "a//b", "folder/", "line\nbreak", "./here"}) {
    FakeCall call(write);
    call.folder = folder.path().toStdString() + "/out";
    call.parameters[0] = Value::string(name);
    const auto outcome = create(write)->process(call);
    QVERIFY2(!outcome, name);
    QVERIFY(outcome.error().code == ErrorCode::InvalidArgument);
    QVERIFY(call.savedPaths.empty());
  }
  QVERIFY(!fs::exists(folder.path().toStdString() + "/up.txt"));

  FakeCall call(write);
  call.folder = "/proc/no-such-folder";
  const auto outcome = create(write)->process(call);
  QVERIFY(!outcome);
  QVERIFY(outcome.error().code == ErrorCode::Io);
}

void TestHostNodes::randomInParallel() {
  const NodeType& noise = type("good.Noise");
  const auto draw = [&](int64_t seed) {
    FakeCall call(noise);
    call.parameters[0] = Value::integer(seed);
    const auto outcome = create(noise)->process(call);
    const weft_tensor* tensor = outcome ? call.outputs.at(0).asTensor() : nullptr;
    if (!tensor) return std::vector<float>();
    const auto* data = static_cast<const float*>(tensor->data);
    return std::vector<float>(data, data + 1000);
  };
  const auto one = draw(1), again = draw(1), two = draw(2);
  QCOMPARE(one.size(), size_t{1000});
  QVERIFY(one == again);
  QVERIFY(one != two);
}

void TestHostNodes::infers() {
  const NodeType& add = type("good.Add");
  NodeQuestion question{{Value::number(1)}, {*Type::parse("integer")}};
  auto inferred = add.infer(question);
  QVERIFY(inferred.ok());
  QCOMPARE(inferred->outputTypes.size(), size_t{2});
  QCOMPARE(inferred->outputTypes[0]->text(), std::string("integer"));
  QVERIFY(!inferred->outputTypes[1]);
  QCOMPARE(inferred->outputBytes.size(), size_t{2});
  QVERIFY(!inferred->outputBytes[0]);  // nothing was said
  QCOMPARE(inferred->outputBytes[1]->kept, std::optional<uint64_t>(640));
  QCOMPARE(inferred->outputBytes[1]->work, std::nullopt);

  question.inputTypes[0] = std::nullopt;
  question.parameters[0] = Value();  // driven by a link
  inferred = add.infer(question);
  QVERIFY(inferred.ok());
  QCOMPARE(inferred->outputTypes[0]->text(), std::string("number"));
  QCOMPARE(add.estimate(question).value(), uint64_t{2000});

  question.parameters[0] = Value::number(0);
  inferred = add.infer(question);
  QVERIFY(!inferred);
  QCOMPARE(inferred.error().path, std::string("factor"));
  QCOMPARE(inferred.error().message, std::string("a factor of 0 leaves nothing"));
  QCOMPARE(add.estimate(question).value(), uint64_t{1000});
  const std::pair<uint64_t, uint64_t> words{11, 22};
  QVERIFY(add.fingerprint(question).value() == words);
  QVERIFY(!type("good.Choose").infer);
}

void TestHostNodes::migrates() {
  const NodeType& add = type("good.Add");
  const auto migrated = add.migrate(1, Json{{"old", 1}});
  QVERIFY(migrated.ok());
  QCOMPARE(migrated->dump(), std::string(R"({"factor":2,"was":{"old":1}})"));
  QCOMPARE(add.migrate(7, Json::object()).error().message, std::string("migrate(): not supported"));
  QCOMPARE(add.migrate(8, Json::object()).error().message, std::string("migrate() gave no JSON object back"));
}

void TestHostNodes::extraPorts() {
  const NodeType& choose = type("good.Choose");
  const auto ports = choose.extraPorts({{Value::boolean(false)}, {}});
  QVERIFY(ports.ok());
  QCOMPARE(ports->first.size(), size_t{1});
  QCOMPARE(ports->first[0].id, std::string("third"));
  QVERIFY(ports->second.empty());
  const auto twice = choose.extraPorts({{Value::boolean(true)}, {}});
  QVERIFY(!twice);
  QCOMPARE(twice.error().message, std::string("extra_ports(): two inputs have the id \"first\""));
}

void TestHostNodes::failures_data() {
  QTest::addColumn<QString>("message");
  QTest::addColumn<int>("code");
  const auto add = [](const char* id, ErrorCode code, const char* message) {
    QTest::newRow(id) << QString(message) << static_cast<int>(code);
  };
  add("ThrowsException", ErrorCode::Internal, "process() threw std::runtime_error: the cat sat on it");
  add("ThrowsInt", ErrorCode::Internal, "process() threw the int 42");
  add("ThrowsText", ErrorCode::Internal, "process() threw the text \"a plain text\"");
  add("ThrowsForeign", ErrorCode::Internal, "process() threw a (anonymous namespace)::Foreign");
  add("ThrowsBadAlloc", ErrorCode::OutOfMemory, "out of memory");
  add("ThrowsInParallel", ErrorCode::Internal, "the body of weft_parallel.run threw std::range_error: part of it");
  add("SetsNothing", ErrorCode::Internal, "output \"value\" was not set");
  add("SetsNull", ErrorCode::InvalidArgument,
      "org.example.nasty.SetsNull: set_output: the value for output \"value\" is a null pointer");
  add("SetsSeventh", ErrorCode::InvalidArgument,
      "org.example.nasty.SetsSeventh: set_output: there is no output 7; the node has 1");
  add("UnknownStatus", ErrorCode::Internal, "process() answered the unknown status 77");
  add("UnknownError", ErrorCode::Internal, "process() answered the unknown status -777");
  add("AsksForNothing", ErrorCode::Internal, "process() answered WEFT_NEED_INPUTS without asking for an input");
  add("AsksEager", ErrorCode::InvalidArgument,
      "org.example.nasty.AsksEager: want_input: the input \"eager\" is not declared WEFT_PORT_LAZY");
  add("WaitsForNothing", ErrorCode::Internal,
      "process() answered WEFT_PENDING without suspend(), and without a pass under way");
  add("CancelsItself", ErrorCode::Internal, "process() says that it was cancelled, but nobody cancelled it");
  add("FailsSilently", ErrorCode::Unsupported, "process(): not supported");
  add("FailsWithMessage", ErrorCode::InvalidArgument, "the picture has\\u000ano pixels");
  add("FailsWithErrors", ErrorCode::BadFile, "the model's file ends early");
}

void TestHostNodes::failures() {
  QFETCH(QString, message);
  QFETCH(int, code);
  const auto outcome = runOnce(std::string("nasty.") + QTest::currentDataTag());
  QVERIFY(!outcome);
  QCOMPARE(QString::fromStdString(outcome.error().message), message);
  QCOMPARE(static_cast<int>(outcome.error().code), code);
}

void TestHostNodes::wrongOutputIsSeenByItsType() {
  const NodeType& liar = type("nasty.SetsString");
  FakeCall call(liar);
  QVERIFY(create(liar)->process(call).ok());  // the executor checks what flows
  QVERIFY(!checkValue(call.outputs.at(0), liar.outputs[0].type));
}

void TestHostNodes::filesLeftOpenAreRemoved() {
  const NodeType& leaves = type("nasty.LeavesFileOpen");
  QTemporaryDir folder;
  FakeCall call(leaves);
  call.folder = folder.path().toStdString();
  QVERIFY(create(leaves)->process(call).ok());
  for (const auto& entry : fs::recursive_directory_iterator(call.folder)) QVERIFY(!entry.is_regular_file());
  QVERIFY(call.savedPaths.empty());

  FakeCall outside(type("nasty.WritesOutside"));
  outside.folder = folder.path().toStdString() + "/out";
  QVERIFY(!create(type("nasty.WritesOutside"))->process(outside));
  QVERIFY(!fs::exists(folder.path().toStdString() + "/outside.txt"));
}

void TestHostNodes::crashesNameNode_data() {
  QTest::addColumn<QString>("cause");
  QTest::newRow("nasty.Segfault") << "segmentation fault";
  QTest::newRow("nasty.OverflowsStack") << "segmentation fault";
}

void TestHostNodes::crashesNameNode() {
  if (isolated) QSKIP("tests/isolation has what becomes of crashes there");
  QFETCH(QString, cause);
  QProcess process;
  process.start(QCoreApplication::applicationFilePath(), {"--crash", QTest::currentDataTag()});
  QVERIFY(process.waitForFinished(30000));
  QCOMPARE(process.exitStatus(), QProcess::NormalExit);
  QCOMPARE(process.exitCode(), 1);
  const QString library = QString(WEFT_BUILD_DIR) + "/tests/plugins/nasty/nasty.so";
  QCOMPARE(QString::fromUtf8(process.readAllStandardError()),
           QString("error: node outer/inner (org.example.%1) of the plugin %2 crashed: %3; the run ends here\n")
               .arg(QTest::currentDataTag(), library, cause));
}

void TestHostNodes::nothingLeaks() {
  const int64_t before = liveValues();
  {
    const NodeType& choose = type("good.Choose");
    const auto node = create(choose);
    for (int i = 0; i < 100; ++i) {
      FakeCall call(choose);
      call.inputs[0] = {Value::number(i)};
      QVERIFY(node->process(call).ok());
    }
    for (const char* id : {"nasty.SetsNull", "nasty.SetsSeventh", "nasty.ThrowsException", "good.Noise"})
      (void)runOnce(id);
  }
  QCOMPARE(liveValues(), before);
}

int main(int argc, char** argv) {
  int status = 0;
  if (isolated && weft::runChild(argc, argv, &status)) return status;
  const QCoreApplication application(argc, argv);
  if (argc == 3 && std::string_view(argv[1]) == "--crash") {
    weft::installCrashHandler();
    (void)runOnce(argv[2]);
    return 3;
  }
  TestHostNodes test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_host_nodes.moc"
