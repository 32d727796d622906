// What the authoring guide says can be pasted is pasted, from top to bottom, into an empty folder beside an installed
// tree.
#include <QtTest>

#include "installed_tree.h"

using namespace weft::test;

namespace {

// A shell script: a block with a file's name behind its language is written to that file, a block of "sh" is run.
QByteArray scriptOf(const QByteArray& guide) {
  QByteArray script = "set -e\n", file;
  bool inBlock = false, taken = false;
  int line = 0;
  for (const QByteArray& text : guide.split('\n')) {
    ++line;
    if (text.startsWith("```") && !inBlock) {
      const QList<QByteArray> info = text.mid(3).split(' ');
      file = info.value(1);
      inBlock = true;
      taken = !file.isEmpty() || info.first() == "sh";
      if (taken) script += "echo '== line " + QByteArray::number(line) + "' >&2\n";
      if (!file.isEmpty()) script += "cat > '" + file + "' <<'END_OF_BLOCK'\n";
    } else if (text == "```") {
      inBlock = false;
      if (!file.isEmpty()) script += "END_OF_BLOCK\n";
    } else if (inBlock && taken) {
      script += text + "\n";
    }
  }
  return script;
}

}  // namespace

class TestAuthoringGuide : public QObject {
  Q_OBJECT

 private slots:
  void everyBlockWorks() {
    const InstalledTree tree;
    QFile guide(tree.prefix() + "/share/doc/weft/plugins/README.md");
    QVERIFY(guide.open(QIODevice::ReadOnly));
    const QByteArray script = scriptOf(guide.readAll());
    QVERIFY2(script.count("== line") > 20, "the guide's blocks are not found");
    tree.write("guide.sh", script);
    tree.write("empty/.keep", "");
    const Outcome done = tree.run("bash", {"../guide.sh"}, "empty", {{"PREFIX", tree.prefix()}});
    QVERIFY2(done.status == 0, qPrintable(done.all().right(6000)));
    for (const char* name : {"stripes.png", "all.png", "specks.png", "soft.png", "histogram.csv", "harder.safetensors"})
      QVERIFY2(QFile::exists(tree.path("empty/out/") + name), name);
    QFile text(tree.path("empty/out/panels.txt"));
    QVERIFY(text.open(QIODevice::ReadOnly));
    QCOMPARE(text.readAll().trimmed(), QByteArray("4 pictures"));
  }

  void linksLeadSomewhere() {
    const InstalledTree tree;
    const QString folder = tree.prefix() + "/share/doc/weft/";
    const QRegularExpression link(R"(\]\(([^)#\s]+)\))");
    QDirIterator pages(folder, {"*.md"}, QDir::Files, QDirIterator::Subdirectories);
    int found = 0;
    while (pages.hasNext()) {
      QFile page(pages.next());
      QVERIFY(page.open(QIODevice::ReadOnly));
      auto links = link.globalMatch(QString::fromUtf8(page.readAll()));
      while (links.hasNext()) {
        const QString target = links.next().captured(1);
        if (target.contains("://")) continue;
        ++found;
        QVERIFY2(QFileInfo::exists(QFileInfo(page).path() + "/" + target), qPrintable(page.fileName() + ": " + target));
      }
    }
    QVERIFY(found >= 4);
  }
};

QTEST_GUILESS_MAIN(TestAuthoringGuide)
#include "test_authoring_guide.moc"
