// What a plugin says about itself is believed only when it holds together.
#include <QtTest>

#include <cmath>
#include <limits>

#include <weft/abi/node.h>
#include <weft/graph/node_instance.h>

#include "class_reader.h"

using namespace weft;

namespace {

weft_status WEFT_CALL process(const weft_node_class*, void*, weft_call*) { return WEFT_OK; }
weft_status WEFT_CALL createNothing(const weft_node_class*, void**) { return WEFT_OK; }

// A factory that is right, for one thing at a time to be made wrong.
struct Description {
  weft_port inputs[2]{}, outputs[2]{};
  weft_parameter parameters[3]{};
  weft_choice choices[2]{};
  weft_node_descriptor descriptor{};
  weft_node_class nodeClass{};
  const weft_node_class* classes[2]{};
  weft_node_factory factory{};

  Description() {
    for (weft_port* port : {&inputs[0], &inputs[1], &outputs[0], &outputs[1]}) {
      *port = {sizeof(weft_port), 0, nullptr, nullptr, "$T", "What it is"};
    }
    inputs[0].id = "first";
    inputs[1].id = "second";
    outputs[0].id = "first";  // outputs have names of their own
    outputs[1].id = "other";
    for (weft_parameter& parameter : parameters) {
      parameter.struct_size = sizeof(weft_parameter);
      parameter.doc = "What it does";
    }
    parameters[0].kind = WEFT_PARAMETER_NUMBER;
    parameters[0].id = "factor";
    parameters[0].maximum_number = 1;
    parameters[0].default_number = 0.5;
    parameters[1].kind = WEFT_PARAMETER_INTEGER;
    parameters[1].id = "steps";
    parameters[1].minimum_integer = 1;
    parameters[1].maximum_integer = 100;
    parameters[1].default_integer = 20;
    choices[0] = {"near", nullptr, nullptr};
    choices[1] = {"far_away", "Far", "Beyond"};
    parameters[2].kind = WEFT_PARAMETER_CHOICE;
    parameters[2].id = "mode";
    parameters[2].default_text = "near";
    parameters[2].choices = choices;
    parameters[2].choice_count = 2;
    descriptor.struct_size = sizeof(descriptor);
    descriptor.id = "org.example.test.Node";
    descriptor.category = "Test";
    descriptor.doc = "Does something. In two sentences.";
    descriptor.devices = WEFT_DEVICES_CPU;
    descriptor.inputs = inputs;
    descriptor.outputs = outputs;
    descriptor.parameters = parameters;
    descriptor.input_count = descriptor.output_count = 2;
    descriptor.parameter_count = 3;
    nodeClass.struct_size = sizeof(nodeClass);
    nodeClass.descriptor = &descriptor;
    nodeClass.process = process;
    classes[0] = classes[1] = &nodeClass;
    factory = {sizeof(factory), "org.example.test", "1.0", nullptr, nullptr, 1, classes};
  }
  Description(const Description&) = delete;

