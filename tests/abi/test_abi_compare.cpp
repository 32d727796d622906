// The comparison of headers finds each kind of breach, and lets what is appended pass.
#include <QtTest>

#include "compare_headers.h"

namespace {

const char* const header =
    "/* A comment with struct words; and #define NOT_THIS 1 */\n"
    "#ifndef WEFT_TEST_H\n"
    "#define WEFT_TEST_H\n"
    "#include \"base.h\"\n"
    "#define WEFT_ABI_MINOR 1\n"
    "#define WEFT_ABI_PATCH 0\n"
    "#define WEFT_THING \"weft.thing/0\"\n"
    "#define WEFT_HAS(pointer, field) \\\n"
    "  ((pointer)->struct_size > offsetof(field))\n"
    "typedef int32_t weft_status;\n"
    "typedef struct weft_opaque weft_opaque;\n"
    "enum { WEFT_ONE = 1, WEFT_TWO = 2, WEFT_THREE };\n"
    "typedef struct weft_pair {\n"
    "  uint32_t first, second; /* both */\n"
    "} weft_pair;\n"
    "typedef struct weft_table {\n"
    "  uint32_t struct_size;\n"
    "  weft_status(WEFT_CALL* run)(weft_opaque* self, const char* text); // [any thread]\n"
    "  weft_pair pair;\n"
    "  uint64_t words[2];\n"
    "} weft_table;\n"
    "typedef struct weft_padded {\n"
    "  uint32_t struct_size;\n"
    "  const char* text;\n"
    "  uint32_t count;\n"
    "} weft_padded;\n"
    "struct weft_inner {\n"
    "  uint32_t struct_size;\n"
    "};\n"
    "typedef struct weft_outer {\n"
    "  uint32_t struct_size;\n"
    "  struct weft_inner inner;\n"
    "} weft_outer;\n"
    "WEFT_STATIC_ASSERT(sizeof(weft_pair) == 8, \"size\");\n"
    "#ifdef __cplusplus\n"
    "extern \"C\" {\n"
    "#endif\n"
    "extern WEFT_EXPORT const weft_table weft_entry;\n"
    "weft_status weft_start(int32_t level);\n"
    "#ifdef __cplusplus\n"
    "}\n"
    "#endif\n"
    "#endif\n";

}  // namespace

class TestAbiCompare : public QObject {
  Q_OBJECT

 private slots:
  void factsAreRead();
  void changes_data();
  void changes();
  void removedHeaderIsABreach();
};

void TestAbiCompare::factsAreRead() {
  const auto facts = weft::readHeader("test.h", header);
  QCOMPARE(facts.structs.size(), size_t{5});
  const std::vector<std::string> fields = {"uint32_t struct_size",
                                           "weft_status ( WEFT_CALL * run ) ( weft_opaque * self , const char * text )",
                                           "weft_pair pair", "uint64_t words [ 2 ]"};
  QVERIFY(facts.structs.at("weft_table") == fields);
  const std::vector<std::string> pair = {"uint32_t first", "uint32_t second"};
  QVERIFY(facts.structs.at("weft_pair") == pair);
  QCOMPARE(facts.constants.at("WEFT_THREE"), std::string("2 + 1"));
  QCOMPARE(facts.macros.size(), size_t{4});
  QCOMPARE(facts.declarations.size(), size_t{2});
  QCOMPARE(facts.typedefs.size(), size_t{2});
  QVERIFY(facts.includes.at("test.h").contains("\"base.h\""));
}

