#include "run/session.h"

#include <deque>

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QProcess>
#include <QRegularExpression>
#include <QThreadPool>

#include "run/json_members.h"

namespace weft::editor {
namespace {

constexpr auto longestLine = static_cast<qsizetype>(jsonMaximumBytes);
constexpr qsizetype parsedInPlace = qsizetype{64} << 10;  // longer lines are parsed by another thread
constexpr qsizetype longestLogLine = 64 << 10;

// Null: it is no JSON.
Json parsed(const QByteArray& line) {
  Result<Json> json = parseJson({line.constData(), static_cast<size_t>(line.size())}, "line");
  return json ? *std::move(json) : Json();
}

// What ends by itself is nobody's: a session that trains takes up to ten seconds over its checkpoint, which neither a
// tab nor the program waits for. Lives as long as the process, so that no QProcess is ever destroyed while it runs.
void leaveAlone(QProcess* process) {
  static auto* const keeper = new QObject;
  process->disconnect();
  process->setParent(keeper);
  QObject::connect(process, &QProcess::finished, process, &QObject::deleteLater);
  QObject::connect(process, &QProcess::readyReadStandardOutput, process, &QProcess::readAllStandardOutput);
  QObject::connect(process, &QProcess::readyReadStandardError, process, &QProcess::readAllStandardError);
  if (process->state() == QProcess::NotRunning) process->deleteLater();
}

QString signalText(int number) {
  constexpr int killed = 9, terminated = 15;
  if (number == killed) return "it was killed, as happens where memory runs out";
  if (number == terminated) return "it was told to end";
  return "signal " + QString::number(number);
}

// "error: node sample (weft.schedulers.Sample) of the plugin … crashed: …" (weft/host/crash.h)
QString crashedNode(const QString& line) {
  static const QRegularExpression form("^error: node (\\S+) \\(.* crashed: ");
  return form.match(line).captured(1);
}

}  // namespace

struct Session::State {
  struct Pending {
    int64_t id;
    Reply reply;
  };

  State(Session& owner, Options with) : session(owner), options(std::move(with)) {}

  Session& session;
  Options options;
  QPointer<QProcess> process;
  quint64 generation = 0;  // of the process: what an earlier one said is dropped
  QByteArray out, err;     // the beginning of a line
  std::deque<QByteArray> lines;
  bool parsing = false;  // another thread has the line that comes next
  std::deque<Pending> pending;
  int64_t lastId = 0;
  QString lastError;   // that it wrote
  QString startError;  // why there is no process

  QString program() const {
    return options.runner.isEmpty() ? QCoreApplication::applicationDirPath() + "/runner" : options.runner;
  }

  void start() {
    ++generation;
    lastError.clear();
    startError.clear();
    process = new QProcess(&session);
    connect(process, &QProcess::readyReadStandardOutput, &session, [this] { readOutput(); });
    connect(process, &QProcess::readyReadStandardError, &session, [this] { readErrors(); });
    // Both may be told from within start().
    connect(
        process, &QProcess::finished, &session,
        [this, number = generation](int code, QProcess::ExitStatus how) {
          if (number == generation) ended(code, how);
        },
        Qt::QueuedConnection);
    connect(
        process, &QProcess::errorOccurred, &session,
        [this, number = generation](QProcess::ProcessError error) {
          if (error != QProcess::FailedToStart || number != generation) return;
          startError = process->errorString();
          ended(0, QProcess::NormalExit);
        },
        Qt::QueuedConnection);
    process->start(program(), QStringList("session") + options.arguments);
    send({{"do", "hello"}}, [this](const Json& hello) {
      if (isOk(hello)) emit session.started(hello);
    });
  }

  void send(Json request, Reply reply) {
    request["id"] = ++lastId;
    pending.push_back({lastId, std::move(reply)});
    // One that has ended just now is told of soon, and answers this with it.
    if (process->state() == QProcess::NotRunning) return;
    process->write(QByteArray::fromStdString(request.dump(-1, ' ', false, Json::error_handler_t::replace)) + '\n');
  }

  void readOutput() {
    qsizetype begin = 0, end = out.size();  // in which there is no line's end
    out += process->readAllStandardOutput();
    for (; (end = out.indexOf('\n', end)) >= 0; begin = ++end) {
      lines.push_back(out.mid(begin, end - begin));
    }
    out.remove(0, begin);
    if (out.size() > longestLine) {
      drop("it sent a line that does not end");
      return;
    }
    takeLines();
  }

