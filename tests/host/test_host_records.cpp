// A plugin's description as JSON and back: nothing is lost, and nothing wrong comes in.
#include <QtTest>

#include <filesystem>

#include <weft/host/host.h>

#include "plugin_library.h"
#include "plugin_record.h"

namespace fs = std::filesystem;
using weft::Json;
using weft::NodeType;
using weft::ParameterType;
using weft::PluginRecord;
using weft::PortType;

namespace {

// One parameter of each kind, with all that it can have.
const char* const wholePlugin =
    "{\"id\": \"org.example.all\", \"version\": \"1.2.3\", \"vendor\": \"Sm\\u00f6rg\\u00e5s\", \"url\": \"\","
    " \"nodes\": [{\"id\": \"org.example.all.Node\", \"label\": \"All of it\", \"category\": \"Test/All\","
    " \"doc\": \"First line.\\nSecond\\tline.\", \"keywords\": \"one two\", \"behaviour\": 4294967295,"
    " \"side_effects\": true, \"nondeterministic\": false, \"output\": true, \"obsolete\": true,"
    " \"replaced_by\": \"org.example.all.Other\", \"cost\": \"gpu\", \"reentrancy\": \"plugin\","
    " \"devices\": [\"cpu\", \"vulkan\"], \"functions\": [\"infer\", \"migrate\", \"infer_body\"],"
    " \"inputs\": [{\"id\": \"a\", \"label\": \"A\", \"type\": \"latent<$space>[N, C, 8*h, 8*w]\", \"optional\": true,"
    " \"variadic\": true, \"lazy\": true, \"consumes\": true, \"doc\": \"A.\"}],"
    " \"parameters\": ["
    "{\"id\": \"free\", \"label\": \"F\", \"kind\": \"number\", \"default\": -0.1, \"doc\": \"D\"},"
    "{\"id\": \"low\", \"label\": \"F\", \"kind\": \"number\", \"default\": 3, \"minimum\": 0, \"maximum\": null,"
    " \"unit\": \"px\", \"ui_minimum\": 0.125, \"ui_maximum\": 1e+300, \"curve\": \"logarithmic\", \"doc\": \"D\"},"
    "{\"id\": \"high\", \"label\": \"F\", \"kind\": \"number\", \"default\": 0, \"minimum\": null, \"maximum\": 0,"
    " \"doc\": \"D\"},"
    "{\"id\": \"count\", \"label\": \"F\", \"kind\": \"integer\", \"default\": 9007199254740993,"
    " \"minimum\": -9223372036854775807, \"maximum\": null, \"group\": \"G\", \"advanced\": true, \"doc\": \"D\"},"
    "{\"id\": \"on\", \"label\": \"F\", \"kind\": \"boolean\", \"default\": true, \"not_in_key\": true,"
    " \"doc\": \"D\"},"
    "{\"id\": \"text\", \"label\": \"F\", \"kind\": \"string\", \"default\": \"a\\nb\", \"multiline\": true,"
    " \"visible_if\": \"mode=near|far\", \"doc\": \"D\"},"
    "{\"id\": \"mode\", \"label\": \"F\", \"kind\": \"choice\", \"default\": \"far\", \"choices\": ["
    "{\"id\": \"near\", \"label\": \"Near\", \"doc\": \"\"}, {\"id\": \"far\", \"label\": \"F\", \"doc\": \"Far.\"}],"
    " \"doc\": \"D\"},"
    "{\"id\": \"file\", \"label\": \"F\", \"kind\": \"path\", \"default\": \"\", \"folder\": true, \"doc\": \"D\"},"
    "{\"id\": \"seed\", \"label\": \"F\", \"kind\": \"seed\", \"default\": 9223372036854775807, \"doc\": \"D\"},"
    "{\"id\": \"name\", \"label\": \"F\", \"kind\": \"name\", \"default\": \"a/b\", \"doc\": \"D\"},"
    "{\"id\": \"body\", \"label\": \"F\", \"kind\": \"graph\", \"default\": \"\", \"side_by_side\": true,"
    " \"doc\": \"D\"}],"
    " \"outputs\": [{\"id\": \"b\", \"label\": \"B\", \"type\": \"list<number|string>\", \"doc\": \"B.\"}]}]}";

Json parse(const std::string& text) {
  const auto json = weft::parseJson(text, "test");
  return json ? *json : Json();
}

auto partsOf(const PortType& port) { return std::tie(port.id, port.label, port.doc, port.type, port.flags); }

bool same(const ParameterType& a, const ParameterType& b) {
  const auto parts = [](const ParameterType& one) {
    return std::tie(one.id, one.label, one.doc, one.unit, one.group, one.visibleIf, one.kind, one.curve, one.flags,
                    one.minimumNumber, one.maximumNumber, one.minimumInteger, one.maximumInteger, one.uiMinimum,
                    one.uiMaximum);
  };
  const auto choices = [](const ParameterType& one) {
    std::vector<std::string> all;
    for (const weft::Choice& choice : one.choices) all.insert(all.end(), {choice.id, choice.label, choice.doc});
    return all;
  };
  return parts(a) == parts(b) && choices(a) == choices(b) && a.defaultValue.kind() == b.defaultValue.kind() &&
         weft::parameterJson(a)["default"] == weft::parameterJson(b)["default"];
}

bool same(const NodeType& a, const NodeType& b) {
  const auto parts = [](const NodeType& one) {
    return std::tie(one.id, one.label, one.category, one.doc, one.keywords, one.replacedBy, one.pluginId,
                    one.pluginVersion, one.flags, one.behaviourVersion, one.reentrancy, one.cost, one.devices);
  };
  const auto samePort = [](const PortType& x, const PortType& y) { return partsOf(x) == partsOf(y); };
  const auto sameParameter = [](const ParameterType& x, const ParameterType& y) { return same(x, y); };
  return parts(a) == parts(b) &&
         std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(), samePort) &&
         std::equal(a.outputs.begin(), a.outputs.end(), b.outputs.begin(), b.outputs.end(), samePort) &&
         std::equal(a.parameters.begin(), a.parameters.end(), b.parameters.begin(), b.parameters.end(), sameParameter);
}

