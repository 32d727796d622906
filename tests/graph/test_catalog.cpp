#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>
#include <QtTest>

using namespace weft;

class TestCatalog : public QObject {
  Q_OBJECT

 private slots:
  void findsWhatWasAdded() {
    NodeCatalog catalog;
    NodeType type;
    type.id = "test.pack.A";
    type.inputs.resize(2);
    type.inputs[0].id = "a";
    type.inputs[1].id = "b";
    type.parameters.resize(1);
    type.parameters[0].id = "p";
    QVERIFY(catalog.add(std::move(type)));
    const NodeType* found = catalog.find("test.pack.A");
    QVERIFY(found);
    QCOMPARE(found->inputIndex("b"), 1);
    QCOMPARE(found->inputIndex("c"), -1);
    QCOMPARE(found->outputIndex("a"), -1);
    QCOMPARE(found->parameterIndex("p"), 0);
    QVERIFY(!catalog.find("test.pack.B"));
  }

  void theFirstOfTwoStays() {
    NodeCatalog catalog;
    for (const char* path : {"/a/one.so", "/b/two.so"}) {
      NodeType type;
      type.id = "test.pack.A";
      type.pluginPath = path;
      const auto added = catalog.add(std::move(type));
      if (added.ok()) continue;
      QCOMPARE(added.error().message, std::string("node type \"test.pack.A\" is given by /a/one.so and again by "
                                                  "/b/two.so; the first is used"));
    }
    QCOMPARE(catalog.types().size(), size_t{1});
    QCOMPARE(catalog.find("test.pack.A")->pluginPath, std::string("/a/one.so"));
  }
};

QTEST_APPLESS_MAIN(TestCatalog)
#include "test_catalog.moc"
