// Messages and links between two threads of one process: nested calls, handles, and what is made of nonsense.
#include <QtTest>

#include <sys/socket.h>
#include <unistd.h>

#include <random>
#include <thread>

#include <weft/value/make_tensor.h>

#include "call_wire.h"
#include "link.h"
#include "value_wire.h"

using namespace weft;

namespace {

constexpr MessageKind echo{1000}, countDown{1001}, failing{1002}, throwing{1003}, keep{1004};

// Both ends of a link, and the threads that carry what is posted.
class Pair {
 public:
  explicit Pair(Link::Services services = {}) {
    auto control = makeControlSocket();
    auto page = WorkerPage::make();
    if (!control || !page) qFatal("no sockets");
    here = makeLink(std::move(control->first), *page, services, false);
    there = makeLink(std::move(control->second), *page, services, true);
    for (const auto& link : {here, there}) {
      m_threads.emplace_back([this, link] {
        (void)link->control().run(*link, m_stop[0].get(), [&](MessageKind kind, MessageReader& message) {
          return link->handleControl(kind, message);
        });
        link->finish(makeError(ErrorCode::Internal, "the other side has gone"), LinkEnd::nobody);
      });
    }
  }
  ~Pair() {
    end();
    for (std::thread& thread : m_threads) thread.join();
  }
  void end() { m_stop[1] = FileHandle(); }

  std::shared_ptr<Link> here, there;

 private:
  std::shared_ptr<Link> makeLink(FileHandle socket, std::shared_ptr<WorkerPage> page, Link::Services services,
                                 bool isWorker) {
    Link::Options options;
    options.name = isWorker ? "this side" : "the other side";
    options.services = std::move(services);
    options.kill = [this] { end(); };
    options.isWorker = isWorker;
    return std::make_shared<Link>(std::move(socket), std::move(page), std::move(options));
  }

  std::array<FileHandle, 2> m_stop = [] {
    int ends[2];
    if (::pipe(ends) != 0) qFatal("no pipe");
    return std::array<FileHandle, 2>{FileHandle(ends[0]), FileHandle(ends[1])};
  }();
  std::vector<std::thread> m_threads;
};

Link::Services echoServices() {
  Link::Services services;
  services[echo] = [](Served& served) -> Result<void> {
    auto value = getValue(served.request);
    if (!value) return value.error();
    return putValue(served.answer, *value);
  };
  // Each side asks the other until nothing is left; the answer counts the requests.
  services[countDown] = [](Served& served) -> Result<void> {
    const auto left = served.request.get<uint32_t>();
    uint32_t below = 0;
    if (left > 0) {
      MessageWriter request(served.link);
      request.put(left - 1);
      auto answer = served.link.call(countDown, std::move(request));
      if (!answer) return answer.error();
      below = answer->get<uint32_t>();
    }
    served.answer.put(below + 1);
    return {};
  };
  services[failing] = [](Served&) -> Result<void> { return makeError(ErrorCode::BadFile, "as it should", "port"); };
  services[throwing] = [](Served&) -> Result<void> { throw std::runtime_error("thrown"); };
  services[keep] = [](Served& served) -> Result<void> {
    served.answer.put(served.link.hold(std::make_shared<HeldValue>(Value::number(7))));
    return {};
  };
  return services;
}

Value someTensor() {
  const int64_t shape[] = {3, 5};
  auto made = makeTensor({WEFT_TYPE_FLOAT, 32, 1}, shape);
  if (!made) qFatal("no memory");
  for (int i = 0; i < 15; ++i) static_cast<float*>((*made)->tensor.data)[i] = static_cast<float>(i);
  return *Value::tensor(*made);
}

}  // namespace

class TestLinks : public QObject {
  Q_OBJECT

 private slots:
  void valuesGoThereAndBack();
  void callsNest();
  void manyThreads();
  void errorsKeepTheirWords();
  void handles();
  void endsOnce();
  void unknownRequestEndsTheLink();
  void readerIsBounded();
  void nonsenseIsRefused();
};

void TestLinks::valuesGoThereAndBack() {
  const Pair pair(echoServices());
  const std::vector<Value> values = {Value(),
                                     Value::number(0.5),
                                     Value::integer(-3),
                                     Value::boolean(true),
                                     Value::string(std::string("a\0b", 3)),
                                     someTensor(),
                                     Value::list({Value::number(1), Value(), Value::string("x")}),
                                     Value::record({{"a", Value::integer(1)}, {"b", Value::list({})}})};
  for (const Value& value : values) {
    MessageWriter request(*pair.here);
    QVERIFY(putValue(request, value).ok());
    auto answer = pair.here->call(echo, std::move(request));
    QVERIFY2(answer.ok(), answer ? "" : answer.error().message.c_str());
    const auto back = getValue(*answer);
    QVERIFY(back.ok() && answer->finish().ok());
    QCOMPARE(back->describe(), value.describe());
  }
}

void TestLinks::callsNest() {
  const Pair pair(echoServices());
  for (const auto& link : {pair.here, pair.there}) {
    MessageWriter request(*link);
    request.put<uint32_t>(200);
    auto answer = link->call(countDown, std::move(request));
    QVERIFY(answer.ok());
    QCOMPARE(answer->get<uint32_t>(), 201u);
  }
}