  Result<PluginContents> read() const { return readFactory(&factory, "/plugin.so", "build"); }
};

using Change = void (*)(Description&);
constexpr const char* none = nullptr;

struct Case {
  const char* name;
  Change change;
  const char* expected;  // without the node's prefix; nullptr: it is right
};

const std::string longText(70000, 'a');

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"right", [](Description&) {}, none},
      // The factory.
      {"factory size", [](Description& d) { d.factory.struct_size = 8; },
       "the node factory: struct_size is 8; it must be at least 56 (set it to sizeof the struct)"},
      {"factory huge", [](Description& d) { d.factory.struct_size = 1u << 30; },
       "the node factory: struct_size is 1073741824; it must be at least 56 (set it to sizeof the struct)"},
      {"no plugin id", [](Description& d) { d.factory.plugin_id = nullptr; },
       "the plugin's id is missing (a null pointer)"},
      {"plugin id of one part", [](Description& d) { d.factory.plugin_id = "test"; },
       "the plugin's id \"test\" must have two or more parts with dots between, such as \"org.example.blend\""},
      {"plugin id with gap", [](Description& d) { d.factory.plugin_id = "org..test"; },
       "the plugin's id \"org..test\" must have two or more parts with dots between, such as \"org.example.blend\""},
      {"plugin id ends in dot", [](Description& d) { d.factory.plugin_id = "org.test."; },
       "the plugin's id \"org.test.\" must have two or more parts with dots between, such as \"org.example.blend\""},
      {"plugin id with slash", [](Description& d) { d.factory.plugin_id = "org/x.test"; },
       "the plugin's id \"org/x.test\" must have two or more parts with dots between, such as \"org.example.blend\""},
      {"no version", [](Description& d) { d.factory.plugin_version = ""; }, "the plugin's version is empty"},
      {"hostile vendor", [](Description& d) { d.factory.vendor = "\x1b[31mred"; },
       "the plugin's vendor has a control character: \"\\u001b[31mred\""},
      {"no classes", [](Description& d) { d.factory.count = 0; },
       "the node factory has 0 classes; 1 to 4096 are allowed"},
      {"too many classes", [](Description& d) { d.factory.count = size_t{1} << 40; },
       "the node factory has 1099511627776 classes; 1 to 4096 are allowed"},
      {"null classes", [](Description& d) { d.factory.classes = nullptr; },
       "the node factory has 1 classes at a null pointer; 1 to 4096 are allowed"},
      {"null class", [](Description& d) { d.classes[0] = nullptr; }, "node class 0 is a null pointer"},
      {"one id twice", [](Description& d) { d.factory.count = 2; }, "two nodes have the id \"org.example.test.Node\""},
      // The class.
      {"class size", [](Description& d) { d.nodeClass.struct_size = 16; },
       "node class 0: struct_size is 16; it must be at least 48 (set it to sizeof the struct)"},
      {"older class", [](Description& d) { d.nodeClass.struct_size = 48; }, none},
      {"no descriptor", [](Description& d) { d.nodeClass.descriptor = nullptr; },
       "node class 0: the descriptor is a null pointer"},
      {"no process", [](Description& d) { d.nodeClass.process = nullptr; }, "process is a null pointer"},
      {"create alone", [](Description& d) { d.nodeClass.create = createNothing; },
       "of create and destroy one is a null pointer; give both, or neither for no state"},
      // The descriptor.
      {"descriptor size", [](Description& d) { d.descriptor.struct_size = 0; },
       "the descriptor: struct_size is 0; it must be at least 120 (set it to sizeof the struct)"},
      {"no id", [](Description& d) { d.descriptor.id = nullptr; }, "a node: the id is missing (a null pointer)"},
      {"id without prefix", [](Description& d) { d.descriptor.id = "Node"; },
       "the node id \"Node\" does not begin with the plugin's id and a dot, \"org.example.test.\""},
      {"id is the prefix", [](Description& d) { d.descriptor.id = "org.example.test."; },
       "the node id \"org.example.test.\" does not begin with the plugin's id and a dot, \"org.example.test.\""},
      {"id of two names", [](Description& d) { d.descriptor.id = "org.example.test.a.b"; },
       "the node id \"org.example.test.a.b\" must be the plugin's id, a dot, and one name of letters, digits and _"},
      {"no doc", [](Description& d) { d.descriptor.doc = nullptr; }, "the documentation is missing (a null pointer)"},
      {"blank doc", [](Description& d) { d.descriptor.doc = " \n\t"; }, "the documentation is empty"},
      {"doc of two lines", [](Description& d) { d.descriptor.doc = "One.\n\tTwo."; }, none},
      {"doc too long", [](Description& d) { d.descriptor.doc = longText.c_str(); },
       "the documentation is longer than 65536 bytes"},
      {"doc not UTF-8", [](Description& d) { d.descriptor.doc = "\xff\xfe"; },
       "the documentation is not valid UTF-8: \"\\xff\\xfe\""},
      {"no category", [](Description& d) { d.descriptor.category = nullptr; },
       "the category is missing (a null pointer)"},
      {"unknown flags", [](Description& d) { d.descriptor.flags = 1024; },
       "flags is 1024; it must be made of WEFT_NODE_ flags"},
      {"unknown reentrancy", [](Description& d) { d.descriptor.reentrancy = 4; },
       "reentrancy is 4; it must be one of WEFT_REENTRANCY_"},
      {"negative cost", [](Description& d) { d.descriptor.cost = -1; }, "cost is -1; it must be one of WEFT_COST_"},
      {"no device", [](Description& d) { d.descriptor.devices = 0; },
       "devices is 0; it must be made of WEFT_DEVICES_ flags, at least one"},
      // Ports.
      {"null ports", [](Description& d) { d.descriptor.inputs = nullptr; },
       "input: the array is a null pointer, its count 2"},
      {"no ports", [](Description& d) { d.descriptor.inputs = nullptr, d.descriptor.input_count = 0; }, none},
      {"absurd count", [](Description& d) { d.descriptor.output_count = SIZE_MAX; },
       "output: the count is 18446744073709551615; at most 256 are allowed"},
      {"port size", [](Description& d) { d.inputs[0].struct_size = 12; },
       "input 0: struct_size is 12; it must be at least 40 (set it to sizeof the struct)"},
      {"ports of two sizes", [](Description& d) { d.inputs[1].struct_size = 48; },
       "input 1: struct_size is 48, that of the first 40; all must be the same"},
      {"port id null", [](Description& d) { d.inputs[1].id = nullptr; },
       "the id of input 1 is missing (a null pointer)"},
      {"port id with space", [](Description& d) { d.inputs[1].id = "a b"; },
       "the id of input 1 is \"a b\"; it must be letters, digits and _, and not begin with a digit"},
      {"port id of a digit", [](Description& d) { d.outputs[1].id = "2nd"; },
       "the id of output 1 is \"2nd\"; it must be letters, digits and _, and not begin with a digit"},
      {"port without doc", [](Description& d) { d.outputs[0].doc = ""; },
       "output \"first\": the documentation is empty"},
      {"port without type", [](Description& d) { d.inputs[0].type = nullptr; },
       "input \"first\": the type expression is missing (a null pointer)"},
      {"port flags", [](Description& d) { d.inputs[0].flags = 64; },
       "input \"first\": flags are 64; only WEFT_PORT_ flags are known"},
      {"output flags", [](Description& d) { d.outputs[0].flags = WEFT_PORT_LAZY; },
       "output \"first\": flags are 4; an output has none"},
      {"two inputs", [](Description& d) { d.inputs[1].id = "first"; }, "two inputs have the id \"first\""},
      {"two outputs", [](Description& d) { d.outputs[1].id = "first"; }, "two outputs have the id \"first\""},
      {"two parameters", [](Description& d) { d.parameters[1].id = "factor"; },
       "two parameters have the id \"factor\""},
      {"port and parameter", [](Description& d) { d.parameters[1].id = "second"; },
       "an input and a parameter have the same id \"second\""},
      // Parameters.
      {"parameter size", [](Description& d) { d.parameters[0].struct_size = 40; },
       "parameter 0: struct_size is 40; it must be at least 120 (set it to sizeof the struct)"},
      {"parameter kind", [](Description& d) { d.parameters[0].kind = 0; },
       "parameter \"factor\": the kind 0 is none of WEFT_PARAMETER_"},
      {"parameter flags", [](Description& d) { d.parameters[0].flags = 256; },
       "parameter \"factor\": flags are 256; only WEFT_PARAMETER_ flags are known"},
      {"parameter doc", [](Description& d) { d.parameters[0].doc = nullptr; },
       "parameter \"factor\": the documentation is missing (a null pointer)"},
      {"unit of two lines", [](Description& d) { d.parameters[0].unit = "p\nx"; },
       "parameter \"factor\": the unit has a control character: \"p\\u000ax\""},
      {"default above", [](Description& d) { d.parameters[0].default_number = 1.5; },
       "parameter \"factor\": the default 1.5 is outside its range 0 to 1"},
      {"default below", [](Description& d) { d.parameters[0].default_number = -0.1; },
       "parameter \"factor\": the default -0.1 is outside its range 0 to 1"},
      {"default NaN", [](Description& d) { d.parameters[0].default_number = std::nan(""); },
       "parameter \"factor\": the default nan is not finite"},
      {"range NaN", [](Description& d) { d.parameters[0].minimum_number = std::nan(""); },
       "parameter \"factor\": the range nan to 1 is empty"},
      {"range backwards", [](Description& d) { d.parameters[0].minimum_number = 2; },
       "parameter \"factor\": the range 2 to 1 is empty"},
      {"no range", [](Description& d) { d.parameters[0].maximum_number = 0, d.parameters[0].default_number = -9; },
       none},
      {"infinite range", [](Description& d) { d.parameters[0].maximum_number = HUGE_VAL; }, none},
      {"integer default", [](Description& d) { d.parameters[1].default_integer = 0; },
       "parameter \"steps\": the default 0 is outside its range 1 to 100"},
      {"integer range", [](Description& d) { d.parameters[1].minimum_integer = 101; },
       "parameter \"steps\": the range 101 to 100 is empty"},
      {"negative seed",
       [](Description& d) { d.parameters[1].kind = WEFT_PARAMETER_SEED, d.parameters[1].default_integer = -1; },
       "parameter \"steps\": the default -1 is outside its range 0 to 9223372036854775807"},
      {"boolean of 2",
       [](Description& d) { d.parameters[1].kind = WEFT_PARAMETER_BOOLEAN, d.parameters[1].default_integer = 2; },
       "parameter \"steps\": the default is 2; a boolean's is 0 or 1"},
      {"slider backwards", [](Description& d) { d.parameters[0].ui_minimum = 1; },
       "parameter \"factor\": the slider's range 1 to 0 is empty"},
      {"unknown curve", [](Description& d) { d.parameters[0].curve = 9; },
       "parameter \"factor\": the curve is 9; it must be one of WEFT_CURVE_"},
      {"logarithm of 0", [](Description& d) { d.parameters[0].curve = WEFT_CURVE_LOGARITHMIC; },
       "parameter \"factor\": a logarithmic slider cannot begin at 0"},
      {"logarithm from 1", [](Description& d) { d.parameters[1].curve = WEFT_CURVE_LOGARITHMIC; }, none},
      {"no choices", [](Description& d) { d.parameters[2].choice_count = 0; },
       "parameter \"mode\": it has 0 choices; a choice has 1 to 1024"},
      {"null choices", [](Description& d) { d.parameters[2].choices = nullptr; },
       "parameter \"mode\": it has 2 choices at a null pointer; a choice has 1 to 1024"},
      {"choice twice", [](Description& d) { d.choices[1].id = "near"; },
       "parameter \"mode\": two choices have the id \"near\""},
      {"choice without id", [](Description& d) { d.choices[1].id = nullptr; },
       "parameter \"mode\": the id of choice 1 is missing (a null pointer)"},
      {"default is no choice", [](Description& d) { d.parameters[2].default_text = "neer"; },
       "parameter \"mode\": the default \"neer\" is none of its choices; did you mean \"near\"?"},
      {"choices of a text", [](Description& d) { d.parameters[2].kind = WEFT_PARAMETER_STRING; },
       "parameter \"mode\": it has choices, but its kind is not WEFT_PARAMETER_CHOICE"},
      {"a body with a default",
       [](Description& d) {
         d.parameters[2].kind = WEFT_PARAMETER_GRAPH;
         d.parameters[2].choice_count = 0;
         d.parameters[2].default_text = "loop";
       },
       "parameter \"mode\": the default is \"loop\"; a body is named by the graph's file alone"},
      {"two bodies",
       [](Description& d) {
         for (const int i : {0, 2}) {
           d.parameters[i].kind = WEFT_PARAMETER_GRAPH;
           d.parameters[i].choice_count = 0;
           d.parameters[i].default_text = nullptr;
           d.parameters[i].flags = WEFT_PARAMETER_SIDE_BY_SIDE;
         }
       },
       "two parameters name a subgraph; a node has one body at most"},
      {"default not UTF-8",
       [](Description& d) {
         d.parameters[2].kind = WEFT_PARAMETER_STRING;
         d.parameters[2].choice_count = 0;
         d.parameters[2].default_text = "\xc0\x80";
       },
       "parameter \"mode\": the default is not valid UTF-8: \"\\xc0\\x80\""},
      {"visible_if unknown", [](Description& d) { d.parameters[0].visible_if = "mod=near"; },
       "parameter \"factor\": visible_if is \"mod=near\"; it must be another parameter's id, = and a value"},
      {"visible_if itself", [](Description& d) { d.parameters[0].visible_if = "factor=1"; },
       "parameter \"factor\": visible_if is \"factor=1\"; it must be another parameter's id, = and a value"},
      {"visible_if", [](Description& d) { d.parameters[0].visible_if = "mode=near|far_away"; }, none},
  };
  return all;
}

}  // namespace

