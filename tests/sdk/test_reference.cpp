// The reference of the SDK is whole and true: it names everything that the headers offer, and its examples compile.
#include <QtTest>

namespace {

const QString sdk = QStringLiteral(WEFT_SOURCE_DIR "/engine/sdk");

QString textOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(path));
  return QString::fromUtf8(file.readAll());
}

// The names that a header offers: what stands in no namespace `detail`, and in classes what is public. The headers are
// laid out by clang-format, so that columns tell what is inside of what.
QStringList namesIn(const QString& header) {
  static const QRegularExpression type(R"(^(?:class|struct|enum class|enum|concept) (\w+))");
  static const QRegularExpression other(
      R"(^(?:using (\w+) =|inline constexpr \w+ (\w+)[{ ]|#define (WEFT_\w+)\(|concept (\w+)))");
  static const QRegularExpression function(
      R"(^(?:inline|constexpr|consteval|Value|View|To)\b[\w:<>,&* ()]*?\b(\w+)\()");
  static const QRegularExpression member(
      R"(^  (?!return|if|for|while|throw|static_assert|detail|services|const auto|else|switch)(?:static |virtual |explicit |constexpr |\[\[noreturn\]\] )*[\w:<>,&*]+(?: [\w:<>,&*]+)*? ?[&*]?\b(\w+)\()");
  QStringList names;
  bool detail = false, isPrivate = false;
  for (const QString& line : textOf(header).split('\n')) {
    if (line == "namespace detail {") detail = true;
    if (line == "}  // namespace detail") detail = false;
    if (detail) continue;
    QRegularExpressionMatch match = type.match(line);
    if (match.hasMatch() && !line.endsWith(';')) {
      names += match.captured(1);
      isPrivate = line.startsWith("class");
    }
    if (line == " public:") isPrivate = false;
    if (line == " private:" || line == " protected:") isPrivate = true;
    if (line.startsWith("};")) isPrivate = false;
    match = other.match(line);
    if (match.hasMatch()) names += match.captured(match.lastCapturedIndex());
    match = function.match(line);
    if (match.hasMatch()) names += match.captured(1);
    match = member.match(line);
    if (match.hasMatch() && !isPrivate) names += match.captured(1);
  }
  names.removeAll("operator");
  names.removeDuplicates();
  return names;
}

// A source file in which each example of the reference's tables stands where its heading says.
QString sourceOf(const QString& reference, int* examples) {
  static const QRegularExpression block("```cpp\n(.*?)```", QRegularExpression::DotMatchesEverythingOption);
  static const QRegularExpression column(R"((?<!\\)\|)");
  QMap<QString, QString> bodies;
  QString place, declared;
  for (const QString& line : reference.split('\n')) {
    if (line.startsWith("## "))
      place = line.startsWith("## In ")    ? line.mid(6).remove("()")
              : line.contains("Declaring") ? "declaring"
                                           : "process";
    const QString example = line.split(column).value(3).trimmed();
    if (place.isEmpty() || !example.startsWith('`') || example.startsWith("`plugins/")) continue;
    const QString code = example.mid(1, example.size() - 2).replace("\\|", "|");
    if (place == "declaring")
      declared += "  static constexpr auto d" + QString::number(*examples) + " = " + code + ";\n";
    else
      bodies[place] += "  [&] { " + code + " }();\n";
    ++*examples;
  }
  return block.match(reference).captured(1) + "struct Declared : Example {\n" + declared + "};\n" +
         "void Example::process(weft::Call& call) {\n" + bodies["process"] + "}\n" +
         "void Example::infer(weft::Infer& infer) {\n" + bodies["infer"] + "}\n" +
         "void Example::extraPorts(weft::ExtraPorts& ports) {\n" + bodies["extraPorts"] + "}\n" +
         "void Example::migrate(weft::Migration& old) {\n" + bodies["migrate"] + "}\n" +
         "WEFT_PLUGIN(\"org.example.reference\", \"1.0.0\", Example)\n";
}

}  // namespace

class TestReference : public QObject {
  Q_OBJECT

 private slots:
  void everyNameIsThere() {
    const QString reference = textOf(sdk + "/README.md");
    const QDir headers(sdk + "/include/weft/sdk", "*.h");
    int found = 0;
    QStringList missing;
    for (const QFileInfo& header : headers.entryInfoList()) {
      for (const QString& name : namesIn(header.filePath())) {
        ++found;
        if (!QRegularExpression("\\b" + name + "\\b").match(reference).hasMatch())
          missing += header.fileName() + ": " + name;
      }
    }
    QVERIFY2(found > 200, "the headers' names are not found");
    QVERIFY2(missing.isEmpty(), qPrintable("engine/sdk/README.md does not name " + missing.join(", ")));
  }

  void everyExampleCompiles() {
    int examples = 0;
    const QString source = sourceOf(textOf(sdk + "/README.md"), &examples);
    QVERIFY2(examples > 90, "the examples are not found");
    QTemporaryDir folder;
    QFile file(folder.filePath("reference.cpp"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(source.toUtf8()) > 0 && file.flush());
    QProcess compiler;
    compiler.start(WEFT_CXX, {"-std=c++20", "-fsyntax-only", "-I" + sdk + "/include",
                              "-I" WEFT_SOURCE_DIR "/engine/abi/include", file.fileName()});
    QVERIFY(compiler.waitForFinished(100'000));
    QVERIFY2(compiler.exitCode() == 0, compiler.readAllStandardError().left(4000).constData());
  }
};

QTEST_GUILESS_MAIN(TestReference)
#include "test_reference.moc"
