// runner session as another program drives it: lines in, lines out.
#pragma once

#include "runner_process.h"

namespace weft::test {

using namespace Qt::Literals::StringLiterals;

class SessionProcess {
 public:
  explicit SessionProcess(const QStringList& arguments = {}) {
    m_process = m_folder.start(QStringList{"session", "--plugins", RunnerFolder::plugins("session")} + arguments);
  }

  ~SessionProcess() {
    if (m_process->state() == QProcess::NotRunning) return;
    const int ended = status();
    if (ended != 0) QTest::qFail(qPrintable("the session ended with " + QString::number(ended)), __FILE__, __LINE__);
  }

  const RunnerFolder& folder() const { return m_folder; }
  QProcess& process() { return *m_process; }

  void sendLine(const QByteArray& line) { m_process->write(line + "\n"); }
  int send(const QString& request, QJsonObject fields = {}) {
    fields["id"] = ++m_lastId;
    fields["do"] = request;
    sendLine(QJsonDocument(fields).toJson(QJsonDocument::Compact));
    return m_lastId;
  }
  // The reply to a request, whatever it says.
  QJsonObject ask(const QString& request, const QJsonObject& fields = {}) {
    const int id = send(request, fields);
    return wait([&](const QJsonObject& line) { return line["id"].toInt(-1) == id && line.contains("ok"); });
  }
  // The reply to a request that is to succeed.
  QJsonObject done(const QString& request, const QJsonObject& fields = {}) {
    const QJsonObject reply = ask(request, fields);
    if (!reply["ok"].toBool()) QTest::qFail(qPrintable(request + ": " + reply["error"].toString()), __FILE__, __LINE__);
    return reply;
  }
  // The first line that has not been taken yet and fits; the others stay, in their order. Empty: none came in time.
  QJsonObject wait(const std::function<bool(const QJsonObject& line)>& fits, int milliseconds = 30'000) {
    QElapsedTimer timer;
    timer.start();
    for (;;) {
      for (qsizetype i = 0; i < m_lines.size(); ++i) {
        if (fits(m_lines[i])) return m_lines.takeAt(i);
      }
      const auto left = static_cast<int>(milliseconds - timer.elapsed());
      if (left <= 0 || !m_process->waitForReadyRead(left)) break;
      while (m_process->canReadLine()) {
        const QByteArray line = m_process->readLine();
        const QJsonDocument json = QJsonDocument::fromJson(line);
        if (!json.isObject()) QTest::qFail(("no JSON object: " + line).constData(), __FILE__, __LINE__);
        m_lines.append(json.object());
      }
    }
    QTest::qFail("the session did not say what was waited for", __FILE__, __LINE__);
    return {};
  }
  QJsonObject waitEvent(const QString& name, int run = 0) {
    return wait([&](const QJsonObject& line) {
      return line["event"].toString() == name && (run == 0 || line["run"].toInt() == run);
    });
  }
  // Runs to the end, and answers the event that says so; the others of the run are taken too.
  QJsonObject runToEnd(const QJsonObject& fields = {}) {
    const int run = done("run", fields)["run"].toInt();
    const QJsonObject end = waitEvent("run-finished", run);
    m_events.clear();
    for (qsizetype i = 0; i < m_lines.size();) {
      if (m_lines[i]["run"_L1].toInt() == run && m_lines[i].contains("event")) {
        m_events.append(m_lines.takeAt(i));
      } else {
        ++i;
      }
    }
    return end;
  }
  // Of the last runToEnd(): the nodes that computed, by name.
  QStringList executed() const {
    QStringList nodes;
    for (const QJsonObject& event : m_events) {
      if (event["event"] == "node-finished" && !event["cached"].toBool()) nodes.append(event["node"].toString());
    }
    nodes.sort();
    return nodes;
  }
  const QList<QJsonObject>& events() const { return m_events; }

  QJsonObject load(const QByteArray& graph) { return done("load", {{"text", QString::fromUtf8(graph)}}); }
  QJsonObject edit(const QByteArray& operations) {
    return ask("edit", {{"operations", QJsonDocument::fromJson(operations).array()}});
  }
  double number(const QString& node, const QString& port) {
    return done("fetch", {{"node", node}, {"port", port}})["summary"]["value"_L1].toDouble(-1);
  }
  int status() {
    m_process->closeWriteChannel();
    return RunnerFolder::finish(*m_process).status;
  }

 private:
  RunnerFolder m_folder;
  std::unique_ptr<QProcess> m_process;
  int m_lastId = 0;
  QList<QJsonObject> m_lines, m_events;
};

}  // namespace weft::test
