// Paths in graphs: what is found, what is refused, and how files count in keys.
#include <sys/stat.h>

#include <QtTest>
#include <filesystem>
#include <fstream>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

class TestPlanFiles : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  PlanOptions m_options;
  fs::path m_root;

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((m_root / name).parent_path());
    std::ofstream(m_root / name, std::ios::binary) << text;
  }
  Planned plan(const QString& path, const char* type = "File") {
    return planOf(nodes({QString("f %1 path=\"%2\"").arg(type, path), "s Save value<-f.value"}), m_options);
  }
  static std::string pathOf(const Planned& planned) { return *planned.find("f")->parameters[0].asString(); }

 private slots:
  void initTestCase() {
    m_root = fs::canonical(m_folder.path().toStdString());
    write("graphs/in.png", "beside");
    write("graphs/deep/in.png", "deep");
    write("models/emoji/model.json", "{}");
    write("models/in.png", "model");
    write("models/only.png", "only");
    write("secret/key", "secret");
    write("current/in.png", "current");
    fs::create_symlink("../secret/key", m_root / "graphs/leads-out");
    fs::create_symlink("in.png", m_root / "graphs/leads-in");
    fs::create_symlink("../models/only.png", m_root / "graphs/to-models");
    fs::create_symlink("loop", m_root / "graphs/loop");
    QCOMPARE(mkfifo((m_root / "graphs/fifo").c_str(), 0600), 0);
    m_options.roots.search = {(m_root / "graphs").string(), (m_root / "models").string(), "/nowhere"};
  }

  void filesAreFoundInOrder_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("found");
    QTest::newRow("beside the graph") << "in.png"
                                      << "graphs/in.png";
    QTest::newRow("in a folder") << "deep/in.png"
                                 << "graphs/deep/in.png";
    QTest::newRow("among the models") << "only.png"
                                      << "models/only.png";
    QTest::newRow("back inside") << "deep/../in.png"
                                 << "graphs/in.png";
    QTest::newRow("from root to root") << "../models/only.png"
                                       << "models/only.png";
    QTest::newRow("a link inside") << "leads-in"
                                   << "graphs/in.png";
    QTest::newRow("a link to a root") << "to-models"
                                      << "models/only.png";
  }
  void filesAreFoundInOrder() {
    QFETCH(QString, path);
    QFETCH(QString, found);
    const Planned planned = plan(path);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(pathOf(planned), (m_root / found.toStdString()).string());
  }

  void othersAreRefused_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("message");
    QTest::newRow("missing") << "none.png"
                             << "\"none.png\" was not found in ROOT/graphs, ROOT/models, /nowhere";
    QTest::newRow("misspelt") << "onyl.png"
                              << "was not found in ROOT/graphs, ROOT/models, /nowhere; did you mean \"only.png\"?";
    QTest::newRow("misspelt in a folder") << "deep/im.png"
                                          << "; did you mean \"deep/in.png\"?";
    QTest::newRow("folder") << "deep"
                            << "\"deep\" is a folder, not a file";
    QTest::newRow("fifo") << "fifo"
                          << "\"fifo\" is not a regular file";
    QTest::newRow("device")
        << "/dev/zero"
        << "\"/dev/zero\" is absolute; give a path relative to the graph; --allow-path DIR allows a folder";
    QTest::newRow("absolute") << "/etc/passwd"
                              << "\"/etc/passwd\" is absolute; give a path relative";
    QTest::newRow("absolute and missing") << "/none"
                                          << "\"/none\" is absolute; give a path relative";
    QTest::newRow("out")
        << "../secret/key"
        << "\"../secret/key\" leads out of the folders a graph may read; --allow-path DIR allows a folder";
    QTest::newRow("out and missing") << "../secret/none"
                                     << "leads out of the folders a graph may read";
    QTest::newRow("far out") << "../../../../../../../../etc/passwd"
                             << "leads out of the folders";
    QTest::newRow("a link out") << "leads-out"
                                << "\"leads-out\" leads out of the folders";
    QTest::newRow("a link to itself") << "loop"
                                      << "\"loop\" was not found";
    QTest::newRow("through a file") << "in.png/x"
                                    << "was not found";
    QTest::newRow("NUL") << "in.png\\u0000x"
                         << "has a NUL in it";
    QTest::newRow("long") << QString("x").repeated(300) << "was not found";
  }
  void othersAreRefused() {
    QFETCH(QString, path);
    QFETCH(QString, message);
    const Planned planned = plan(path);
    QVERIFY(!planned.ok);
    message.replace("ROOT", QString::fromStdString(m_root.string()));
    QVERIFY2(planned.lines.startsWith("nodes.f.params.path: ") && planned.lines.contains(message),
             qPrintable(planned.lines));
  }

  void foldersWhereTheyMayStand() {
    const Planned planned = plan("emoji", "Folder");
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(pathOf(planned), (m_root / "models/emoji").string());
    QVERIFY(plan("in.png", "Folder").ok);
    QVERIFY(plan("fifo", "Folder").lines.contains("is neither a regular file nor a folder"));
  }

  void allowedFoldersOpenTheWay() {
    PlanOptions before = m_options;
    m_options.roots.allowed = {(m_root / "secret").string()};
    QVERIFY(plan("../secret/key").ok);
    QVERIFY(plan("leads-out").ok);
    QVERIFY(plan(QString::fromStdString((m_root / "secret/key").string())).ok);
    QVERIFY(plan(QString::fromStdString((m_root / "secret/none").string())).lines.contains("does not exist"));
    QVERIFY(!plan("/etc/passwd").ok);
    m_options = before;
  }

  void setPathsStartFromTheCurrentFolder() {
    const auto set = [&](const std::string& path) {
      PlanOptions options = m_options;
      options.set["f.path"] = path;
      return planOf(nodes({"f File path=\"missing\"", "s Save value<-f.value"}), options);
    };
    const fs::path before = fs::current_path();
    fs::current_path(m_root / "current");
    QCOMPARE(pathOf(set("in.png")), (m_root / "current/in.png").string());
    QCOMPARE(pathOf(set("../secret/key")), (m_root / "secret/key").string());
    QCOMPARE(pathOf(set((m_root / "secret/key").string())), (m_root / "secret/key").string());
    QCOMPARE(pathOf(set("only.png")), (m_root / "models/only.png").string());
    QVERIFY(set("/dev/zero").lines.contains("--set f.path: \"/dev/zero\" is not a regular file"));
    QVERIFY(set("none").lines.contains("--set f.path: \"none\" does not exist in the current folder"));
    PlanOptions options = m_options;
    options.set["f.path"] = "in.png";
    options.setPaths["f.path"] = (m_root / "graphs/deep").string();
    QCOMPARE(pathOf(planOf(nodes({"f File", "s Save value<-f.value"}), options)),
             (m_root / "graphs/deep/in.png").string());
    fs::current_path(before);
  }

  void allMissingFilesAreListed() {
    const Planned planned =
        planOf(nodes({"a File path=\"x1\"", "b File path=\"x2\"", "s Save value<-a.value"}), m_options);
    QCOMPARE(planned.problems.size(), size_t{2});
    QCOMPARE(planned.problems[0].path, std::string("nodes.a.params.path"));
    QCOMPARE(planned.problems[1].path, std::string("nodes.b.params.path"));
  }

  void unusedSubgraphsNeedNoFiles() {
    NodeCatalog catalog = makeCatalog();
    NodeType load = plainType("t.p.Load", {}, {"value:number"});
    load.parameters = {fakeParameter("path", WEFT_PARAMETER_PATH, Value::string(""))};
    load.infer = [](const NodeQuestion& question) -> Result<InferResult> {
      if (question.parameters[0]) return makeError(ErrorCode::BadFile, "was asked for a file");
      return InferResult{};
    };
    (void)catalog.add(std::move(load));
    const QString graphs = "\"graphs\": {\"G\": {" + nodes({"l Load path=\"none\""}) + "}}, ";
    const Planned unused = planOf(graphs + nodes({"n Number", "s Save value<-n.value"}), m_options, &catalog);
    QVERIFY2(unused.ok, qPrintable(unused.lines));
    const Planned used =
        planOf(graphs + nodes({"n Number", "s Save value<-n.value", "g graph:G"}), m_options, &catalog);
    QVERIFY(used.lines.startsWith("graphs.G.nodes.l.params.path: \"none\" was not found"));
  }

  void anEmptyPathIsNone() {
    const Planned planned = plan("");
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(pathOf(planned), std::string());
  }

  void keysFollowTheContent() {
    write("graphs/changing", "one");
    const Key one = plan("changing").find("f")->key;
    QVERIFY(plan("changing").find("f")->key == one);
    write("graphs/changing", "two!");
    QVERIFY(plan("changing").find("f")->key != one);
    write("graphs/changing", "one");
    QVERIFY(plan("changing").find("f")->key == one);
    QVERIFY(plan("in.png").find("f")->key != plan("deep/in.png").find("f")->key);

    const Key folder = plan("emoji", "Folder").find("f")->key;
    write("models/emoji/more.json", "{}");
    QVERIFY(plan("emoji", "Folder").find("f")->key != folder);
  }
};

QTEST_APPLESS_MAIN(TestPlanFiles)
#include "test_plan_files.moc"