class TestHostDescriptors : public QObject {
  Q_OBJECT

 private slots:
  void table_data();
  void table();
  void outputNamesAreChecked();
  void everythingIsCopied();
  void newerStructsAreStrided();
};

void TestHostDescriptors::table_data() {
  QTest::addColumn<int>("index");
  for (size_t i = 0; i < cases().size(); ++i) QTest::newRow(cases()[i].name) << static_cast<int>(i);
}

void TestHostDescriptors::table() {
  QFETCH(int, index);
  const Case& one = cases()[static_cast<size_t>(index)];
  Description description;
  one.change(description);
  const auto contents = description.read();
  if (!one.expected) {
    QVERIFY2(contents.ok(), contents ? "" : contents.error().message.c_str());
    return;
  }
  QVERIFY2(!contents, "was accepted");
  QString message = QString::fromStdString(contents.error().message);
  const QString prefix = "node \"org.example.test.Node\": ";
  if (message.startsWith(prefix)) message.remove(0, prefix.size());
  QCOMPARE(message, QString(one.expected));
}

void TestHostDescriptors::outputNamesAreChecked() {
  for (const char* name : {"", "../up", "/absolute", "a/", "a\tb"}) {
    Description description;
    weft_parameter& parameter = description.parameters[2];
    parameter.kind = WEFT_PARAMETER_NAME;
    parameter.choice_count = 0;
    parameter.default_text = name;
    QVERIFY2(!description.read(), name);
    parameter.default_text = "a/name";
    QVERIFY(description.read().ok());
  }
}

