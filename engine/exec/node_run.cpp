#include "node_run.h"

#include <algorithm>
#include <exception>
#include <new>

#include <weft/base/log.h>
#include <weft/base/text.h>
#include <weft/value/shared_memory.h>

#include "edge.h"
#include "parallel.h"
#include "scheduler.h"

namespace weft {
namespace {

Error atPort(Error error, const PortType& port) {
  error.path = port.id;
  return error;
}

}  // namespace

NodeRun::NodeRun(Scheduler& scheduler, int index)
    : m_scheduler(scheduler),
      m_run(scheduler.run()),
      m_node(scheduler.planned(index)),
      m_index(index),
      m_placement(scheduler.placement(index)),
      m_ports(m_node.inputs.size()),
      m_outputs(m_node.outputs.size()),
      m_memory(m_node.id) {}

void NodeRun::giveInput(size_t port, std::vector<Value> values) {
  m_ports[port].values = std::move(values);
  m_ports[port].given = true;
}

void NodeRun::giveParameter(size_t parameter, Value value) {
  if (m_linked.empty()) m_linked.resize(m_node.parameterLinks.size());
  m_linked[parameter] = std::move(value);
}

void NodeRun::giveCaptures(std::vector<Value> values) { m_captures.push_back(std::move(values)); }

bool NodeRun::wants(size_t port) const { return std::find(m_wanted.begin(), m_wanted.end(), port) != m_wanted.end(); }

Result<void> NodeRun::checkNewValues() {
  for (size_t port = 0; port < m_ports.size(); ++port) {
    if (!m_ports[port].given || m_ports[port].checked) continue;
    for (Value& value : m_ports[port].values) {
      if (auto fits = fitInput(value, m_node.inputs[port]); !fits) return fits;
      if (auto there = m_run.devices().move(value, m_placement.device); !there) {
        return atPort(std::move(there).error(), m_node.inputs[port]);
      }
    }
    m_ports[port].checked = true;
  }
  if (m_parametersChecked) return {};
  m_parametersChecked = true;
  for (size_t i = 0; i < m_node.parameterLinks.size(); ++i) {
    if (!m_node.parameterLinks[i].linked()) continue;
    if (auto fits = fitParameter(m_linked[i], m_node.type->parameters[i]); !fits) return fits;
  }
  return {};
}

Result<void> NodeRun::checkOutputs() {
  for (size_t port = 0; port < m_outputs.size(); ++port) {
    if (!m_outputs[port]) continue;
    const Type& type = port < m_node.outputTypes.size() ? m_node.outputTypes[port] : m_node.outputs[port].type;
    if (auto fits = fitOutput(m_outputs[port], m_node.outputs[port], type); !fits) return fits;
    m_outputBytes += m_outputs[port].bytes();
    // What leaves the graph is fetched here, where it still is an error of this node.
    if (!m_node.wanted) continue;
    auto onCpu = m_run.devices().moved(m_outputs[port], cpuDevice);
    if (!onCpu) return atPort(std::move(onCpu).error(), m_node.outputs[port]);
  }
  return {};
}

void NodeRun::dropInputs() {
  for (Port& port : m_ports) port.values.clear();
  m_linked.clear();
  m_captures.clear();
}

bool NodeRun::canTryAlone(const Error& error) const {
  return error.code == ErrorCode::OutOfMemory && !m_tookInput && !m_triesAlone && m_captures.empty();
}

void NodeRun::prepareToTryAlone() {
  m_triesAlone = true;
  m_outputs.assign(m_node.outputs.size(), Value());
}

void NodeRun::tellStart(EventQueue& events) const { events.push(note(Event::Kind::NodeStarted)); }

void NodeRun::tellCall(EventQueue& events, const LaneSeat& seat) const {
  EventNote called = note(Event::Kind::NodeCalled);
  called.seconds = m_lastSeconds;
  called.bytes = m_outputBytes;
  called.peakBytes = m_lastPeak;
  called.memory = memoryUse().bytes;
  called.lane = &seat.name;
  events.setTime(m_ended);
  events.push(called);
}

Result<CallOutcome> NodeRun::work(const LaneSeat& seat) {
  const MemoryScope memory(&m_memory);
  const SharedMemoryScope shared(m_node.crosses);
  m_memory.startPeak();
  m_arena = seat.parallel ? seat.parallel(m_placement.threads) : nullptr;
  const auto start = EventQueue::Clock::now();
  auto outcome = callInstance();
  // What was freed since may be enough; but an input that was taken is gone, and may have been written to.
  if (!outcome && outcome.error().code == ErrorCode::DeviceOutOfMemory && !m_tookInput && !m_retried) {
    m_retried = true;
    logInfo("exec", m_node.id + ": the device was out of memory; trying once more");
    relieveMemory(m_placement.device, UINT64_MAX);
    m_run.devices().dropCopies();
    m_outputs.assign(m_node.outputs.size(), Value());
    outcome = callInstance();
  }
  m_ended = EventQueue::Clock::now();
  m_lastSeconds = std::chrono::duration<double>(m_ended - start).count();
  m_seconds += m_lastSeconds;
  m_lastPeak = m_memory.peak();
  m_peakBytes = std::max(m_peakBytes, m_lastPeak);
  ++m_calls;
  return outcome;
}

Result<CallOutcome> NodeRun::callInstance() try {
  if (auto prepared = m_run.devices().prepare(m_placement.device); !prepared) return std::move(prepared).error();
  if (auto checked = checkNewValues(); !checked) return std::move(checked).error();
  if (!m_instance) {
    auto made = m_node.type->create();
    if (!made) return std::move(made).error();
    m_instance = *std::move(made);
  }
  m_wanted.clear();
  m_suspended = false;
  ++m_visit;
  auto outcome = m_instance->process(*this);
  m_token = nullptr;  // from now on it lives as long as somebody outside holds it
  if (!outcome || *outcome != CallOutcome::Done) return outcome;
  if (auto checked = checkOutputs(); !checked) return std::move(checked).error();
  return outcome;
} catch (const std::bad_alloc&) {
  m_token = nullptr;
  return makeError(ErrorCode::OutOfMemory, "out of memory");
} catch (const std::exception& exception) {
  m_token = nullptr;
  return makeError(ErrorCode::Internal, std::string("threw ") + printable(exception.what(), 4000));
} catch (...) {
  m_token = nullptr;
  return makeError(ErrorCode::Internal, "threw something that is no std::exception");
}

size_t NodeRun::inputCount(size_t port) const { return port < m_ports.size() ? m_ports[port].values.size() : 0; }

const Value* NodeRun::input(size_t port, size_t index) const {
  if (index >= inputCount(port)) return nullptr;
  const Value& value = m_ports[port].values[index];
  return value ? &value : nullptr;
}

Value NodeRun::takeInput(size_t port, size_t index) {
  if (index >= inputCount(port)) return {};
  m_tookInput = true;
  return std::move(m_ports[port].values[index]);
}

void NodeRun::wantInput(size_t port) {
  if (port >= m_ports.size() || m_ports[port].given) return;
  if (std::find(m_wanted.begin(), m_wanted.end(), port) == m_wanted.end()) m_wanted.push_back(port);
}

const Value& NodeRun::parameter(size_t index) const {
  static const Value none;
  if (index >= m_node.parameters.size()) return none;
  return m_node.parameterLinks[index].linked() && index < m_linked.size() ? m_linked[index] : m_node.parameters[index];
}

void NodeRun::setOutput(size_t port, Value value) {
  if (port < m_outputs.size()) m_outputs[port] = std::move(value);
}

EventNote NodeRun::note(Event::Kind kind) const {
  EventNote note;
  note.kind = kind;
  note.node = &m_node.id;
  note.type = &m_node.type->id;
  return note;
}

Event NodeRun::event(Event::Kind kind) const {
  Event event;
  event.kind = kind;
  event.node = m_node.id;
  event.type = m_node.type->id;
  return event;
}

void NodeRun::progress(uint64_t step, uint64_t total, std::string_view text) {
  m_step = step;
  m_total = total;
  Event progress = event(Event::Kind::NodeProgress);
  progress.step = step;
  progress.total = total;
  progress.text = text;
  m_run.tell(std::move(progress));
}

void NodeRun::preview(const Value& image) {
  Event progress = event(Event::Kind::NodeProgress);
  progress.step = m_step;
  progress.total = m_total;
  // A picture in the making is worth no failure.
  if (auto onCpu = m_run.devices().moved(image, cpuDevice)) progress.preview = *std::move(onCpu);
  m_run.tell(std::move(progress));
}

void NodeRun::saved(const std::string& path) {
  Event saved = event(Event::Kind::FileSaved);
  saved.message = path;
  m_run.tell(std::move(saved));
}

std::function<void()> NodeRun::suspend() {
  m_suspended = true;
  if (!m_token) m_token = m_scheduler.token(m_index, m_visit);
  return m_token;
}

Result<void> NodeRun::startPass(size_t parameter, uint64_t tag, std::map<std::string, Value> inputs) {
  return m_scheduler.startPass(m_index, parameter, tag, std::move(inputs), m_captures);
}

std::span<const std::string> NodeRun::passInputs(size_t parameter) const {
  for (const PlannedBody& body : m_node.bodies) {
    if (body.parameter == parameter) return body.inputs;
  }
  return {};
}

std::optional<Pass> NodeRun::takePass() {
  auto pass = m_scheduler.takePass(m_index);
  if (!pass) return pass;
  // What cannot be moved stays where it is; whoever reads it says what is wrong.
  for (auto& [name, value] : pass->outputs) {
    (void)m_run.devices().move(value, m_placement.device);
  }
  return pass;
}

Result<void> NodeRun::parallel(size_t count, size_t grain,
                               const std::function<Result<void>(size_t begin, size_t end)>& body) {
  return runParallel(
      m_arena, [this] { return cancelled(); }, count, grain, body);
}

bool NodeRun::cancelled() const { return m_scheduler.cancelled(); }
bool NodeRun::wantsPreview() const { return m_run.options().previews; }
bool NodeRun::deterministic() const { return m_run.options().deterministic; }
const std::string& NodeRun::outputFolder() const { return m_run.options().outputFolder; }
const std::string& NodeRun::documentJson() const { return m_run.plan().documentJson; }

}  // namespace weft