void TestAbiCompare::changes_data() {
  QTest::addColumn<QString>("before");
  QTest::addColumn<QString>("after");
  QTest::addColumn<QString>("breach");
  const auto add = [](const char* name, const char* before, const char* after, const char* breach) {
    QTest::newRow(name) << QString(before) << QString(after) << QString(breach);
  };
  const char* const none = "";
  add("nothing", "uint32_t", "uint32_t", none);
  add("comment and space", "uint32_t first, second; /* both */", "uint32_t  first,\n second; /* two */", none);
  add("field appended", "words[2];", "words[2];\n  void* more;", none);
  add("constant appended", "WEFT_THREE }", "WEFT_THREE, WEFT_FOUR = 4 }", none);
  add("id, type and struct appended", "enum { WEFT_ONE",
      "#define WEFT_NEW \"weft.new/0\"\ntypedef struct weft_new {\n  int64_t a;\n} weft_new;\nenum { WEFT_ONE", none);
  add("function appended", "weft_status weft_start", "void weft_stop(void);\nweft_status weft_start", none);
  add("include appended", "#include \"base.h\"", "#include \"base.h\"\n#include \"more.h\"", none);
  add("patch counts up", "PATCH 0", "PATCH 1", none);
  add("field behind its padding", "uint32_t count;", "uint32_t count;\n  uint32_t unused;\n  void* more;",
      "weft_padded: \"uint32_t unused\" lies in what padded the struct before; put a field of that size in between");

  add("field removed", "  uint64_t words[2];\n", "", "weft_table: the field \"uint64_t words [ 2 ]\" is gone");
  add("field renamed", "words[2]", "bits[2]",
      "weft_table: where \"uint64_t words [ 2 ]\" was there is \"uint64_t bits [ 2 ]\"; ");
  add("field resized", "words[2]", "words[3]", "weft_table: where \"uint64_t words [ 2 ]\" was there is ");
  add("field retyped", "uint32_t count", "int32_t count", "weft_padded: where \"uint32_t count\" was there is ");
  add("fields swapped", "first, second", "second, first", "weft_pair: where \"uint32_t first\" was there is ");
  add("field put between", "  weft_pair pair;", "  void* more;\n  weft_pair pair;",
      "weft_table: where \"weft_pair pair\" was there is \"void * more\"; ");
  add("signature", "const char* text);", "const char* text, size_t bytes);", "weft_table: where \"weft_status ( ");
  add("no struct_size", "first, second;", "first, second, third;",
      "weft_pair does not begin with struct_size and cannot grow: \"uint32_t third\"");
  add("held by value", "struct weft_inner {\n  uint32_t struct_size;",
      "struct weft_inner {\n  uint32_t struct_size;\n  uint32_t more;",
      "weft_inner cannot grow: weft_outer holds one by value");
  add("of unknown type", "words[2];", "words[2];\n  __m128 more;",
      "weft_table: where \"__m128 more\" lies is not known");
  add("struct removed", "typedef struct weft_padded {", "typedef struct weft_other {",
      "the struct weft_padded is gone");
  add("constant changed", "WEFT_ONE = 1", "WEFT_ONE = 5", "the constant WEFT_ONE was \"1\" and is \"5\"");
  add("constant put between", "WEFT_TWO = 2,", "WEFT_TWO = 2, WEFT_MORE,",
      "the constant WEFT_THREE was \"2 + 1\" and is \"2 + 2\"");
  add("constant removed", ", WEFT_THREE", "", "the constant WEFT_THREE is gone");
  add("id changed", "weft.thing/0", "weft.thing/1",
      "the macro WEFT_THING was \"\"weft.thing/0\"\" and is \"\"weft.thing/1\"\"");
  add("macro removed", "#define WEFT_THING \"weft.thing/0\"\n", "", "the macro WEFT_THING is gone");
  add("macro changed", "> offsetof", ">= offsetof", "the macro WEFT_HAS was ");
  add("type changed", "typedef int32_t", "typedef int64_t", "the type weft_status was \"int32_t\" and is \"int64_t\"");
  add("type removed", "typedef struct weft_opaque weft_opaque;\n", "", "the type weft_opaque is gone");
  add("function changed", "weft_start(int32_t level)", "weft_start(int64_t level)",
      "the declaration is gone or changed: weft_status weft_start ( int32_t level )");
  add("entry changed", "extern WEFT_EXPORT const weft_table weft_entry;\n", "", "the declaration is gone or changed: ");
  add("include removed", "#include \"base.h\"\n", "", "test.h no longer includes \"base.h\"");
  add("version back", "MINOR 1", "MINOR 0", "the ABI's version has gone back");
}

void TestAbiCompare::changes() {
  QFETCH(QString, before);
  QFETCH(QString, after);
  QFETCH(QString, breach);
  QString changed = header;
  QVERIFY2(changed.contains(before), "the change does not change anything");
  changed.replace(before, after);
  const auto found =
      weft::breaches(weft::readHeader("test.h", header), weft::readHeader("test.h", changed.toStdString()));
  if (breach.isEmpty()) {
    QVERIFY2(found.empty(), found.empty() ? "" : found[0].c_str());
    return;
  }
  QVERIFY2(!found.empty(), "was not found");
  QVERIFY2(QString::fromStdString(found[0]).startsWith(breach), found[0].c_str());
}

void TestAbiCompare::removedHeaderIsABreach() {
  const auto facts = weft::readHeader("test.h", header);
  const auto renamed = weft::readHeader("other.h", header);
  const std::vector<std::string> expected = {"the header test.h is gone"};
  QVERIFY(weft::breaches(facts, renamed) == expected);
}

QTEST_APPLESS_MAIN(TestAbiCompare)
#include "test_abi_compare.moc"
