#include "run/run_controller.h"

#include <algorithm>

#include <QPointer>
#include <QTimer>

#include "run/graph_check.h"
#include "run/graph_mirror.h"
#include "run/json_members.h"
#include "run/live_runs.h"
#include "run/node_paths.h"
#include "run/run_events.h"
#include "run/run_targets.h"
#include "run/seed_changes.h"
#include "run/shared_picture.h"
#include "run/stale_nodes.h"

namespace weft::editor {
namespace {

constexpr qsizetype mostRecords = 200;
constexpr int thumbnailSide = 256;
constexpr int stuckAfter = 3000;          // milliseconds
constexpr int idleAfter = 2 * 60 * 1000;  // until a tab that is not shown gives its session up

}  // namespace

struct RunController::State {
  // A run that was asked for and has not ended.
  struct Job {
    int record = 0;   // 0: live
    quint64 run = 0;  // 0: the session has yet to answer
    QStringList to;
    bool begun = false, cancelled = false;
    bool outdated = false;  // cancelled, because the next live run is wanted
    bool isLive() const { return record == 0; }
  };

  RunController& controller;
  GraphMirror mirror;
  GraphChecker checker;
  RunEvents events;
  StaleNodes stale;
  LiveRuns live;
  QList<std::shared_ptr<Job>> jobs;
  int lastRecord = 0, batches = 0;
  bool changingSeeds = false, stuck = false;
  QStringList liveTo;
  QByteArray packed;
  quint64 packedRevision = 0;
  QString lastReason;
  ProgressMeter progress;
  QTimer stuckTimer, idleTimer;

  explicit State(RunController& owner)
      : controller(owner),
        mirror(owner.m_model, owner.m_session),
        checker(owner.m_model, mirror, owner.m_session, owner.m_state),
        events(owner.m_model, owner.m_session, owner.m_state),
        stale(owner.m_model, mirror, owner.m_state) {
    for (QTimer* timer : {&stuckTimer, &idleTimer}) timer->setSingleShot(true);
    listen();
  }

  Session& session() { return controller.m_session; }
  GraphModel& model() { return controller.m_model; }

  void listen() {
    connect(&session(), &Session::event, &controller, [this](const Json& event) { take(event); });
    connect(&session(), &Session::died, &controller,
            [this](const QString& why, const QString& node) { died(why, node); });
    connect(&mirror, &GraphMirror::refused, &controller,
            [this](const QString& why) { emit controller.message("The session cannot read the graph: " + why, true); });
    connect(&mirror, &GraphMirror::revised, &controller, [this] {
      if (controller.m_live && !changingSeeds) live.want();
    });
    connect(&stale, &StaleNodes::outdated, &controller, [this](const QSet<QString>& paths) { events.outdate(paths); });
    connect(&model(), &GraphModel::reset, &controller, [this] { live.forget(); });
    connect(&live, &LiveRuns::begin, &controller, [this] { beginLive(); });
    connect(&live, &LiveRuns::outdated, &controller, [this] {
      for (const auto& job : jobs) {
        if (!job->isLive()) continue;
        job->outdated = true;
        stop(*job);
      }
    });
    connect(&stuckTimer, &QTimer::timeout, &controller, [this] {
      const bool left = std::any_of(jobs.begin(), jobs.end(), [](const auto& job) { return job->cancelled; });
      if (left) setStuck(true);
    });
    connect(&idleTimer, &QTimer::timeout, &controller, [this] {
      if (jobs.isEmpty() && session().unanswered() == 0) session().stop();
    });
  }

  RunRecord* find(int id) {
    const auto found = std::find_if(controller.m_records.begin(), controller.m_records.end(),
                                    [id](const RunRecord& record) { return record.id == id; });
    return found == controller.m_records.end() ? nullptr : &*found;
  }