// What is written and parsed again must be the same to the last field.
void compareThroughText(const PluginRecord& record) {
  const auto again = weft::readRecord(parse(weft::dumpJson(weft::recordJson(record))));
  QVERIFY2(again.ok(), again ? "" : again.error().message.c_str());
  QCOMPARE(again->contents.id, record.contents.id);
  QCOMPARE(again->contents.version, record.contents.version);
  QCOMPARE(again->contents.vendor, record.contents.vendor);
  QCOMPARE(again->contents.url, record.contents.url);
  QVERIFY(again->contents.deviceType == record.contents.deviceType);
  QVERIFY(again->functions == record.functions);
  QCOMPARE(again->contents.types.size(), record.contents.types.size());
  for (size_t i = 0; i < record.contents.types.size(); ++i) {
    QVERIFY2(same(again->contents.types[i], record.contents.types[i]), record.contents.types[i].id.c_str());
  }
}

}  // namespace

class TestHostRecords : public QObject {
  Q_OBJECT

 private slots:
  void everyFieldSurvives();
  void pluginsSurvive_data();
  void pluginsSurvive();
  void functionsAreBound();
  void wrongOnesAreRefused_data();
  void wrongOnesAreRefused();
};

void TestHostRecords::everyFieldSurvives() {
  const auto record = weft::readRecord(parse(wholePlugin));
  QVERIFY2(record.ok(), record ? "" : record.error().message.c_str());
  const NodeType& type = record->contents.types.at(0);
  QCOMPARE(type.pluginId, std::string("org.example.all"));
  QCOMPARE(type.pluginVersion, std::string("1.2.3"));
  QCOMPARE(type.doc, std::string("First line.\nSecond\tline."));
  QCOMPARE(type.behaviourVersion, 4294967295u);
  QCOMPARE(type.flags, uint32_t{WEFT_NODE_SIDE_EFFECTS | WEFT_NODE_OUTPUT | WEFT_NODE_OBSOLETE});
  QCOMPARE(type.cost, int32_t{WEFT_COST_GPU});
  QCOMPARE(type.reentrancy, int32_t{WEFT_REENTRANCY_PLUGIN});
  QCOMPARE(type.devices, uint32_t{WEFT_DEVICES_CPU | WEFT_DEVICES_VULKAN});
  QCOMPARE(type.inputs.at(0).flags, 15u);
  const auto parameter = [&](const char* id) -> const ParameterType& {
    return type.parameters.at(static_cast<size_t>(type.parameterIndex(id)));
  };
  QVERIFY(std::isinf(parameter("free").minimumNumber) && std::isinf(parameter("free").maximumNumber));
  QCOMPARE(parameter("free").defaultValue.asNumber().value(), -0.1);
  QCOMPARE(parameter("low").minimumNumber, 0.0);
  QVERIFY(std::isinf(parameter("low").maximumNumber));
  QCOMPARE(parameter("low").uiMaximum, 1e300);
  QCOMPARE(parameter("low").curve, int32_t{WEFT_CURVE_LOGARITHMIC});
  QVERIFY(std::isinf(parameter("high").minimumNumber));
  QCOMPARE(parameter("high").maximumNumber, 0.0);
  QCOMPARE(parameter("count").defaultValue.asInteger().value(), 9007199254740993);
  QCOMPARE(parameter("count").minimumInteger, -9223372036854775807);
  QCOMPARE(parameter("count").maximumInteger, std::numeric_limits<int64_t>::max());
  QVERIFY(parameter("on").defaultValue.asBoolean().value());
  QCOMPARE(parameter("mode").choices.at(1).doc, std::string("Far."));
  QCOMPARE(parameter("seed").minimumInteger, 0);
  QVERIFY(parameter("body").has(WEFT_PARAMETER_SIDE_BY_SIDE));
  const weft::NodeFunctions expected{true, false, false, true, false, true};
  QVERIFY(record->functions.at(0) == expected);
  compareThroughText(*record);
}

