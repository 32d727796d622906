// A plugin that was built from frozen headers alone is loaded and works with today's host.
#include <QtTest>

#include <weft/graph/node_instance.h>
#include <weft/host/host.h>

#include "fake_call.h"

using namespace weft;

class TestAbiFrozen : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void isInUse();
  void describesItself();
  void computes();
  void asksForLazyInputs();
  void suspends();
  void makesTensors();
  void writesFiles();
  void answersQuestions();

 private:
  const NodeType& type(const char* name) const {
    return *m_host->catalog().find(std::string("org.example.frozen.") + name);
  }
  static std::unique_ptr<NodeInstance> create(const NodeType& type) {
    auto made = type.create();
    return made ? *std::move(made) : nullptr;
  }

  std::unique_ptr<Host> m_host;
};

void TestAbiFrozen::initTestCase() {
  HostOptions options;
  options.folders = {FROZEN_FOLDER};
  m_host = std::make_unique<Host>(options);
}

void TestAbiFrozen::isInUse() {
  QCOMPARE(m_host->plugins().size(), size_t{1});
  QCOMPARE(m_host->plugins()[0].refusal, std::string());
  QCOMPARE(m_host->plugins()[0].abi, std::string("0.1.0"));
  QCOMPARE(m_host->plugins()[0].nodes.size(), size_t{5});
}

void TestAbiFrozen::describesItself() {
  const NodeType& add = type("Add");
  QCOMPARE(add.behaviourVersion, 3u);
  QVERIFY(add.inputs.at(0).has(WEFT_PORT_VARIADIC));
  QCOMPARE(add.parameters.at(0).defaultValue.asNumber().value(), 1.0);
  QCOMPARE(type("Noise").outputs.at(0).type.text(), std::string("tensor[10, 100]"));
  QVERIFY(type("Write").has(WEFT_NODE_SIDE_EFFECTS));
}

void TestAbiFrozen::computes() {
  FakeCall call(type("Add"));
  call.inputs[0] = {Value::number(1), Value::integer(2), Value::number(4)};
  call.parameters[0] = Value::number(10);
  const auto node = create(type("Add"));
  QVERIFY(node);
  const auto outcome = node->process(call);
  QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().message.c_str());
  QCOMPARE(call.outputs.at(0).asNumber().value(), 70.0);
  QCOMPARE(call.progressTexts.size(), size_t{3});
}

void TestAbiFrozen::asksForLazyInputs() {
  FakeCall call(type("Choose"));
  call.parameters[0] = Value::boolean(true);
  const auto node = create(type("Choose"));
  auto outcome = node->process(call);
  QVERIFY(outcome.ok() && *outcome == CallOutcome::NeedInputs);
  QVERIFY(call.wanted == std::set<size_t>{1});
  call.inputs[1] = {Value::string("taken")};
  outcome = node->process(call);
  QVERIFY(outcome.ok() && *outcome == CallOutcome::Done);
  QCOMPARE(*call.outputs.at(0).asString(), std::string("taken"));
}

void TestAbiFrozen::suspends() {
  FakeCall call(type("Wait"));
  const auto node = create(type("Wait"));
  const auto outcome = node->process(call);
  QVERIFY(outcome.ok() && *outcome == CallOutcome::Pending);
  QCOMPARE(call.resumed->load(), 1);
  QVERIFY(node->process(call).ok());
  QCOMPARE(call.outputs.at(0).asInteger().value(), int64_t{2});
}

void TestAbiFrozen::makesTensors() {
  FakeCall call(type("Noise"));
  const auto outcome = create(type("Noise"))->process(call);
  QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().message.c_str());
  QVERIFY(call.outputs.at(0).kind() == Kind::Tensor);
}

void TestAbiFrozen::writesFiles() {
  QTemporaryDir folder;
  FakeCall call(type("Write"));
  call.folder = folder.path().toStdString();
  const auto outcome = create(type("Write"))->process(call);
  QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().message.c_str());
  QFile file(folder.filePath("text.txt"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), QByteArray("hello"));
}

void TestAbiFrozen::answersQuestions() {
  const NodeType& add = type("Add");
  NodeQuestion question;
  question.parameters = {Value::number(2)};
  question.inputTypes = {*Type::parse("integer")};
  question.inputs = add.inputs;
  const auto inferred = add.infer(question);
  QVERIFY2(inferred.ok(), inferred ? "" : inferred.error().message.c_str());
  QCOMPARE(inferred->outputTypes.at(0)->text(), std::string("integer"));
  QCOMPARE(add.estimate(question).value(), uint64_t{1000});
  QCOMPARE(add.fingerprint(question).value().first, uint64_t{11});
  const auto migrated = add.migrate(1, Json{{"old", 1}});
  QVERIFY(migrated.ok());
  QCOMPARE((*migrated)["factor"].get<int>(), 2);
  NodeQuestion choose;
  choose.parameters = {Value::boolean(false)};
  const auto extra = type("Choose").extraPorts(choose);
  QVERIFY(extra.ok());
  QCOMPARE(extra->first.at(0).id, std::string("third"));
}

int main(int argc, char** argv) {
  int status = 0;
  if (weft::runChild(argc, argv, &status)) return status;
  TestAbiFrozen test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_abi_frozen.moc"
