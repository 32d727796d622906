#include <sys/stat.h>

#include <QtTest>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "safetensors_cases.h"
#include "weights/dtype.h"
#include "weights/safetensors.h"

using namespace weft;
using namespace weft::weights;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int slowdown = 10;
#else
constexpr int slowdown = 1;
#endif

std::string readText(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

class TestSafetensors : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;

  std::filesystem::path place(const std::string& bytes, const char* name = "file.safetensors") {
    const std::filesystem::path path = std::filesystem::path(m_folder.path().toStdString()) / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  static void addRows(const std::vector<SafetensorsCase>& cases) {
    for (const SafetensorsCase& one : cases) {
      QTest::newRow(one.name.c_str()) << QByteArray::fromStdString(one.bytes) << QByteArray::fromStdString(one.message);
    }
  }

 private slots:
  void refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("message");
    addRows(malformedLengths());
    addRows(malformedHeaders());
    addRows(malformedEntries());
    addRows(malformedLayouts());
    addRows(disguisedFiles());
    addRows(truncatedFiles());
  }

  void refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, message);
    const auto path = place(bytes.toStdString());
    QElapsedTimer timer;
    timer.start();
    const auto file = SafetensorsFile::open(path);
    QVERIFY2(timer.elapsed() < 200 * slowdown, "took too long");
    QVERIFY(!file.ok());
    QCOMPARE(file.error().code, ErrorCode::BadFile);
    const QByteArray text = QByteArray::fromStdString(file.error().message);
    QVERIFY2(text.startsWith(path.c_str()), text);
    QVERIFY2(text.contains(message), text);
    QVERIFY2(text.size() < 600 && !text.contains('\n') && !text.contains('\x1b'), "one short printable line");
  }

  void loads_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("message");
    addRows(validFiles());
  }

  void loads() {
    QFETCH(QByteArray, bytes);
    auto file = SafetensorsFile::open(place(bytes.toStdString()));
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    for (const TensorInfo& tensor : file->tensors()) {
      std::string data(tensor.bytes(), 'x');
      QVERIFY(file->read(tensor, data.data()).ok());
      QCOMPARE(file->find(tensor.name), &tensor);
    }
    QCOMPARE(file->find("there is no such tensor"), nullptr);
  }

  void tellsWhatIsInAFile() {
    const std::string header = "{\"__metadata__\":{\"format\":\"pt\"}," + tensorEntry("b", "BF16", "[2,1]", "[3,7]") +
                               "," + tensorEntry("a", "U8", "[3]", "[0,3]") + "}";
    auto file = SafetensorsFile::open(place(safetensorsFile(header, "abcdefg")));
    QVERIFY(file.ok());
    QCOMPARE(file->tensors().size(), size_t{2});
    QCOMPARE(file->tensors()[0].name, std::string("b"));
    QCOMPARE(file->tensors()[0].dtype, std::string("BF16"));
    QVERIFY((file->tensors()[0].shape == std::vector<int64_t>{2, 1}));
    QCOMPARE(file->metadata().at("format"), std::string("pt"));
    std::string data(4, ' ');
    QVERIFY(file->read(file->tensors()[0], data.data()).ok());
    QCOMPARE(data, std::string("defg"));
  }

  void aFileCutWhileOpenIsAnError() {
    const auto path =
        place(safetensorsFile("{" + tensorEntry("a", "U8", "[8192]", "[0,8192]") + "}", std::string(8192, 'x')));
    auto file = SafetensorsFile::open(path);
    QVERIFY(file.ok());
    std::filesystem::resize_file(path, 4096);
    std::string data(8192, ' ');
    const auto read = file->read(file->tensors()[0], data.data());
    QVERIFY(!read.ok());
    QCOMPARE(read.error().code, ErrorCode::BadFile);
    QVERIFY(read.error().message.find("was it cut short?") != std::string::npos);
  }

  void refusesWhatIsNoFile() {
    const std::filesystem::path folder = m_folder.path().toStdString();
    for (const std::filesystem::path& path : {folder, folder / "missing", std::filesystem::path("/dev/zero")}) {
      const auto file = SafetensorsFile::open(path);
      QVERIFY(!file.ok());
      QCOMPARE(file.error().code, ErrorCode::BadFile);
    }
    const auto pipe = folder / "pipe";
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    QVERIFY(!SafetensorsFile::open(pipe).ok());
  }

  void writesWhatItReads() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> floats = {1.5f, -0.0f, nan, 1e-42f};
    const std::vector<uint8_t> bytes = {1, 2, 3};
    const std::vector<TensorView> tensors = {{"z\"\n", "U8", {3}, bytes.data(), 3},
                                             {"a", "F32", {2, 2}, floats.data(), 16},
                                             {"empty", "F32", {0}, nullptr, 0}};
    const std::map<std::string, std::string> metadata = {{"weft", "{\"x\": 1}"}};
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "written.safetensors";
    QVERIFY(writeSafetensors(path, tensors, metadata, Sync::Yes).ok());
    const std::string first = readText(path);
    QVERIFY(writeSafetensors(path, {tensors[2], tensors[1], tensors[0]}, metadata).ok());
    QCOMPARE(readText(path), first);
    QCOMPARE((first.size() - 19) % 8, size_t{0});

    auto file = SafetensorsFile::open(path);
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QVERIFY(file->metadata() == metadata);
    QCOMPARE(file->tensors().size(), size_t{3});
    for (const TensorView& tensor : tensors) {
      const TensorInfo* found = file->find(tensor.name);
      QVERIFY(found);
      QCOMPARE(found->dtype, tensor.dtype);
      QVERIFY(found->shape == tensor.shape);
      std::vector<char> data(found->bytes());
      QVERIFY(file->read(*found, data.data()).ok());
      QVERIFY(data.empty() || std::memcmp(data.data(), tensor.data, data.size()) == 0);
    }
  }

  void refusesToWriteWhatItWouldNotRead() {
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "never.safetensors";
    const uint8_t byte = 0;
    const std::vector<std::pair<std::vector<TensorView>, std::string>> cases = {
        {{{"a", "U9", {1}, &byte, 1}}, "unknown dtype \"U9\"; did you mean \"U8\"?"},
        {{{"a", "U8", {2}, &byte, 1}}, "need 2 bytes, there are 1"},
        {{{"a", "U8", {-1}, &byte, 1}}, "negative size"},
        {{{"a", "U8", {1}, &byte, 1}, {"a", "U8", {1}, &byte, 1}}, "given twice"},
        {{{"__metadata__", "U8", {1}, &byte, 1}}, "kept for the metadata"},
        {{{"\xff", "U8", {1}, &byte, 1}}, "not UTF-8"},
        {{{std::string("a\0b", 3), "U8", {1}, &byte, 1}}, "NUL"},
    };
    for (const auto& [tensors, message] : cases) {
      const auto written = writeSafetensors(path, tensors);
      QVERIFY(!written.ok());
      QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
      QVERIFY2(written.error().message.find(message) != std::string::npos, written.error().message.c_str());
      QVERIFY(!std::filesystem::exists(path));
    }
    QVERIFY(!writeSafetensors(path, {}, {{"k", "\xff"}}).ok());
  }

  void aFullDiskIsAnError() {
    const uint8_t byte = 7;
    const auto written = writeSafetensors("/dev/full", {{"a", "U8", {1}, &byte, 1}});
    QVERIFY(!written.ok());
    QCOMPARE(written.error().code, ErrorCode::Io);
    QVERIFY(written.error().message.find("No space left on device") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