void TestHostRecords::pluginsSurvive_data() {
  QTest::addColumn<bool>("devices");
  QTest::newRow("good") << false;
  QTest::newRow("nasty") << false;
  QTest::newRow("gpu") << true;
}

void TestHostRecords::pluginsSurvive() {
  QFETCH(bool, devices);
  const std::string name = QTest::currentDataTag();
  const fs::path path = fs::path(WEFT_BUILD_DIR) / "tests" / "plugins" / name / (name + ".so");
  auto loaded = weft::loadPlugin(path.string(), "build");
  QVERIFY2(loaded.contents.ok(), loaded.contents ? "" : loaded.contents.error().message.c_str());
  const PluginRecord record = weft::recordOf(*std::move(loaded.contents));
  QCOMPARE(record.contents.deviceType.has_value(), devices);
  QVERIFY(devices || !record.contents.types.empty());
  compareThroughText(record);
}

void TestHostRecords::functionsAreBound() {
  auto record = weft::readRecord(parse(wholePlugin));
  QVERIFY(record.ok());
  const auto contents = weft::contentsOf(*std::move(record), "/some/where.so", "build",
                                         [](NodeType& type, const weft::NodeFunctions& functions) {
                                           QVERIFY(functions.infer && !functions.estimate);
                                           type.label = "bound";
                                         });
  QCOMPARE(contents.types.at(0).label, std::string("bound"));
  QCOMPARE(contents.types[0].pluginPath, std::string("/some/where.so"));
  QCOMPARE(contents.types[0].buildId, std::string("build"));
}