void TestHostDescriptors::everythingIsCopied() {
  Description description;
  description.inputs[0].flags = WEFT_PORT_OPTIONAL | WEFT_PORT_LAZY;
  description.inputs[0].type = "latent<$space>[N, C, 8*h, 8*w]";
  description.parameters[0].unit = "px";
  description.parameters[0].group = "Size";
  description.parameters[0].ui_maximum = 0.75;
  description.descriptor.flags = WEFT_NODE_OUTPUT;
  description.descriptor.behaviour_version = 4;
  description.descriptor.reentrancy = WEFT_REENTRANCY_TYPE;
  description.descriptor.cost = WEFT_COST_HEAVY;
  const auto contents = description.read();
  QVERIFY2(contents.ok(), contents ? "" : contents.error().message.c_str());
  QCOMPARE(contents->id, std::string("org.example.test"));
  const NodeType& type = contents->types.at(0);
  QCOMPARE(type.label, std::string("Node"));
  QCOMPARE(type.pluginPath, std::string("/plugin.so"));
  QCOMPARE(type.buildId, std::string("build"));
  QVERIFY(type.has(WEFT_NODE_OUTPUT));
  QCOMPARE(type.behaviourVersion, 4u);
  QCOMPARE(type.reentrancy, int32_t{WEFT_REENTRANCY_TYPE});
  QCOMPARE(type.cost, int32_t{WEFT_COST_HEAVY});
  QVERIFY(type.inputs.at(0).has(WEFT_PORT_LAZY) && type.inputs[0].has(WEFT_PORT_OPTIONAL));
  QCOMPARE(type.inputs[0].type.text(), std::string("latent<$space>[N, C, 8*h, 8*w]"));
  QCOMPARE(type.inputs[0].label, std::string("First"));
  const ParameterType& factor = type.parameters.at(0);
  QCOMPARE(factor.unit, std::string("px"));
  QCOMPARE(factor.group, std::string("Size"));
  QCOMPARE(factor.defaultValue.asNumber().value(), 0.5);
  QCOMPARE(factor.maximumNumber, 1.0);
  QCOMPARE(factor.uiMaximum, 0.75);
  const ParameterType& steps = type.parameters.at(1);
  QVERIFY(steps.defaultValue.kind() == Kind::Integer);
  QCOMPARE(steps.minimumInteger, int64_t{1});
  const ParameterType& mode = type.parameters.at(2);
  QCOMPARE(*mode.defaultValue.asString(), std::string("near"));
  QCOMPARE(mode.choices.at(0).label, std::string("Near"));
  QCOMPARE(mode.choices.at(1).label, std::string("Far"));
  QVERIFY(!type.infer && !type.migrate && type.create);
}

