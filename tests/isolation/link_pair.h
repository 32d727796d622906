// Both ends of a link in one process: `host` and `worker`, each with its control thread. What crosses is what crosses
// between two processes, but for that both have the same memory.
#pragma once

// Before Qt, which makes macros of plain words.
#include "drop_later.h"
#include "link.h"
#include "object_services.h"
#include "value_wire.h"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include <sys/eventfd.h>
#include <unistd.h>

#include <QtTest>

namespace weft::test {

class LinkPair {
 public:
  using Serve = std::function<Result<Value>(const Value&)>;
  using OpenDevice = std::function<Result<Device>(weft_device_id)>;

  // `serve` is what the worker makes of a value that the host sends, and the host of one that the worker sends.
  explicit LinkPair(Serve serve, OpenDevice openDevice = {}) : m_serve(std::move(serve)) {
    auto page = WorkerPage::make();
    auto sockets = makeControlSocket();
    host = makeLink(std::move(sockets->first), *page, false, openDevice);
    worker = makeLink(std::move(sockets->second), *page, true, openDevice);
    m_control[0] = std::thread([this] { run(*host, 0); });
    m_control[1] = std::thread([this] { run(*worker, 1); });
  }
  ~LinkPair() {
    for (Link* link : {host.get(), worker.get()}) link->finish(makeError(ErrorCode::Internal, "the end"), 0);
    for (int i = 0; i < 2; ++i) {
      const uint64_t one = 1;
      [[maybe_unused]] const ssize_t written = ::write(m_stop[i].get(), &one, sizeof(one));
      m_control[i].join();
    }
    (void)waitForDrops(std::chrono::seconds(10));
  }

  // What the other side makes of a value.
  Result<Value> send(const Value& value) { return sendFrom(*host, value); }
  Result<Value> sendBack(const Value& value) { return sendFrom(*worker, value); }

  // Waits until neither side keeps more than so much for the other.
  bool keepAtMost(size_t things) const {
    return QTest::qWaitFor([&] { return host->heldCount() + worker->heldCount() <= things; }, 10'000);
  }
  // Whether the host found a message of the worker's on the control socket that makes no sense.
  bool hostRefused() const {
    return QTest::qWaitFor([&] { return m_malformed[0].load(); }, 10'000);
  }

  std::shared_ptr<Link> host, worker;

 private:
  static constexpr auto echo = static_cast<MessageKind>(1000);

  std::shared_ptr<Link> makeLink(FileHandle socket, std::shared_ptr<WorkerPage> page, bool isWorker,
                                 const OpenDevice& openDevice) {
    Link::Options options;
    options.name = isWorker ? "the host" : "the plugin t.p";
    options.isWorker = isWorker;
    options.openDevice = openDevice;
    options.services = objectServices();
    options.services[echo] = [this](Served& served) -> Result<void> {
      auto value = getValue(served.request);
      if (!served.request.finish()) return makeError(ErrorCode::Internal, "no value");
      if (!value) return value.error();
      auto made = m_serve(*value);
      if (!made) return made.error();
      return putValue(served.answer, *made);
    };
    return std::make_shared<Link>(std::move(socket), std::move(page), std::move(options));
  }

  static Result<Value> sendFrom(Link& link, const Value& value) {
    MessageWriter request(link);
    if (auto written = putValue(request, value); !written) return written.error();
    auto answer = link.call(echo, std::move(request));
    if (!answer) return answer.error();
    auto back = getValue(*answer);
    if (auto finished = answer->finish(); !finished) return finished.error();
    return back;
  }

  void run(Link& link, int side) {
    const auto stopped = link.control().run(
        link, m_stop[side].get(),
        [&link](MessageKind kind, MessageReader& message) { return link.handleControl(kind, message); });
    m_malformed[side] = stopped == ControlSocket::Stopped::Malformed;
  }

  const Serve m_serve;
  FileHandle m_stop[2] = {FileHandle(::eventfd(0, EFD_CLOEXEC)), FileHandle(::eventfd(0, EFD_CLOEXEC))};
  std::atomic<bool> m_malformed[2] = {false, false};
  std::thread m_control[2];
};

}  // namespace weft::test