  void takeLines() {
    const quint64 number = generation;
    while (!parsing && !lines.empty() && number == generation) {
      const QByteArray line = std::move(lines.front());
      lines.pop_front();
      if (line.size() <= parsedInPlace) {
        take(parsed(line), line);
        continue;
      }
      parsing = true;
      QThreadPool::globalInstance()->start([line, number, guard = QPointer<Session>(&session), this] {
        auto json = std::make_shared<Json>(parsed(line));
        QMetaObject::invokeMethod(
            qApp,
            [line, number, guard, json, this] {
              if (!guard || number != generation) return;
              parsing = false;
              take(*json, line);
              takeLines();
            },
            Qt::QueuedConnection);
      });
    }
  }

  void take(const Json& json, const QByteArray& line) {
    if (json.is_object() && json.contains("event")) {
      emit session.event(json);
      return;
    }
    const bool isReply = json.is_object() && json.contains("ok") && json.contains("id") && !pending.empty() &&
                         json["id"] == pending.front().id;
    if (!isReply) {
      emit session.logged("error: the session said what is no reply: " + QString::fromUtf8(line.left(200)));
      return;
    }
    const Reply reply = std::move(pending.front().reply);
    pending.pop_front();
    if (reply) reply(json);
  }

  void readErrors() {
    err += process->readAllStandardError();
    qsizetype begin = 0;
    for (qsizetype end; (end = err.indexOf('\n', begin)) >= 0; begin = end + 1) note(err.mid(begin, end - begin));
    err.remove(0, begin);
    if (err.size() > longestLogLine) note(std::exchange(err, {}));
  }

  void note(const QByteArray& bytes) {
    const QString line = QString::fromUtf8(bytes);
    if (line.startsWith("error: ")) lastError = line;
    emit session.logged(line);
  }

  void ended(int code, QProcess::ExitStatus how) {
    const quint64 number = generation;
    readOutput();
    if (number != generation) return;
    readErrors();
    if (!err.isEmpty()) note(std::exchange(err, {}));
    QString reason;
    if (!startError.isEmpty())
      reason = "the program that runs graphs cannot be started (" + program() + "): " + startError;
    else if (how == QProcess::CrashExit)
      reason = "the session has ended: " + signalText(code);
    else if (!lastError.isEmpty())
      reason = lastError.mid(QString("error: ").size());
    else
      reason = "the session has ended with status " + QString::number(code);
    gone(reason, crashedNode(lastError));
  }

  void drop(const QString& reason) {
    process->disconnect(&session);
    leaveAlone(process);
    process->kill();
    gone(reason, {});
  }

  // The process is no longer ours. Replies may bring new requests, and with them another process.
  void gone(const QString& reason, const QString& node) {
    ++generation;
    if (process && process->parent() == &session) process->deleteLater();
    process = nullptr;
    out.clear();
    err.clear();
    lines.clear();
    parsing = false;
    const std::deque<Pending> lost = std::exchange(pending, {});
    emit session.died(reason, node);
    const Json answer{
        {"ok", false}, {"error", reason.isEmpty() ? "the session was ended" : reason.toStdString()}, {"died", true}};
    for (const Pending& request : lost) {
      if (request.reply) request.reply(answer);
    }
  }
};

Session::Session(Options options, QObject* parent) : QObject(parent), m_state(new State(*this, std::move(options))) {}

Session::~Session() {
  if (!m_state->process) return;
  QProcess* process = m_state->process;
  leaveAlone(process);
  process->closeWriteChannel();
}

void Session::setOptions(Options options) { m_state->options = std::move(options); }

void Session::request(Json request, Reply reply) {
  if (!m_state->process) m_state->start();
  m_state->send(std::move(request), std::move(reply));
}

bool Session::isRunning() const { return m_state->process && m_state->process->state() == QProcess::Running; }

qint64 Session::processId() const { return m_state->process ? m_state->process->processId() : 0; }

qsizetype Session::unanswered() const { return static_cast<qsizetype>(m_state->pending.size()); }

void Session::restart() {
  if (m_state->process) m_state->drop({});
}

void Session::stop() {
  if (!m_state->process) return;
  QProcess* process = m_state->process;
  leaveAlone(process);
  process->closeWriteChannel();
  m_state->gone({}, {});
}

}  // namespace weft::editor