  RunRecord& addRecord(const QStringList& to) {
    QList<RunRecord>& records = controller.m_records;
    while (records.size() >= mostRecords) {
      const auto over = std::find_if(records.begin(), records.end(), [](const RunRecord& r) { return r.isOver(); });
      if (over == records.end()) break;
      records.erase(over);
      emit controller.recordsForgotten();
    }
    records.append(RunRecord());
    records.last().id = ++lastRecord;
    records.last().to = to;
    return records.last();
  }

  void add(const QStringList& to, const RunSettings& settings, bool first) {
    mirror.bring();
    RunRecord& record = addRecord(to);
    record.label = runLabel(model(), to, settings);
    record.seed = firstSeed(model());
    if (!settings.empty()) {
      record.packed = packedGraph(model(), settings);
    } else {
      if (packed.isEmpty() || packedRevision != mirror.revision()) packed = packedGraph(model(), {});
      packedRevision = mirror.revision();
      record.packed = packed;
    }
    Json set = Json::object();
    for (const auto& [name, value] : settings) set[name] = value;
    send(record.id, to, std::move(set), first);
    emit controller.recordChanged(lastRecord);
  }

  void send(int record, const QStringList& to, Json set, bool first) {
    Json run{{"do", "run"}, {"previews", true}, {"pictures", thumbnailSide}};
    for (const QString& node : to) run["to"].push_back(node.toStdString());
    if (!set.empty()) run["set"] = std::move(set);
    if (first) run["first"] = true;
    auto job = std::make_shared<Job>();
    job->record = record;
    job->to = to;
    jobs.append(job);
    idleTimer.stop();
    session().request(std::move(run), [this, job, guard = QPointer<RunController>(&controller)](const Json& reply) {
      if (guard && jobs.contains(job)) answered(job, reply);
    });
    update();
  }

  // Neither a reason to run again, nor does it make what runs out of date.
  void changeSeeds(const QString& gesture) {
    changingSeeds = true;
    stale.setPaused(true);
    (void)model().apply(nextSeeds(model(), gesture));
    stale.setPaused(controller.m_live);
    changingSeeds = false;
  }

  void beginLive() {
    const QStringList to = liveTo.isEmpty() ? shownNodes(model()) : liveTo;
    if (to.isEmpty()) return;
    mirror.bring();
    live.began();
    send(0, to, Json::object(), false);
  }

  void answered(const std::shared_ptr<Job>& job, const Json& reply) {
    if (isOk(reply)) {
      job->run = numberIn<quint64>(reply, "run");
      if (job->cancelled) session().request({{"do", "cancel"}, {"run", job->run}});
      if (RunRecord* record = find(job->record)) record->nodes = numberIn<int>(reply, "nodes");
      return;
    }
    const Json& problems = arrayIn(reply, "problems");
    QString error = textIn(reply, "error");
    std::optional<NodePlace> place;
    if (!problems.empty()) place = placeOfProblem(model(), textIn(problems[0], "path"));
    if (place && problems.size() > 1) error += QString(" (and %1 more)").arg(problems.size() - 1);
    if (RunRecord* record = find(job->record); record && !job->cancelled) {
      record->status = RunRecord::Status::Failed;
      record->error = error;
      if (place && place->graph.isEmpty()) record->failedNode = place->node;
      emit controller.message("The graph cannot run: " + error, true);
    }
    end(job, false);
  }

  std::shared_ptr<Job> jobOf(const Json& event) const {
    const quint64 run = numberIn<quint64>(event, "run");
    for (const auto& job : jobs) {
      if (job->run == run && run != 0) return job;
    }
    return nullptr;
  }