void TestLinks::manyThreads() {
  const Pair pair(echoServices());
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto& link = i % 2 ? pair.here : pair.there;
      for (uint32_t round = 0; round < 100; ++round) {
        MessageWriter request(*link);
        request.put<uint32_t>(i);
        auto answer = link->call(countDown, std::move(request));
        if (!answer || answer->get<uint32_t>() != i + 1) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  QCOMPARE(wrong.load(), 0);
}

void TestLinks::errorsKeepTheirWords() {
  const Pair pair(echoServices());
  const auto failed = pair.here->call(failing, MessageWriter(*pair.here));
  QVERIFY(!failed);
  QVERIFY(failed.error().code == ErrorCode::BadFile);
  QCOMPARE(failed.error().message, std::string("as it should"));
  QCOMPARE(failed.error().path, std::string("port"));
  const auto threw = pair.here->call(throwing, MessageWriter(*pair.here));
  QVERIFY(!threw);
  QVERIFY2(QString::fromStdString(threw.error().message).endsWith("threw std::runtime_error: thrown"),
           threw.error().message.c_str());
  QVERIFY(!pair.here->end());
}

void TestLinks::handles() {
  const Pair pair(echoServices());
  auto answer = pair.here->call(keep, MessageWriter(*pair.here));
  QVERIFY(answer.ok());
  const auto handle = answer->get<uint64_t>();
  const auto held = pair.there->held<HeldValue>(handle);
  QVERIFY(held);
  QCOMPARE(held->value().asNumber().value(), 7.0);
  QVERIFY(!pair.there->held<HeldValue>(handle + 1));
  pair.here->letGo(handle);
  QTRY_VERIFY(!pair.there->held<HeldValue>(handle));
  QCOMPARE(pair.there->heldCount(), size_t{0});
  QVERIFY(!pair.here->end());
  pair.here->letGo(handle);  // twice makes no sense
  QTRY_VERIFY(pair.there->end());
}

void TestLinks::endsOnce() {
  Pair pair(echoServices());
  QVERIFY(pair.here->call(keep, MessageWriter(*pair.here)).ok());
  pair.here->condemn(makeError(ErrorCode::Internal, "for a reason"), LinkEnd::nobody, true);
  pair.here->condemn(makeError(ErrorCode::Internal, "for another"), LinkEnd::nobody, true);
  QTRY_VERIFY(pair.here->end());
  CallContext context;
  const auto late = pair.here->call(keep, MessageWriter(*pair.here), context);
  QVERIFY(!late);
  QCOMPARE(late.error().message, std::string("for a reason"));
  QVERIFY(context.lost);
  QTRY_COMPARE(pair.there->heldCount(), size_t{0});
}

void TestLinks::unknownRequestEndsTheLink() {
  Pair pair(echoServices());
  CallContext context;
  // The other side serves it, and this one is the host that judges what comes from there.
  const auto answer = pair.there->call(MessageKind{9999}, MessageWriter(*pair.there), context);
  QVERIFY(!answer);
  QTRY_VERIFY(pair.here->end());
  QCOMPARE(pair.here->end()->error.message,
           std::string("the other side sent a message that makes no sense; its process was ended"));
}

void TestLinks::readerIsBounded() {
  const Pair pair;
  const auto reader = [&](std::string bytes) { return MessageReader(*pair.here, std::move(bytes), {}); };
  MessageReader empty = reader("");
  QCOMPARE(empty.get<uint32_t>(), 0u);
  QVERIFY(!empty.ok() && !empty.finish().ok());
  QCOMPARE(empty.getText(), std::string());
  QVERIFY(!empty.getFile().isOpen());

  std::string huge(8, '\xff');
  QCOMPARE(reader(huge).getCount(), size_t{0});
  QCOMPARE(reader(huge).getText(), std::string());
  MessageReader left = reader("ab");
  QCOMPARE(left.get<char>(), 'a');
  QVERIFY(left.ok() && !left.finish().ok());  // something is left
  QVERIFY(left.getError().code == ErrorCode::Internal);
  QVERIFY(!left.ok());
}

// Whatever comes, reading ends, takes little memory, and says that it makes no sense or gives something that does.
void TestLinks::nonsenseIsRefused() {
  const Pair pair;
  MessageWriter writer(*pair.here);
  CallHead head;
  head.type = "org.example.Type";
  head.node = "outer/inner";
  head.passInputs[1] = {"a", "b"};
  head.extraInputs.push_back({"extra", "", "Some", *Type::parse("list<number>"), 1});
  putHead(writer, head);
  QVERIFY(putValue(writer, Value::record({{"t", someTensor()}, {"l", Value::list({Value::number(1)})}})).ok());
  const std::string whole = writer.bytes();
  const auto readAll = [&](std::string bytes) {
    MessageReader reader(*pair.here, std::move(bytes), {});
    const CallHead read = getHead(reader);
    const bool isSame = reader.ok() && read.type == head.type && read.passInputs == head.passInputs;
    return getValue(reader).ok() && reader.finish().ok() && isSame;
  };
  QVERIFY(readAll(whole));
  for (size_t size = 0; size < whole.size(); ++size) QVERIFY(!readAll(whole.substr(0, size)));
  std::mt19937 random(5);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = whole;
    for (int changes = 1 + static_cast<int>(random() % 4); changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    (void)readAll(bytes);
  }
}

QTEST_GUILESS_MAIN(TestLinks)

#include "test_links.moc"
