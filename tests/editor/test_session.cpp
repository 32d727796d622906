// The session process as the editor holds it: replies in order, and every way in which it may die.
#include <csignal>

#include "run_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

namespace {

// A program that behaves as `script` says, instead of the runner.
Session::Options fakeRunner(const QTemporaryDir& folder, const QByteArray& script) {
  const QString path = folder.filePath("runner");
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) qFatal("no script");
  file.write("#!/bin/bash\n" + script);
  file.close();
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return {path, {}};
}

class TestSession : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { useOwnFolders(m_folder); }
  void init() { failOnWarnings(); }

  void repliesComeInOrder() {
    Session session(sessionOptions(m_folder));
    QSignalSpy started(&session, &Session::started);
    QList<int> order;
    for (int i = 0; i < 50; ++i) {
      session.request({{"do", i % 2 == 0 ? "lanes" : "nonsense"}}, [&order, i](const Json& reply) {
        QCOMPARE(reply.value("ok", false), i % 2 == 0);
        order.append(i);
      });
    }
    QVERIFY(order.isEmpty());  // nothing comes from within a call
    QTRY_COMPARE(order.size(), 50);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
    QCOMPARE(started.size(), 1);
    QVERIFY(session.isRunning());
    QVERIFY(session.processId() > 0);
    QCOMPARE(session.unanswered(), 0);
  }

  // More than a pipe holds, both ways, with short lines around it that keep their places.
  void longLines() {
    Session session(sessionOptions(m_folder));
    const std::string name(3'000'000, 'x');
    Json text;
    QStringList order;
    const std::string graph = "{\"weft\": 1, \"nodes\": {}, \"name\": \"" + name + "\"}";
    session.request({{"do", "load"}, {"text", graph}},
                    [&](const Json& reply) { order << (reply.value("ok", false) ? "load" : "refused"); });
    session.request({{"do", "text"}}, [&](const Json& reply) {
      text = reply;
      order << "text";
    });
    session.request({{"do", "lanes"}}, [&](const Json&) { order << "lanes"; });
    QTRY_COMPARE(order, (QStringList{"load", "text", "lanes"}));
    QVERIFY(text["text"].get<std::string>().find(name) != std::string::npos);
  }

  void eventsAreTold() {
    Session session(sessionOptions(m_folder));
    QSignalSpy events(&session, &Session::event);
    session.request({{"do", "load"}, {"text", R"({"weft": 1, "outputs": {"o": "a.sum"},
                                  "nodes": {"a": {"type": "org.example.session.Add"}}})"}});
    session.request({{"do", "run"}});
    QTRY_VERIFY(!events.isEmpty() && events.last().first().value<Json>()["event"] == "run-finished");
  }

  // What was asked fails; the next request starts another process.
  void killed() {
    Session session(sessionOptions(m_folder));
    QSignalSpy died(&session, &Session::died), started(&session, &Session::started);
    QTRY_COMPARE((session.request({{"do", "hello"}}), started.size()), 1);
    QTRY_COMPARE(session.unanswered(), 0);
    const qint64 process = session.processId();
    QVERIFY(::kill(static_cast<pid_t>(process), SIGSTOP) == 0);
    QStringList errors;
    for (int i = 0; i < 3; ++i) {
      session.request({{"do", "lanes"}}, [&](const Json& reply) {
        if (!reply.value("ok", true)) errors << QString::fromStdString(reply.value("error", ""));
      });
    }
    QVERIFY(::kill(static_cast<pid_t>(process), SIGKILL) == 0);
    QTRY_COMPARE(errors.size(), 3);
    QVERIFY2(errors[0].contains("killed"), qPrintable(errors[0]));
    QCOMPARE(died.size(), 1);
    QCOMPARE(died[0][0].toString(), errors[0]);
    bool again = false;
    session.request({{"do", "lanes"}}, [&](const Json& reply) { again = reply.value("ok", false); });
    QTRY_VERIFY(again);
    QCOMPARE(started.size(), 2);
    QVERIFY(session.processId() != process);
  }

  void crashNamesItsNode() {
    Session session(sessionOptions(m_folder, {"--plugins", testPlugins("slow"), "--isolate", "none"}));
    QSignalSpy died(&session, &Session::died), logged(&session, &Session::logged);
    session.request(
        {{"do", "load"}, {"text", R"({"weft": 1, "nodes": {"culprit": {"type": "org.example.slow.Crashes"}}})"}});
    session.request({{"do", "run"}});
    QTRY_COMPARE(died.size(), 1);
    QCOMPARE(died[0][1].toString(), QString("culprit"));
    QVERIFY2(died[0][0].toString().contains("runner_slow.so") || died[0][0].toString().contains("org.example.slow"),
             qPrintable(died[0][0].toString()));
    QVERIFY(!logged.isEmpty());
  }

  // It hangs; a person restarts it.
  void restartEndsAHang() {
    Session session(sessionOptions(m_folder));
    QSignalSpy died(&session, &Session::died);
    bool ready = false, failed = false, answered = false;
    session.request({{"do", "hello"}}, [&](const Json&) { ready = true; });
    QTRY_VERIFY(ready);
    QVERIFY(::kill(static_cast<pid_t>(session.processId()), SIGSTOP) == 0);
    session.request({{"do", "lanes"}}, [&](const Json& reply) { failed = !reply.value("ok", true); });
    session.restart();
    QVERIFY(failed);
    QCOMPARE(died.size(), 1);
    QVERIFY(died[0][0].toString().isEmpty());
    session.request({{"do", "lanes"}}, [&](const Json& reply) { answered = reply.value("ok", false); });
    QTRY_VERIFY(answered);
  }

  void stoppedAndStartedAgain() {
    Session session(sessionOptions(m_folder));
    int answers = 0;
    session.request({{"do", "hello"}}, [&](const Json&) { ++answers; });
    QTRY_COMPARE(answers, 1);
    session.stop();
    QVERIFY(!session.isRunning());
    QCOMPARE(session.processId(), 0);
    session.stop();
    session.request({{"do", "hello"}}, [&](const Json&) { ++answers; });
    QTRY_COMPARE(answers, 2);
  }

  void missingProgram() {
    Session session({m_folder.filePath("nowhere"), {}});
    QSignalSpy died(&session, &Session::died);
    QStringList errors;
    const auto note = [&](const Json& reply) { errors << QString::fromStdString(reply.value("error", "")); };
    session.request({{"do", "hello"}}, note);
    session.request({{"do", "lanes"}}, note);
    QTRY_COMPARE(errors.size(), 2);
    QVERIFY2(errors[1].contains("nowhere"), qPrintable(errors[1]));
    QCOMPARE(died.size(), 1);
    session.request({{"do", "hello"}}, note);
    QTRY_COMPARE(errors.size(), 3);
  }

  void badArguments() {
    Session session(sessionOptions(m_folder, {"--no-such-option"}));
    QString error;
    session.request({{"do", "hello"}},
                    [&](const Json& reply) { error = QString::fromStdString(reply.value("error", "")); });
    QTRY_VERIFY2(error.contains("--no-such-option"), qPrintable(error));
  }

  // What is no reply is logged and passed over.
  void garbage() {
    Session session(fakeRunner(m_folder, R"(read line; echo 'Segmentation fa'; echo '[1,'; echo '[[[]]]'; echo
      printf '\xff\xfe\n'; echo '{"ok": true}'; echo '{"id": 99, "ok": true}'; echo '{"id": 1, "ok": true}'
      while read line; do :; done)"));
    QSignalSpy logged(&session, &Session::logged);
    int answers = 0;
    session.request({{"do", "lanes"}}, [&](const Json&) { ++answers; });
    QTRY_COMPARE(logged.size(), 7);
    QVERIFY(logged[0][0].toString().contains("Segmentation fa"));
    QCOMPARE(answers, 0);
    QCOMPARE(session.unanswered(), 1);  // the reply to hello has come
  }

  void endsAtOnce() {
    Session session(fakeRunner(m_folder, "echo 'error: no room' >&2; exit 3"));
    QString error;
    session.request({{"do", "hello"}},
                    [&](const Json& reply) { error = QString::fromStdString(reply.value("error", "")); });
    QTRY_COMPARE(error, QString("no room"));
  }

  // Gone while a reply to a long line is being read: nothing comes, nothing crashes.
  void destroyedMeanwhile() {
    for (int i = 0; i < 20; ++i) {
      auto session = std::make_unique<Session>(sessionOptions(m_folder));
      bool ready = false;
      session->request({{"do", "hello"}}, [&](const Json&) { ready = true; });
      if (i % 2 == 0) QTRY_VERIFY(ready);
      session->request({{"do", "nodes"}}, [](const Json&) { QFAIL("nobody is there to be told"); });
    }
  }

 private:
  QTemporaryDir m_folder;
};

}  // namespace

WEFT_EDITOR_TEST_MAIN(TestSession)
#include "test_session.moc"