// A plugin of a newer patch version has longer structs; one that is read only in part stays readable.
void TestHostDescriptors::newerStructsAreStrided() {
  struct NewerPort {
    weft_port port;
    const char* tooltip;
    uint64_t more[3];
  };
  struct NewerParameter {
    weft_parameter parameter;
    double step;
  };
  Description description;
  NewerPort ports[2] = {{description.inputs[0], "new", {1, 2, 3}}, {description.inputs[1], "new", {4, 5, 6}}};
  for (NewerPort& port : ports) port.port.struct_size = sizeof(NewerPort);
  NewerParameter parameters[3];
  for (size_t i = 0; i < 3; ++i) {
    parameters[i] = {description.parameters[i], 0.25};
    parameters[i].parameter.struct_size = sizeof(NewerParameter);
  }
  description.descriptor.inputs = &ports[0].port;
  description.descriptor.parameters = &parameters[0].parameter;
  auto contents = description.read();
  QVERIFY2(contents.ok(), contents ? "" : contents.error().message.c_str());
  QCOMPARE(contents->types.at(0).inputs.at(1).id, std::string("second"));
  QCOMPARE(contents->types[0].parameters.at(2).id, std::string("mode"));

  // An older parameter that ends before the slider: what is missing is 0.
  weft_parameter older = description.parameters[0];
  older.struct_size = offsetof(weft_parameter, ui_minimum);
  older.ui_minimum = 7;  // beyond its end: must not be read
  description.descriptor.parameters = &older;
  description.descriptor.parameter_count = 1;
  contents = description.read();
  QVERIFY2(contents.ok(), contents ? "" : contents.error().message.c_str());
  QCOMPARE(contents->types.at(0).parameters.at(0).uiMinimum, 0.0);
}

QTEST_APPLESS_MAIN(TestHostDescriptors)
#include "test_host_descriptors.moc"
