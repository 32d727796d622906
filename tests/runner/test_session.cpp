// runner session: documents, runs, cancelling, and what a client does wrong.
#include "session_process.h"

using namespace weft::test;

namespace {

// a -> b -> c, and d beside them.
const QByteArray sums = R"({"weft": 1, "colour": "kept", "inputs": {"start": {"to": ["a.bias"], "default": 1}},
  "outputs": {"c": "c.sum", "d": "d.sum"}, "nodes": {
    "a": {"type": "org.example.session.Add", "params": {"bias": 1}},
    "b": {"type": "org.example.session.Add", "inputs": {"a": ["a.sum"]}, "params": {"bias": 10}},
    "c": {"type": "org.example.session.Add", "inputs": {"a": ["b.sum"]}},
    "d": {"type": "org.example.session.Add", "params": {"bias": 5}}}})";

const QByteArray slow = R"({"weft": 1, "outputs": {"o": "n.value"}, "nodes": {
    "n": {"type": "org.example.session.Slow"}}})";

class TestSession : public QObject {
  Q_OBJECT

 private slots:
  void saysWhatItIs() {
    SessionProcess session;
    const QJsonObject hello = session.done("hello");
    QCOMPARE(hello["protocol"].toInt(), 1);
    QCOMPARE(hello["pid"].toInt(), static_cast<int>(session.process().processId()));
    QCOMPARE(hello["devices"].toArray().first().toString(), QString("cpu"));
    QVERIFY(hello["requests"].toArray().contains("fetch"));
    const QJsonArray nodes = session.done("nodes", {{"type", "org.example.session.Add"}})["nodes"].toArray();
    QCOMPARE(nodes.size(), 1);
    QCOMPARE(nodes[0]["parameters"_L1][0]["id"_L1].toString(), QString("bias"));
    bool found = false;
    for (const QJsonValue plugin : session.done("plugins")["plugins"].toArray()) {
      found |= plugin["id"_L1] == "org.example.session" && plugin["refused"_L1].isNull();
    }
    QVERIFY(found);
    QCOMPARE(session.status(), 0);
  }

  // The same descriptors as the command lists.
  void nodesAreThoseOfTheCommand() {
    SessionProcess session;
    const QJsonArray nodes = session.done("nodes")["nodes"].toArray();
    const Finished listed = session.folder().run({"nodes", "--json", "--plugins", RunnerFolder::plugins("session")});
    QCOMPARE(nodes, QJsonDocument::fromJson(listed.out).array());
  }

  void loadsEditsAndSaves() {
    SessionProcess session;
    QCOMPARE(session.load(sums)["problems"].toArray().size(), 0);
    const QString before = session.done("text")["text"].toString();
    QVERIFY(before.contains("\"colour\": \"kept\""));
    const QJsonObject edited = session.edit(R"([
      {"op": "add-node", "node": "e", "value": {"type": "org.example.session.Add"}},
      {"op": "link", "to": "e.a", "from": "c.sum", "append": true},
      {"op": "rename-node", "node": "b", "to": "middle"}])");
    QVERIFY2(edited["ok"].toBool(), qPrintable(edited["error"].toString()));
    QVERIFY(session.done("text")["text"].toString().contains("middle.sum"));

    // Saved as it stands, and read again by the command.
    const QString file = session.folder().path("saved.json");
    QCOMPARE(session.done("save", {{"path", file}})["path"].toString(), file);
    QCOMPARE(QString::fromUtf8(session.folder().read("saved.json")), session.done("text")["text"].toString());
    const Finished checked =
        session.folder().run({"check", "saved.json", "--plugins", RunnerFolder::plugins("session")});
    QCOMPARE(checked.status, 0);