  void take(const Json& event) {
    const std::shared_ptr<Job> job = jobOf(event);
    const QString kind = textIn(event, "event");
    if (!job || job->cancelled) {
      events.drop(event);
      if (job && kind == "run-finished") end(job, false);
      return;
    }
    if (RunRecord* record = find(job->record); kind == "run-started") {
      job->begun = true;
      if (!record) return;
      record->status = RunRecord::Status::Running;
      record->begun = QDateTime::currentDateTime();
      record->nodes = numberIn<int>(event, "nodes");
      events.wait(neededNodes(model(), job->to));
      emit controller.recordChanged(record->id);
      return;
    }
    events.take(event);
    if (kind == "node-progress") {
      progress.take(event);
      emit controller.progressed();
    }
    if (kind == "node-finished" || kind == "node-failed") nodeEnded(job->record, event);
    if (kind == "node-finished") emit controller.nodeEnded(textIn(event, "node"), flagIn(event, "cached"));
    if (kind != "run-finished") return;
    const QString status = textIn(event, "status");
    if (RunRecord* record = find(job->record)) {
      record->status = status == "done"     ? RunRecord::Status::Done
                       : status == "failed" ? RunRecord::Status::Failed
                                            : RunRecord::Status::Cancelled;
      record->seconds = numberIn<double>(event, "seconds");
      record->pictures = resultPictures(model(), controller.m_state, *record);
    }
    end(job, status == "done");
  }

  void nodeEnded(int id, const Json& event) {
    RunRecord* found = find(id);
    if (!found) return;
    RunRecord& record = *found;
    ++record.done;
    for (const Json& file : arrayIn(event, "files")) {
      if (file.is_string()) record.files.append(QString::fromStdString(file.get<std::string>()));
    }
    const bool failed = textIn(event, "event") == "node-failed" && !flagIn(event, "skipped");
    if (!failed || !record.failedNode.isEmpty()) return;
    record.failedNode = textIn(event, "node");
    record.error = textIn(event, "message");
    emit controller.message(record.failedNode + ": " + record.error, true);
  }

  void end(const std::shared_ptr<Job>& job, bool finished) {
    jobs.removeOne(job);
    if (job->isLive()) live.ended(finished);
    if (job->record != 0) emit controller.recordChanged(job->record);
    update();
  }

  // Asks it to stop; what else it tells is passed over.
  void stop(Job& job) {
    if (std::exchange(job.cancelled, true)) return;
    if (job.run != 0) session().request({{"do", "cancel"}, {"run", job.run}});
    stuckTimer.start(stuckAfter);
  }

  void cancel(int id) {
    live.forget();
    bool any = false;
    for (const auto& job : QList(jobs)) {
      if (id != 0 && job->record != id) continue;
      any = any || job->begun;
      stop(*job);
      job->outdated = false;
      RunRecord* record = find(job->record);
      if (!record || record->isOver()) continue;
      record->status = RunRecord::Status::Cancelled;
      emit controller.recordChanged(record->id);
    }
    if (any) events.settle();
    update();
  }

  void update() {
    bool running = false, asked = false, stopping = false;
    for (const auto& job : jobs) {
      running |= !job->cancelled || job->outdated;
      asked |= !job->isLive();
      stopping |= job->cancelled;
    }
    if (!stopping) setStuck(false);
    if (!running) {
      progress.clear();
      events.settle();
    }
    controller.m_state.setRunning(running);
    live.setBlocked(asked);
    if (jobs.isEmpty() && idleTimer.interval() > 0) idleTimer.start();
    emit controller.progressed();
  }

  void setStuck(bool now) {
    if (std::exchange(stuck, now) == now) return;
    emit controller.stuckChanged(now);
    if (now) {
      emit controller.message("What was cancelled has not stopped yet; restarting the session ends it at once", true);
    }
  }

