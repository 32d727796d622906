// Pictures that carry the graph that made them, read by a reader that shares nothing with the writer but zlib.
#include <zlib.h>

#include <QtTest>

#include <weft/base/files.h>

#include "node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

struct Chunk {
  std::string type, data;
};

uint32_t numberAt(const std::string& bytes, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return number;
}

// Every chunk of a PNG file; throws where the frame or a checksum is not right.
std::vector<Chunk> chunksOf(const std::string& file) {
  std::vector<Chunk> chunks;
  for (size_t at = 8; at < file.size();) {
    const size_t length = numberAt(file, at);
    const std::string body = file.substr(at + 4, 4 + length);
    const uint32_t checksum = numberAt(file, at + 8 + length);
    if (checksum != crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())))
      throw std::runtime_error("checksum of " + body.substr(0, 4));
    chunks.push_back({body.substr(0, 4), body.substr(4)});
    at += 12 + length;
  }
  return chunks;
}

// The text of an iTXt chunk with the keyword "weft": keyword, 0, whether deflated, method 0, language, 0, keyword in
// that language, 0, text (PNG specification, section 11.3.3.4).
std::string textOf(const Chunk& chunk) {
  const std::string start("weft\0", 5);
  if (chunk.type != "iTXt" || !chunk.data.starts_with(start)) throw std::runtime_error("no text weft");
  const bool deflated = chunk.data.at(5) == 1;
  if (chunk.data.substr(6, 3) != std::string(3, '\0')) throw std::runtime_error("a language, or another method");
  const std::string text = chunk.data.substr(9);
  if (!deflated) return text;
  std::string inflated(1 << 20, '\0');
  uLongf size = inflated.size();
  if (uncompress(reinterpret_cast<Bytef*>(inflated.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                 static_cast<uLong>(text.size())) != Z_OK)
    throw std::runtime_error("cannot be inflated");
  inflated.resize(size);
  return inflated;
}

std::string withoutTexts(const std::vector<Chunk>& chunks) {
  std::string rest;
  for (const Chunk& chunk : chunks) {
    if (chunk.type != "iTXt") rest += chunk.type + chunk.data;
  }
  return rest;
}

std::string shortGraph() { return R"({"weft": 1, "nodes": {"é": {"type": "weft.math.Add"}}})"; }
std::string longGraph() { return R"({"weft": 1, "note": ")" + std::string(5000, 'x') + R"(ü"})"; }

}  // namespace

class TestPictureGraph : public QObject {
  Q_OBJECT

  // What a node writes of two small pictures, file after file.
  static std::vector<std::string> files(const std::string& type, const std::string& document, bool metadata = true) {
    QTemporaryDir folder;
    NodeRun save(type);
    save.link(type == "weft.io.SaveImage" ? "image" : "frames", tensorOf<float>({2, 3, 1, 1}, {0, 1, 0, 1, 0, 1}));
    save.set("metadata", Value::boolean(metadata)).into(folder.path().toStdString());
    save.call().document = document;
    if (!save.run().ok()) return {};
    std::vector<std::string> bytes;
    for (const std::string& path : save.call().savedPaths) bytes.push_back(readFile(path).value());
    return bytes;
  }

 private slots:
  void carriesTheGraph_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("document");
    for (const char* type : {"weft.io.SaveImage", "weft.io.SaveAnimation"}) {
      QTest::addRow("%s, short", type) << type << QString::fromStdString(shortGraph());
      QTest::addRow("%s, deflated", type) << type << QString::fromStdString(longGraph());
    }
  }
  void carriesTheGraph() {
    QFETCH(QString, type);
    QFETCH(QString, document);
    const auto with = files(type.toStdString(), document.toStdString());
    const auto without = files(type.toStdString(), document.toStdString(), false);
    QCOMPARE(with.size(), type.endsWith("Image") ? size_t{2} : size_t{1});
    QCOMPARE(without.size(), with.size());
    QVERIFY(files(type.toStdString(), document.toStdString()) == with);
    for (size_t i = 0; i < with.size(); ++i) {
      const auto chunks = chunksOf(with[i]);
      QCOMPARE(std::count_if(chunks.begin(), chunks.end(), [](const Chunk& chunk) { return chunk.type == "iTXt"; }), 1);
      const auto text = std::find_if(chunks.begin(), chunks.end(), [](const Chunk& c) { return c.type == "iTXt"; });
      QCOMPARE(QString::fromStdString(textOf(*text)), document);
      const auto pixels = std::find_if(chunks.begin(), chunks.end(), [](const Chunk& c) { return c.type == "IDAT"; });
      QVERIFY(text < pixels);
      QVERIFY(with[i].size() < without[i].size() + 400);  // the long one deflated
      QCOMPARE(withoutTexts(chunks), withoutTexts(chunksOf(without[i])));
      QVERIFY(without[i].find("weft") == std::string::npos);
    }
  }

  void thereIsNoTextWithoutAGraph() {
    QVERIFY(files("weft.io.SaveImage", "") == files("weft.io.SaveImage", shortGraph(), false));
  }
};

QTEST_GUILESS_MAIN(TestPictureGraph)
#include "test_picture_graph.moc"
