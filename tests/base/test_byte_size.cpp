#include <QtTest>

#include "weft/base/byte_size.h"

using namespace weft;

class TestByteSize : public QObject {
  Q_OBJECT

 private slots:
  void formats_data() {
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](quint64 bytes, const char* text) { QTest::newRow(text) << bytes << QString(text); };
    row(0, "0 bytes");
    row(1, "1 byte");
    row(1023, "1023 bytes");
    row(1024, "1 KiB");
    row(1536, "1.5 KiB");
    row((1u << 20) - 1, "1 MiB");
    row(512u << 20, "512 MiB");
    row((512u << 20) + (600u << 10), "513 MiB");
    row(1288490189, "1.2 GiB");
    row(quint64{3} << 50, "3 PiB");
    row(UINT64_MAX, "16384 PiB");
  }
  void formats() {
    QFETCH(quint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatBytes(bytes)), text);
  }

  void reads_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<quint64>("bytes");
    const auto row = [](const char* text, quint64 bytes) { QTest::newRow(text) << QString(text) << bytes; };
    row("1048576", 1048576);
    row("1", 1);
    row("100B", 100);
    row("64k", 65536);
    row("512M", 512u << 20);
    row("512MB", 512u << 20);
    row("512MiB", 512u << 20);
    row("8G", quint64{8} << 30);
    row("1.5G", quint64{3} << 29);
    row("2T", quint64{2} << 40);
    row("0.5K", 512);
  }
  void reads() {
    QFETCH(QString, text);
    QFETCH(quint64, bytes);
    const auto read = parseBytes(text.toStdString());
    QVERIFY(read.ok());
    QCOMPARE(*read, uint64_t{bytes});
  }

  void refuses_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "M", "8X", "8 G", " 8G", "8GG", "-1G", "+1G", "0", "0.5", "1e3", "nan", "inf", "0x10",
                             "8Gi", "1024P", "99999999999999999999"}) {
      QTest::newRow(*text ? text : "empty") << QString(text);
    }
  }
  void refuses() {
    QFETCH(QString, text);
    const auto read = parseBytes(text.toStdString());
    QVERIFY(!read.ok());
    QCOMPARE(QString::fromStdString(read.error().message),
             '"' + text + "\" is no amount of memory; write one such as 512M, 8G, 1.5G or 1048576");
  }
};

QTEST_APPLESS_MAIN(TestByteSize)
#include "test_byte_size.moc"