  void died(const QString& reason, const QString& node) {
    live.forget();
    const QList<std::shared_ptr<Job>> lost = std::exchange(jobs, {});
    const bool anyBegun = std::any_of(lost.begin(), lost.end(), [](const auto& job) { return job->begun; });
    if (!node.isEmpty()) events.fail(node, reason);
    for (const auto& job : lost) {
      if (job->isLive()) live.ended(false);
      RunRecord* record = find(job->record);
      if (!record || record->isOver()) continue;
      const bool failed = !reason.isEmpty() && (job->begun || !anyBegun);
      record->status = failed ? RunRecord::Status::Failed : RunRecord::Status::Cancelled;
      record->error = failed ? reason : QString("Not run: the session ended before its turn came");
      if (failed) record->failedNode = node;
      emit controller.recordChanged(record->id);
    }
    update();
    const bool isNews = !lost.isEmpty() || reason != lastReason;
    lastReason = reason;
    if (!reason.isEmpty() && isNews) emit controller.message(reason, true);
  }
};

RunController::RunController(GraphModel& model, Session::Options options, QObject* parent)
    : QObject(parent), m_model(model), m_session(std::move(options)), m_own(new State(*this)) {
  connect(&m_session, &Session::logged, &m_log, &RunLog::addOutput);
  connect(this, &RunController::message, &m_log, [this](const QString& text, bool isError) {
    m_log.add(isError ? LogLine::Level::Error : LogLine::Level::Info, text);
  });
}

RunController::~RunController() = default;

void RunController::queue(const RunRequest& request) {
  if (request.live) {
    m_own->liveTo = request.to;
    m_own->live.want();
    return;
  }
  if (!request.settings.empty()) {
    for (const RunSettings& settings : request.settings) m_own->add(request.to, settings, false);
    return;
  }
  const QString gesture = "seeds of batch " + QString::number(++m_own->batches);
  for (int i = 0; i < request.count; ++i) {
    m_own->add(request.to, {}, request.first && i == 0);
    m_own->changeSeeds(gesture);
  }
}

void RunController::again(int id) {
  const RunRecord* old = record(id);
  if (!old) return;
  const RunRecord from = *old;
  Json load{{"do", "load"}, {"text", from.graphText().toStdString()}};
  if (!m_model.document().fileName().empty()) load["path"] = m_model.document().fileName();
  m_session.request(std::move(load));
  m_own->mirror.forget();
  RunRecord& record = m_own->addRecord(from.to);
  record.label = from.label;
  record.seed = from.seed;
  record.packed = from.packed;
  m_own->send(record.id, from.to, Json::object(), false);
  emit recordChanged(m_own->lastRecord);
}

void RunController::cancel(int record) { m_own->cancel(record); }

void RunController::restart() {
  m_session.restart();
  m_own->checker.askSoon();
}

bool RunController::isStuck() const { return m_own->stuck; }

void RunController::setLive(bool live) {
  if (std::exchange(m_live, live) == live) return;
  m_own->liveTo.clear();
  m_own->stale.setPaused(live);  // the new results are on their way
  if (live)
    m_own->live.want();
  else
    m_own->live.forget();
  emit liveChanged(live);
}

void RunController::setShown(bool shown) {
  m_own->checker.setEnabled(shown);
  m_own->idleTimer.setInterval(shown ? 0 : idleAfter);
  if (shown)
    m_own->idleTimer.stop();
  else
    m_own->idleTimer.start();
}

const RunRecord* RunController::record(int id) const { return m_own->find(id); }

void RunController::forgetRecords() {
  m_records.removeIf([](const RunRecord& record) { return record.isOver(); });
  emit recordsForgotten();
}

int RunController::unfinished() const {
  return static_cast<int>(
      std::count_if(m_records.begin(), m_records.end(), [](const RunRecord& record) { return !record.isOver(); }));
}

const RunProgress& RunController::progress() const { return m_own->progress.now(); }

void RunController::fetch(Json request, Session::Reply reply) {
  m_own->mirror.bring();
  request["do"] = "fetch";
  m_session.request(std::move(request), std::move(reply));
}

void RunController::fetchPicture(Json request, PictureReply reply) {
  request["as"] = "picture";
  fetch(std::move(request), [guard = QPointer<RunController>(this), reply = std::move(reply)](const Json& answer) {
    if (!guard) return;
    if (!isOk(answer) || !answer.contains("picture")) return reply(QImage(), answer);
    readSharedPicture(answer["picture"], guard, [guard, answer, reply](const QImage& picture, const QString& error) {
      guard->m_session.request({{"do", "release"}, {"pictures", {answer["picture"]["path"]}}});
      Json told = answer;
      if (picture.isNull()) told.update({{"ok", false}, {"error", error.toStdString()}});
      reply(picture, told);
    });
  });
}

}  // namespace weft::editor