void TestHostRecords::wrongOnesAreRefused_data() {
  QTest::addColumn<QString>("place");
  QTest::addColumn<QString>("value");
  QTest::addColumn<QString>("expected");
  const auto add = [](const char* place, const char* value, const char* expected) {
    QTest::newRow(place + 1) << QString(place) << QString(value) << QString(expected);
  };
  add("/id", "\"none\"", "the plugin's id \"none\" must have two or more parts");
  add("/version", "7", "version: ");
  add("/vendor", "\"a\\u0000b\"", "vendor: it has a NUL");
  add("/device_type", "3", "the device factory is for device type 3; it can be 2 (cuda) or 7 (vulkan)");
  add("/more", "1", "more: unknown");
  add("/nodes", "{}", "nodes: expected an array");
  add("/nodes/0", "[]", "nodes[0]: expected an object");
  add("/nodes/0/id", "\"org.example.other.Node\"", "the node id \"org.example.other.Node\" does not begin with");
  add("/nodes/0/doc", "\" \"", "node \"org.example.all.Node\": the documentation is empty");
  add("/nodes/0/doc", "\"\\u001b[2J\"", "node \"org.example.all.Node\": the documentation has a control character");
  add("/nodes/0/behaviour", "-1", "nodes[0]: behaviour: ");
  add("/nodes/0/cost", "\"dear\"", "nodes[0]: cost: unknown: \"dear\"");
  add("/nodes/0/devices", "[]", "node \"org.example.all.Node\": devices is 0");
  add("/nodes/0/devices", "[\"tpu\"]", "nodes[0]: devices: unknown: \"tpu\"");
  add("/nodes/0/functions", "[\"process\"]", "nodes[0]: functions: unknown: \"process\"");
  add("/nodes/0/inputs", "3", "nodes[0]: inputs: expected an array, found 3");
  add("/nodes/0/inputs/0/type", "\"list<\"",
      "node \"org.example.all.Node\": input \"a\": the type expression \"list<\"");
  add("/nodes/0/inputs/0/id", "\"free\"", "node \"org.example.all.Node\": an input and a parameter have the same id");
  add("/nodes/0/outputs/0/lazy", "true", "node \"org.example.all.Node\": output \"b\": flags are 4");
  add("/nodes/0/parameters/0/kind", "\"\"", "nodes[0]: parameters[0]: kind: unknown: \"\"");
  add("/nodes/0/parameters/0/default", "null", "");
  add("/nodes/0/parameters/0/default", "\"x\"", "nodes[0]: parameters[0]: default: ");
  add("/nodes/0/parameters/1/default", "-1",
      "node \"org.example.all.Node\": parameter \"low\": the default -1 is outside its range");
  add("/nodes/0/parameters/3/default", "0.5", "nodes[0]: parameters[3]: default: ");
  add("/nodes/0/parameters/6/default", "\"fra\"",
      "node \"org.example.all.Node\": parameter \"mode\": the default \"fra\" is none of its choices");
  add("/nodes/0/parameters/6/choices/0", "null", "nodes[0]: parameters[6]: choices[0]: expected an object, found null");
  add("/nodes/0/parameters/9/default", "\"../up\"", "node \"org.example.all.Node\": parameter \"name\": ");
}

void TestHostRecords::wrongOnesAreRefused() {
  QFETCH(QString, place);
  QFETCH(QString, value);
  QFETCH(QString, expected);
  Json json = parse(wholePlugin);
  json[Json::json_pointer(place.toStdString())] = parse(value.toStdString());
  const auto record = weft::readRecord(json);
  if (expected.isEmpty()) {
    QVERIFY2(record.ok(), record ? "" : record.error().message.c_str());
    return;
  }
  QVERIFY2(!record, "was accepted");
  QVERIFY2(QString::fromStdString(record.error().message).startsWith(expected), record.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestHostRecords)
#include "test_host_records.moc"
