#include "session.h"

#include <fstream>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include <weft/base/text.h>
#include <weft/value/device.h>
#include <weft/value/memory.h>

#include "../device_choice.h"
#include "../exit_status.h"
#include "../graph_source.h"
#include "../node_text.h"
#include "../plugin_json.h"
#include "../signals.h"
#include "value_picture.h"

namespace weft::runner {
namespace {

constexpr int protocolVersion = 1;

// The stream, and another descriptor for everybody else.
FileHandle takeStream(int stream, int other) {
  FileHandle taken(::fcntl(stream, F_DUPFD_CLOEXEC, 3));
  if (other < 0 || ::dup2(other, stream) < 0) {
    const FileHandle nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    ::dup2(nothing.get(), stream);
  }
  return taken;
}

Json problemsJson(const Problems& problems) {
  Json json = Json::array();
  for (const Problem& problem : problems) json.push_back({{"path", problem.path}, {"message", problem.message}});
  return json;
}

}  // namespace

const Session::Request Session::requests[] = {
    {"hello", &Session::hello},
    {"quit", &Session::quit},
    {"nodes", &Session::nodes},
    {"plugins", &Session::plugins},
    {"memory", &Session::memory},
    {"lanes", &Session::lanes},
    {"load", &Session::load},
    {"text", &Session::text},
    {"save", &Session::save},
    {"edit", &Session::edit},
    {"set", &Session::set},
    {"check", &Session::check},
    {"run", &Session::startRun},
    {"cancel", &Session::cancel},
    {"fetch", &Session::fetch},
    {"release", &Session::release},
    {"clear-cache", &Session::clearCache},
};

Session::Session(const Options& options, ExecutorOptions executor)
    : m_options(options),
      m_host(hostOptions(options)),
      m_input(takeStream(STDIN_FILENO, -1)),
      m_output(takeStream(STDOUT_FILENO, STDERR_FILENO)),
      m_reader(m_input.get()),
      m_executor(std::move(executor)),
      m_results(m_executor),
      m_nodePictures(m_executor, m_results, m_pictures),
      m_writer(
          m_output.get(), [this](uint64_t run, const Event& event) { return format(run, event); },
          [this] { m_reader.stop(); }),
      m_activity(m_host.catalog()),
      m_runs(m_executor, m_host.catalog(),
             {.starts = [this](const RunJob& job) { m_results.starts(*job.plan); },
              .event =
                  [this](const RunJob& job, const Event& event) {
                    m_results.event(event);
                    m_nodePictures.event(job, event);
                    m_activity.event(job.number, event);
                    if (m_slow) m_slow->event(event);
                    m_writer.event(job.number, event);
                  },
              .ended = [this](const RunJob&, RunResult result) { m_results.ended(std::move(result)); },
              .interrupted = [this] { m_reader.stop(); }}) {
  if (m_options.nodeTimeout > 0) m_slow.emplace(m_host.catalog(), m_options.nodeTimeout);
}

int Session::run() {
  std::string line;
  while (!m_quit) {
    const LineReader::Got got = m_reader.next(line);
    if (got == LineReader::Got::End) break;
    if (got == LineReader::Got::Line) {
      answer(line);
    } else {
      m_writer.reply({{"id", nullptr},
                      {"ok", false},
                      {"error", "the line has more than " + std::to_string(LineReader::maximumBytes) + " bytes"}});
    }
  }
  m_runs.close();
  return RunInterrupt::status();
}

void Session::answer(const std::string& line) {
  if (line.find_first_not_of(" \t\r") == std::string::npos) return;
  Json reply{{"id", nullptr}, {"ok", true}};
  Problems problems;
  const Result<Json> done = [&]() -> Result<Json> {
    const Result<Json> request = parseJson(line, "request");
    if (!request) return request.error();
    if (!request->is_object()) {
      return makeError(ErrorCode::InvalidArgument, "expected an object with \"do\", found " + describeJson(*request));
    }
    if (const auto id = request->find("id"); id != request->end()) reply["id"] = *id;
    return dispatch(*request, problems);
  }();
  if (done) {
    reply.update(*done);
  } else {
    reply["ok"] = false;
    reply["error"] = done.error().message;
  }
  if (!problems.empty() || (done && done->contains("problems"))) reply["problems"] = problemsJson(problems);
  m_writer.reply(reply);
  if (m_next) m_runs.add(*std::exchange(m_next, std::nullopt), m_nextIsFirst);
}

Result<Json> Session::dispatch(const Json& request, Problems& problems) {
  JsonFields fields(request);
  fields.find("id");
  const std::string name = fields.text("do");
  if (name.empty()) return makeError(ErrorCode::InvalidArgument, "\"do\" names the request; hello lists them");
  std::vector<std::string> known;
  for (const Request& entry : requests) {
    if (name == entry.name) return (this->*entry.handler)(fields, problems);
    known.emplace_back(entry.name);
  }
  return makeError(ErrorCode::InvalidArgument, "no request " + inQuotes(name) + didYouMean(name, known));
}

Json Session::format(uint64_t run, const Event& event) {
  if (event.kind == Event::Kind::FileSaved) {
    m_events.saved(event.node, event.message);
    return nullptr;
  }
  Json preview;
  if (event.preview) {
    const Result<Value> image = onHost(event.preview);
    const Result<Picture> picture = image ? makePicture(*image, {}) : Result<Picture>(image.error());
    // One that cannot be shown, or for which there is no room, is left out: a later one may.
    if (Result<Json> shared = picture ? m_pictures.share(*picture) : Result<Json>(picture.error())) preview = *shared;
  }
  Json json = m_events.of(event, std::move(preview));
  if (json.is_null()) return json;
  m_nodePictures.addTo(json, run, event);
  json["run"] = run;
  return json;
}

Result<Json> Session::hello(JsonFields& fields, Problems&) {
  if (auto read = fields.finish(); !read) return read.error();
  Json names = Json::array();
  for (const Request& entry : requests) names.push_back(entry.name);
  Json devices = Json::array();
  for (const weft_device_id id : knownDevices()) devices.push_back(deviceName(id));
  size_t refused = 0;
  for (const PluginInfo& plugin : m_host.plugins()) refused += plugin.refusal.empty() ? 0 : 1;
  return Json{{"version", WEFT_VERSION},
              {"protocol", protocolVersion},
              {"pid", ::getpid()},
              {"devices", std::move(devices)},
              {"threads", std::thread::hardware_concurrency()},
              {"nodes", m_host.catalog().types().size()},
              {"plugins", m_host.plugins().size()},
              {"refused", refused},
              {"requests", std::move(names)},
              {"line_limit", LineReader::maximumBytes}};
}

Result<Json> Session::quit(JsonFields& fields, Problems&) {
  if (auto read = fields.finish(); !read) return read.error();
  m_quit = true;
  return Json::object();
}

Result<Json> Session::nodes(JsonFields& fields, Problems&) {
  const std::string type = fields.text("type", "");
  if (auto read = fields.finish(); !read) return read.error();
  const NodeCatalog& catalog = m_host.catalog();
  Json json = Json::array();
  std::vector<std::string> known;
  for (const auto& [id, entry] : catalog.types()) {
    if (type.empty() || type == id) json.push_back(nodeJson(*entry));
    known.push_back(id);
  }
  if (!type.empty() && json.empty()) {
    return makeError(ErrorCode::NotFound, "no node type " + inQuotes(type) + didYouMean(type, known));
  }
  return Json{{"nodes", std::move(json)}};
}

Result<Json> Session::plugins(JsonFields& fields, Problems&) {
  if (auto read = fields.finish(); !read) return read.error();
  Json json = Json::array();
  for (const PluginInfo& plugin : m_host.plugins()) json.push_back(pluginJson(plugin));
  return Json{{"plugins", std::move(json)}};
}

Result<Json> Session::memory(JsonFields& fields, Problems&) {
  if (auto read = fields.finish(); !read) return read.error();
  Json devices = Json::array();
  for (const weft_device_id id : knownDevices()) {
    const MemoryUse use = memoryUse(id);
    devices.push_back({{"device", deviceName(id)},
                       {"bytes", use.bytes},
                       {"peak", use.peak},
                       {"budget", use.budget == 0 ? Json() : Json(use.budget)},
                       {"table", memoryTable(id)}});
  }
  uint64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  const Executor::CacheUse cache = m_executor.cacheUse();
  return Json{{"devices", std::move(devices)},
              {"cache", {{"bytes", cache.bytes}, {"budget", cache.budget}}},
              {"resident", resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE))},
              {"floor", memoryFloor()},
              {"values", liveValues()},
              {"pictures", {{"count", m_pictures.count()}, {"bytes", m_pictures.bytes()}}}};
}

Result<Json> Session::lanes(JsonFields& fields, Problems&) {
  if (auto read = fields.finish(); !read) return read.error();
  Json json = m_activity.json();
  const std::optional<uint64_t> current = m_runs.current();
  json["current"] = current ? Json(*current) : Json();
  json["waiting"] = m_runs.waiting();
  return json;
}

Result<Json> Session::clearCache(JsonFields& fields, Problems&) {
  if (auto read = fields.finish(); !read) return read.error();
  m_executor.clearCache();
  m_results.clear();
  m_nodePictures.clear();
  return Json::object();
}

}  // namespace weft::runner