    session.done("edit", {{"operations", edited["inverse"]}});
    QCOMPARE(session.done("text")["text"].toString(), before);
    QCOMPARE(session.done("load", {{"path", file}})["nodes"].toInt(), 5);
  }

  void refusedEditsChangeNothing() {
    SessionProcess session;
    session.load(sums);
    const QString before = session.done("text")["text"].toString();
    const QJsonObject reply = session.edit(R"([{"op": "remove-nodes", "nodes": ["a"]},
                                              {"op": "set-parameter", "node": "nowhere", "parameter": "x", "value": 1}])");
    QVERIFY(!reply["ok"].toBool());
    QCOMPARE(reply["error"].toString(), QString("operations[1] set-parameter: no node \"nowhere\""));
    QCOMPARE(session.done("text")["text"].toString(), before);
  }

  // A file whose packs are missing opens, says so, and is kept.
  void unknownTypesAreProblems() {
    SessionProcess session;
    const QJsonObject loaded = session.load(R"({"weft": 1, "outputs": {"o": "x.y"}, "nodes": {
      "x": {"type": "org.missing.Thing"}, "a": {"type": "org.example.session.Add"}}})");
    QCOMPARE(loaded["problems"][0]["path"_L1].toString(), QString("nodes.x.type"));
    const QJsonObject run = session.ask("run");
    QVERIFY(!run["ok"].toBool());
    QCOMPARE(run["problems"][0]["path"_L1].toString(), QString("nodes.x.type"));
    // What is right is described all the same.
    const QJsonObject check = session.done("check");
    QVERIFY(!check["valid"].toBool());
    QCOMPARE(check["nodes"]["a"_L1]["outputs"_L1]["sum"_L1].toString(), QString("number"));
    QVERIFY(session.done("text")["text"].toString().contains("org.missing.Thing"));
  }

  void badFilesAreRefused() {
    SessionProcess session;
    session.load(sums);
    const QJsonObject broken = session.ask("load", {{"text", "{\"weft\": 1,}"}});
    QVERIFY(!broken["ok"].toBool());
    QVERIFY2(broken["error"].toString().contains("line 1, column"), qPrintable(broken["error"].toString()));
    const QJsonObject form = session.ask("load", {{"text", R"({"weft": 2, "nodes": {"1": {}}})"}});
    QCOMPARE(form["problems"].toArray().size(), 3);
    QVERIFY(!session.ask("load", {{"path", "nowhere.json"}})["ok"].toBool());
    QVERIFY(!session.ask("load")["ok"].toBool());
    // What was there before is there still.
    QCOMPARE(session.runToEnd()["status"].toString(), QString("done"));
  }

  void checkDescribesEveryNode() {
    SessionProcess session;
    session.load(R"({"weft": 1, "outputs": {"o": "g.image"}, "nodes": {
      "g": {"type": "org.example.session.Gradient"}, "unused": {"type": "org.example.session.Add"}}})");
    const QJsonObject check = session.done("check");
    QVERIFY(check["valid"].toBool());
    QVERIFY(check["nodes"]["g"_L1]["outputs"_L1]["image"_L1].toString().startsWith("image"));
    QCOMPARE(check["nodes"]["unused"_L1]["outputs"_L1]["sum"_L1].toString(), QString("number"));
    QCOMPARE(check["memory"][0]["device"_L1].toString(), QString("cpu"));
    QVERIFY(!session.done("check", {{"types", false}}).contains("nodes"));
  }

  // Also before anything is linked to them.
  void checkTellsExtraPorts() {
    SessionProcess session;
    session.load(R"({"weft": 1, "nodes": {"each": {"type": "weft.flow.Map", "params": {"body": "double"}}},
      "graphs": {"double": {"inputs": {"item": {"to": ["sum.a"]}, "more": {"to": ["sum.bias"], "default": 1}},
        "outputs": {"doubled": "sum.sum"}, "nodes": {"sum": {"type": "org.example.session.Add"}}}}})");
    const QJsonObject check = session.done("check");
    QVERIFY(!check["valid"].toBool());
    const QJsonObject ports = check["extra_ports"][""]["each"].toObject();
    QCOMPARE(ports["inputs"].toArray().size(), 1);
    QCOMPARE(ports["inputs"][0]["id"_L1].toString(), QString("more"));
    QVERIFY(ports["inputs"][0]["optional"_L1].toBool());
    QCOMPARE(ports["outputs"][0]["id"_L1].toString(), QString("doubled"));
    QCOMPARE(ports["outputs"][0]["type"_L1].toString(), QString("list<number>"));
  }

  // One that is asked for as the first comes before those that wait.
  void firstInTheQueue() {
    SessionProcess session;
    session.load(slow);
    const int running = session.done("run")["run"].toInt();
    session.waitEvent("node-progress", running);
    session.load(sums);
    const int waiting = session.done("run")["run"].toInt();
    const QJsonObject urgent = session.done("run", {{"first", true}});
    QCOMPARE(urgent["ahead"].toInt(), 1);
    session.done("cancel", {{"run", running}});
    QCOMPARE(session.waitEvent("run-finished")["run"].toInt(), running);
    QCOMPARE(session.waitEvent("run-finished")["run"].toInt(), urgent["run"].toInt());
    QCOMPARE(session.waitEvent("run-finished")["run"].toInt(), waiting);
  }

  void runsAndFetches() {
    SessionProcess session;
    session.load(sums);
    const QJsonObject end = session.runToEnd();
    QCOMPARE(end["status"].toString(), QString("done"));
    QCOMPARE(end["executed"].toInt(), 4);
    QCOMPARE(session.executed(), (QStringList{"a", "b", "c", "d"}));
    QCOMPARE(session.number("c", "sum"), 11.0);
    QCOMPARE(session.number("b", "sum"), 11.0);
    QCOMPARE(session.done("fetch", {{"output", "d"}})["summary"]["value"_L1].toDouble(), 5.0);
    // The same again: nothing is computed.
    QCOMPARE(session.runToEnd()["executed"].toInt(), 0);
    QCOMPARE(session.number("c", "sum"), 11.0);
  }

  // Only what depends on the parameter runs again.
  void setRunsDependentsOnly() {
    SessionProcess session;
    session.load(sums);
    session.runToEnd();
    const QJsonObject set = session.done("set", {{"values", QJsonObject{{"b.bias", 20}}}});
    session.runToEnd();
    QCOMPARE(session.executed(), (QStringList{"b", "c"}));
    QCOMPARE(session.number("c", "sum"), 21.0);
    session.done("set", {{"values", QJsonObject{{"start", 2}}}});
    session.runToEnd();
    QCOMPARE(session.executed(), (QStringList{"a", "b", "c"}));
    QCOMPARE(session.number("c", "sum"), 22.0);
    // For one run alone, with the document as it is.
    session.runToEnd({{"set", QJsonObject{{"d.bias", 50}}}});
    QCOMPARE(session.executed(), QStringList{"d"});
    QCOMPARE(session.number("d", "sum"), 50.0);
    QVERIFY(!session.done("text")["text"].toString().contains("50"));
    session.done("edit", {{"operations", set["inverse"]}});
    QVERIFY(session.done("text")["text"].toString().contains("\"bias\": 10"));
  }

  void runsToANode() {
    SessionProcess session;
    session.load(sums);
    session.runToEnd({{"to", QJsonArray{"b"}}});
    QCOMPARE(session.executed(), (QStringList{"a", "b"}));
    QCOMPARE(session.number("b", "sum"), 11.0);
    const QJsonObject missing = session.ask("fetch", {{"node", "c"}, {"port", "sum"}});
    QCOMPARE(missing["error"].toString(), QString("\"c\" has not been computed; a run to it brings its values"));
    const QJsonObject port = session.ask("fetch", {{"node", "b"}, {"port", "sun"}});
    QCOMPARE(port["error"].toString(), QString("\"b\" has no output \"sun\"; did you mean \"sum\"?"));
    QVERIFY(!session.ask("run", {{"to", QJsonArray{"nowhere"}}})["ok"].toBool());
    QVERIFY(!session.ask("run", {{"keep", QJsonArray{"nowhere"}}})["ok"].toBool());
  }

  // What the cache has given up is said to be gone, and comes back by a run to the node.
  void valuesThatHaveGone() {
    SessionProcess session;
    session.load(sums);
    session.runToEnd({{"keep", QJsonArray{"b"}}});
    session.done("clear-cache");
    const QJsonObject gone = session.ask("fetch", {{"node", "b"}, {"port", "sum"}});
    QVERIFY(!gone["ok"].toBool());
    session.runToEnd({{"to", QJsonArray{"b"}}});
    QCOMPARE(session.number("b", "sum"), 11.0);
  }

  void subgraphs() {
    SessionProcess session;
    session.load(R"({"weft": 1, "outputs": {"o": "outer.out"}, "nodes": {"outer": {"type": "graph:g"}},
      "graphs": {"g": {"outputs": {"out": "n.sum"}, "nodes": {
        "n": {"type": "org.example.session.Add", "params": {"bias": 3}}}}}})");
    session.runToEnd({{"keep", QJsonArray{"outer"}}});
    QCOMPARE(session.executed(), QStringList{"outer/n"});
    QCOMPARE(session.number("outer", "out"), 3.0);
    QCOMPARE(session.number("outer/n", "sum"), 3.0);
    QVERIFY(!session.ask("set", {{"values", QJsonObject{{"outer/n.bias", 4}}}})["ok"].toBool());
  }

  void failuresAreEvents() {
    SessionProcess session;
    session.load(R"({"weft": 1, "outputs": {"o": "n.value"}, "nodes": {"n": {"type": "org.example.session.Fails"}}})");
    const int run = session.done("run")["run"].toInt();
    const QJsonObject failed = session.waitEvent("node-failed", run);
    QVERIFY(failed["message"].toString().contains("as it was told"));
    QCOMPARE(session.waitEvent("run-finished", run)["status"].toString(), QString("failed"));
    session.load(sums);
    QCOMPARE(session.runToEnd()["status"].toString(), QString("done"));
  }

  // At once, while the node is in the middle of its work; then everything is as it was.
  void cancels() {
    SessionProcess session;
    session.load(sums);
    session.runToEnd();
    const QJsonObject before = session.done("memory");
    session.load(slow);
    for (int i = 0; i < 5; ++i) {
      const int run = session.done("run")["run"].toInt();
      session.waitEvent("node-progress", run);
      const QJsonObject lanes = session.done("lanes");
      QCOMPARE(lanes["current"].toInt(), run);
      QCOMPARE(lanes["running"][0]["node"_L1].toString(), QString("n"));
      QCOMPARE(lanes["running"][0]["lane"_L1].toString(), QString("light"));
      QVERIFY(lanes["running"][0]["total"_L1].toInt() == 100'000);
      QElapsedTimer timer;
      timer.start();
      QCOMPARE(session.done("cancel")["cancelled"].toInt(), 1);
      const QJsonObject failed = session.waitEvent("node-failed", run);
      QVERIFY(failed["skipped"].toBool());
      QCOMPARE(session.waitEvent("run-finished", run)["status"].toString(), QString("cancelled"));
      QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }
    QCOMPARE(session.done("lanes")["running"].toArray().size(), 0);
    QCOMPARE(session.done("cancel")["cancelled"].toInt(), 0);
    session.load(sums);
    QCOMPARE(session.runToEnd()["status"].toString(), QString("done"));
    const QJsonObject after = session.done("memory");
    QCOMPARE(after["devices"][0]["bytes"_L1].toInteger(), before["devices"][0]["bytes"_L1].toInteger());
    QCOMPARE(after["values"].toInteger(), before["values"].toInteger());
  }

  // Runs wait for one another; each is cancelled by its number, or all are.
  void queuesRuns() {
    SessionProcess session;
    session.load(slow);
    const int first = session.done("run")["run"].toInt();
    session.waitEvent("node-progress", first);
    session.load(sums);
    const QJsonObject waiting = session.done("run");
    QCOMPARE(waiting["ahead"].toInt(), 1);
    const int second = waiting["run"].toInt();
    session.load(slow);
    const int third = session.done("run", {{"set", QJsonObject{{"n.pause", 0.02}}}})["run"].toInt();
    const int fourth = session.done("run", {{"set", QJsonObject{{"n.pause", 0.03}}}})["run"].toInt();
    QCOMPARE(session.done("cancel", {{"run", third}})["cancelled"].toInt(), 1);
    QCOMPARE(session.done("cancel", {{"run", first}})["cancelled"].toInt(), 1);
    QCOMPARE(session.waitEvent("run-finished", first)["status"].toString(), QString("cancelled"));
    QCOMPARE(session.waitEvent("run-finished", second)["status"].toString(), QString("done"));
    QCOMPARE(session.waitEvent("run-finished", third)["status"].toString(), QString("cancelled"));
    session.waitEvent("node-progress", fourth);
    session.done("cancel");
    QCOMPARE(session.waitEvent("run-finished", fourth)["status"].toString(), QString("cancelled"));
  }

  void mistakes_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* name, const QByteArray& line, const char* error) {
      QTest::newRow(name) << line << error;
    };
    row("no JSON", "nonsense", "request: line 1, column 2: ");
    row("no object", "[1]", "expected an object with \"do\", found an array");
    row("nothing to do", "{}", "\"do\" names the request");
    row("do is a number", R"({"do": 7})", "\"do\" names the request");
    row("unknown", R"({"do": "fetsh"})", "no request \"fetsh\"; did you mean \"fetch\"?");
    row("unknown field", R"({"do": "hello", "shout": 1})", "shout: unknown");
    row("misspelt field", R"({"do": "run", "thread": 1})", "thread: unknown; did you mean \"threads\"?");
    row("wrong type", R"({"do": "run", "threads": "two"})", "threads: expected an integer, found \"two\"");
    row("out of range", R"({"do": "run", "threads": 0})", "threads: expected an integer from 1 to 1024, found 0");
    row("key twice", R"({"do": "hello", "do": "hello"})", "request: line 1, column 17: key \"do\" is given twice");
    row("too deep", QByteArray(100, '[') + QByteArray(100, ']'), "request: line 1, column 65: nested deeper");
    row("NUL", QByteArray("{\"do\": \"he\0llo\"}", 16), "request: line 1, column 11: NUL byte");
    row("bad UTF-8", "{\"do\": \"\xff\"}", "request: line 1, column 9: invalid UTF-8");
    row("unknown node type", R"({"do": "nodes", "type": "org.example.session.Ad"})",
        "no node type \"org.example.session.Ad\"; did you mean \"org.example.session.Add\"?");
    row("fetch nothing", R"({"do": "fetch"})", "node: missing");
    row("fetch as", R"({"do": "fetch", "node": "a", "port": "b", "as": "pictur"})",
        "as: expected summary, picture, numbers or text, found \"pictur\"; did you mean \"picture\"?");
    row("cancel by text", R"({"do": "cancel", "run": "all"})", "run: expected an integer");
    row("too long", QByteArray((64 << 20) + 1, 'x'), "the line has more than 67108864 bytes");
  }
  // An error is the answer, and the session goes on.
  void mistakes() {
    QFETCH(QByteArray, line);
    QFETCH(QString, error);
    SessionProcess session;
    session.load(sums);
    session.sendLine(line);
    const QJsonObject reply = session.wait([](const QJsonObject& json) { return json["ok"] == false; });
    QVERIFY2(reply["error"].toString().startsWith(error), qPrintable(reply["error"].toString()));
    QVERIFY(reply["id"].isNull());
    QCOMPARE(session.runToEnd()["status"].toString(), QString("done"));
  }

  void everythingNeedsAGraph() {
    SessionProcess session;
    for (const char* request : {"text", "check", "run"}) {
      QCOMPARE(session.ask(request)["error"].toString(), QString("there is no graph; load brings one"));
    }
    QVERIFY(!session.ask("edit", {{"operations", QJsonArray()}})["ok"].toBool());
    QVERIFY(!session.ask("save", {{"path", "x.json"}})["ok"].toBool());
  }

  // Requests in pieces, several at once, with the end of line of another system, and a last one without any.
  void linesAsTheyCome() {
    SessionProcess session;
    session.process().write("{\"id\": 1, \"do\"");
    session.process().waitForBytesWritten();
    QTest::qWait(50);
    session.process().write(": \"hello\"}\r\n\r\n\n{\"id\": 2, \"do\": \"lanes\"}\n{\"id\": 3, \"do\": \"text\"}");
    for (int id : {1, 2}) {
      QVERIFY(session.wait([&](const QJsonObject& line) { return line["id"].toInt() == id; })["ok"].toBool());
    }
    session.process().closeWriteChannel();
    const QJsonObject last = session.wait([](const QJsonObject& line) { return line["id"].toInt() == 3; });
    QVERIFY(!last["ok"].toBool());
    QCOMPARE(session.status(), 0);
  }

  // What a node prints does not get among the lines.
  void nodesThatPrint() {
    SessionProcess session;
    session.load(R"({"weft": 1, "outputs": {"o": "n.value"}, "nodes": {"n": {"type": "org.example.session.Chatty"}}})");
    QCOMPARE(session.runToEnd()["status"].toString(), QString("done"));
    QVERIFY(session.process().readAllStandardError().contains("hello from a node"));
  }

  void ends_data() {
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("status");
    QTest::newRow("quit") << "quit" << 0;
    QTest::newRow("end of input") << "end" << 0;
    QTest::newRow("SIGINT") << "int" << 130;
    QTest::newRow("SIGTERM") << "term" << 143;
  }
  // In the middle of a run.
  void ends() {
    QFETCH(QString, how);
    QFETCH(int, status);
    SessionProcess session;
    session.load(slow);
    session.waitEvent("node-progress", session.done("run")["run"].toInt());
    if (how == "quit") session.done("quit");
    if (how == "end") session.process().closeWriteChannel();
    if (how == "int") ::kill(static_cast<pid_t>(session.process().processId()), SIGINT);
    if (how == "term") ::kill(static_cast<pid_t>(session.process().processId()), SIGTERM);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(RunnerFolder::finish(session.process()).status, status);
    QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
  }
  void endsAtRest_data() { ends_data(); }
  void endsAtRest() {
    QFETCH(QString, how);
    QFETCH(int, status);
    SessionProcess session;
    session.done("hello");
    if (how == "quit") session.done("quit");
    if (how == "end") session.process().closeWriteChannel();
    if (how == "int") ::kill(static_cast<pid_t>(session.process().processId()), SIGINT);
    if (how == "term") ::kill(static_cast<pid_t>(session.process().processId()), SIGTERM);
    QCOMPARE(RunnerFolder::finish(session.process()).status, status);
  }

  // Native code that crashes in process takes the session with it, and is named.
  void crash() {
    SessionProcess session({"--plugins", RunnerFolder::plugins("nasty"), "--isolate", "none"});
    session.load(R"({"weft": 1, "outputs": {"o": "culprit.value"}, "nodes": {
      "culprit": {"type": "org.example.nasty.Segfault"}}})");
    session.send("run");
    const Finished finished = RunnerFolder::finish(session.process());
    QCOMPARE(finished.status, 1);
    QVERIFY2(finished.errors().value(0).contains("culprit"), finished.err);
  }

  // In a process of its own it fails its node, by name, and the session goes on.
  void crashElsewhere() {
    SessionProcess session({"--plugins", RunnerFolder::plugins("nasty")});
    session.load(R"({"weft": 1, "outputs": {"o": "culprit.value"}, "nodes": {
      "culprit": {"type": "org.example.nasty.Segfault"}}})");
    session.done("run");
    const QString message = session.waitEvent("node-failed")["message"].toString();
    QVERIFY2(message.contains("org.example.nasty") && message.contains("SIGSEGV"), qPrintable(message));
    QCOMPARE(session.waitEvent("run-finished")["status"].toString(), QString("failed"));
    session.done("quit");
    QCOMPARE(RunnerFolder::finish(session.process()).status, 0);
  }

  // Though more could come from its input.
  void endsWhenNobodyReads() {
    QProcess shell;
    shell.start("/bin/bash", {"-c", QString(WEFT_BUILD_DIR "/bin/runner session --plugins %1 | head -n 3 >/dev/null; "
                                                           "exit ${PIPESTATUS[0]}")
                                        .arg(RunnerFolder::plugins("session"))});
    const QJsonObject load{{"do", "load"}, {"text", QString::fromUtf8(slow)}};
    shell.write(QJsonDocument(load).toJson(QJsonDocument::Compact) + "\n{\"do\": \"run\"}\n");
    QVERIFY(shell.waitForFinished(10'000));
    QCOMPARE(shell.exitCode(), 0);
  }

  // A client that does not read holds nobody up: progress is told as it is when it can be told.
  void slowReader() {
    SessionProcess session;
    session.load(R"({"weft": 1, "outputs": {"o": "n.value"}, "nodes": {
      "n": {"type": "org.example.session.Slow", "params": {"steps": 200000, "pause": 0}}}})");
    QProcess& process = session.process();
    session.send("run");
    process.waitForBytesWritten();
    QThread::msleep(1500);  // without an event loop nothing is read
    const QJsonObject end = session.waitEvent("run-finished");
    QCOMPARE(end["status"].toString(), QString("done"));
    session.waitEvent("node-finished");
    int progress = 0;
    session.done("lanes");
    session.sendLine("[]");
    session.wait([&](const QJsonObject& line) {
      progress += line["event"] == "node-progress" ? 1 : 0;
      return line["ok"] == false;
    });
    QVERIFY2(progress < 100'000, qPrintable(QString::number(progress)));
  }

  // A run a thousand times over leaves what one leaves.
  void manyRuns() {
    SessionProcess session;
    session.load(sums);
    QJsonObject early;
    for (int i = 0; i < 1000; ++i) {
      session.done("set", {{"values", QJsonObject{{"b.bias", i % 7}}}});
      QCOMPARE(session.runToEnd()["status"].toString(), QString("done"));
      if (i == 99) early = session.done("memory");
    }
    const QJsonObject late = session.done("memory");
    QCOMPARE(late["values"].toInteger(), early["values"].toInteger());
    QCOMPARE(late["devices"][0]["bytes"_L1].toInteger(), early["devices"][0]["bytes"_L1].toInteger());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these keep what was freed
    const qint64 grown = late["resident"].toInteger() - early["resident"].toInteger();
    QVERIFY2(grown < 8 << 20, qPrintable(QString::number(grown)));
#endif
  }
};

}  // namespace

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
