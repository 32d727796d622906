// See faults.h. Nodes in plain C++ over the C ABI, so that each fault is what a plugin without the SDK may do.
#include "faults.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

const weft_values* values;
const weft_calls* calls;
const weft_errors* errors;
const weft_inference* inference;
const weft_allocator* allocator;
const weft_random* randoms;

namespace {

using namespace std::chrono_literals;

// The description. ---------------------------------------------------------------------------------------------------

weft_port port(const char* id, const char* type, const char* doc, uint32_t flags = 0) {
  return {sizeof(weft_port), flags, id, nullptr, type, doc};
}
weft_parameter parameter(int32_t kind, const char* id, const char* doc) {
  weft_parameter made{};
  made.struct_size = sizeof(made);
  made.kind = kind;
  made.id = id;
  made.doc = doc;
  return made;
}

weft_port scaleIn[2], scaleOut[1], sumIn[2], sumOut[2], wordsIn[1], wordsOut[1], bytesIn[1], bytesOut[1], passIn[1],
    passOut[1], objectsOut[6];
weft_parameter scaleParameters[4], wordsParameters[3];
const weft_choice modes[] = {{"plain", "Plain", "As it is"}, {"inverted", "Inverted", "From white to black"}};
const weft_choice twins[] = {{"plain", "Plain", "As it is"}, {"inverted", "Plain", "From white to black"}};
weft_node_descriptor descriptors[6];
weft_node_class classes[6];
const weft_node_class* pointers[6];
weft_node_factory factory = {sizeof(weft_node_factory), "org.example.faults", "1.0.0", nullptr, nullptr, 6, pointers};

void describe(size_t index, const char* id, const char* doc, weft_port* inputs, size_t inputCount, weft_port* outputs,
              size_t outputCount) {
  weft_node_descriptor& made = descriptors[index];
  made = {};
  made.struct_size = sizeof(made);
  made.id = id;
  made.category = "Test";
  made.doc = doc;
  made.behaviour_version = 2;
  made.devices = WEFT_DEVICES_CPU;
  made.inputs = inputs;
  made.input_count = inputCount;
  made.outputs = outputs;
  made.output_count = outputCount;
  classes[index] = {};
  classes[index].struct_size = sizeof(weft_node_class);
  classes[index].descriptor = &made;
  pointers[index] = &classes[index];
}

void describeScale() {
  scaleIn[0] = port("image", "image[N, 3, h, w]", "The picture to be scaled");
  scaleIn[1] = port("offset", "number", "Not looked at", WEFT_PORT_OPTIONAL);
  scaleOut[0] = port("image", "image[N, 3, h, w]", "The picture times the amount");
  if (hasFault("describe.documentation")) scaleIn[0].doc = "Image";
  if (hasFault("describe.ids")) scaleIn[1].id = "Image";
  weft_parameter& amount = scaleParameters[0] = parameter(WEFT_PARAMETER_NUMBER, "amount", "What it is multiplied by");
  amount.default_number = 0.5;
  amount.maximum_number = 1;
  if (hasFault("describe.defaults")) amount.ui_minimum = 0.75, amount.ui_maximum = 1;
  if (hasFault("describe.ranges")) amount.ui_maximum = 4;
  if (hasFault("describe.units")) amount.unit = "parts of the whole picture";
  weft_parameter& steps = scaleParameters[1] = parameter(WEFT_PARAMETER_INTEGER, "steps", "In how many steps");
  steps.default_integer = steps.minimum_integer = 1;
  steps.maximum_integer = 50;
  weft_parameter& mode = scaleParameters[2] = parameter(WEFT_PARAMETER_CHOICE, "mode", "How it is done");
  mode.default_text = "plain";
  mode.choices = hasFault("describe.choices") ? twins : modes;
  mode.choice_count = 2;
  scaleParameters[3] = parameter(WEFT_PARAMETER_BOOLEAN, "exact", "Not looked at either");
  describe(0, "org.example.faults.Scale", "Multiplies a picture by a number.", scaleIn, 2, scaleOut, 1);
  descriptors[0].parameters = scaleParameters;
  descriptors[0].parameter_count = 4;
  descriptors[0].reentrancy = WEFT_REENTRANCY_INSTANCE;
  if (hasFault("describe.flags")) descriptors[0].replaced_by = "org.example.faults.Sum";
  classes[0].create = createScale;
  classes[0].destroy = destroyScale;
  classes[0].process = processScale;
  classes[0].infer = inferScale;
  classes[0].migrate = migrateScale;
}

void describeOthers() {
  sumIn[0] = port("numbers", "number", "The summands", WEFT_PORT_VARIADIC | WEFT_PORT_OPTIONAL);
  sumIn[1] = port("tensor", "tensor", "Not looked at", WEFT_PORT_OPTIONAL);
  sumOut[0] = port("sum", "number", "The sum of all");
  sumOut[1] = port("count", hasFault("describe.types") ? "nummber" : "number", "How many there were");
  describe(1, "org.example.faults.Sum", "Adds numbers.", sumIn, 2, sumOut, 2);
  classes[1].create = createSum;
  classes[1].destroy = destroySum;
  classes[1].process = processSum;
  classes[1].estimate = estimateSum;

  wordsIn[0] = port("words", "list<string>", "Some words to count");
  wordsOut[0] = port("text", "string", "What was counted");
  wordsParameters[0] = parameter(WEFT_PARAMETER_STRING, "text", "Some letters to count");
  wordsParameters[0].default_text = "letters";
  wordsParameters[1] = parameter(WEFT_PARAMETER_PATH, "path", "A file that is there");
  wordsParameters[2] = parameter(WEFT_PARAMETER_BOOLEAN, "exact", "Not looked at either");
  describe(2, "org.example.faults.Words", "Counts letters and words.", wordsIn, 1, wordsOut, 1);
  descriptors[2].parameters = wordsParameters;
  descriptors[2].parameter_count = 3;
  descriptors[2].reentrancy = WEFT_REENTRANCY_PARALLEL;
  classes[2].create = createWords;
  classes[2].destroy = destroyWords;
  classes[2].process = processWords;
  classes[2].extra_ports = extraOfWords;

  bytesIn[0] = port("tensor", "tensor", "Any tensor at all");
  bytesOut[0] = port("bytes", "integer", "How many bytes it has");
  describe(3, "org.example.faults.Bytes", "Counts the bytes of a tensor.", bytesIn, 1, bytesOut, 1);
  classes[3].process = processBytes;

  passIn[0] = port("value", "$T", "Anything at all", WEFT_PORT_LAZY | WEFT_PORT_CONSUMES);
  passOut[0] = port("value", "$T", "The same again");
  describe(4, "org.example.faults.Pass", "Hands a value on.", passIn, 1, passOut, 1);
  classes[4].process = [](const weft_node_class* self, void* node, weft_call* call) -> weft_status {
    if (calls->input_count(call, 0) > 0) return processPass(self, node, call);
    const weft_status status = calls->want_input(call, 0);
    return status == WEFT_OK ? weft_status{WEFT_NEED_INPUTS} : status;
  };

  const char* types[] = {"denoiser", "autoencoder", "text_encoder", "solver", "module"};
  for (size_t i = 0; i < 5; ++i) objectsOut[i] = port(types[i], types[i], "An object of this kind");
  objectsOut[5] = port("sequence", "sequence<integer>", "Three whole numbers");
  describe(5, "org.example.faults.Objects", "Makes an object of each kind.", nullptr, 0, objectsOut, 6);
  classes[5].process = makeObjects;
}

// host.newer: room for the table that this version knows, and the rest goes where it hurts.
struct {
  weft_calls table;
  const weft_calls* mine[16];
} copied;

weft_status WEFT_CALL init(const weft_host* host, const char*) {
  values = static_cast<const weft_values*>(host->get_service(WEFT_VALUES));
  calls = static_cast<const weft_calls*>(host->get_service(WEFT_CALLS));
  errors = static_cast<const weft_errors*>(host->get_service(WEFT_ERRORS));
  inference = static_cast<const weft_inference*>(host->get_service(WEFT_INFERENCE));
  allocator = static_cast<const weft_allocator*>(host->get_service(WEFT_ALLOCATOR));
  randoms = static_cast<const weft_random*>(host->get_service(WEFT_RANDOM));
  if (!inference || !allocator) return refuse(WEFT_ERROR_MISSING_SERVICE, "this host has no memory to give");
  if (hasFault("host.older")) {
    volatile char beyond = reinterpret_cast<const volatile char*>(values)[sizeof(weft_values)];
    (void)beyond;
  }
  if (hasFault("host.newer")) {
    copied.mine[0] = calls;
    std::memcpy(static_cast<void*>(&copied.table), calls, std::min<size_t>(calls->struct_size, sizeof(copied)));
    calls = copied.mine[0];
    if (calls->struct_size == 0) return WEFT_ERROR_INTERNAL;
  }
  if (hasFault("load.init")) return refuse(WEFT_ERROR_INTERNAL, "not today");
  if (hasFault("load.scan-time")) std::this_thread::sleep_for(150ms);
  if (hasFault("load.state")) ::setenv("FAULT", "1", 1);
  if (hasFault("load.output")) (void)!::write(STDOUT_FILENO, "hello\n", 6);
  describeScale();
  describeOthers();
  if (hasFault("describe.accepted")) scaleParameters[0].default_number = 7;
  return WEFT_OK;
}

void WEFT_CALL deinit() {
  if (hasFault("load.exit")) crash();
}

const void* WEFT_CALL getFactory(const char* id) {
  static int asked = 0;
  const bool nodes = std::strcmp(id, WEFT_NODE_FACTORY) == 0;
  if (nodes && hasFault("describe.stable") && ++asked > 1) descriptors[0].doc = "Does something else by now.";
  const bool known = nodes || (hasFault("describe.unknown-factories") && std::strncmp(id, "weft.node", 9) == 0);
  return known ? &factory : nullptr;
}

}  // namespace

bool hasFault(std::string_view check) {
  static const std::string fault = [] {
    Dl_info info{};
    ::dladdr(&weft_plugin_entry, &info);
    const std::string path = info.dli_fname ? info.dli_fname : "";
    const std::string name = path.substr(path.rfind('/') + 1);
    return name.substr(0, name.rfind(".so"));
  }();
  return fault == check;
}

weft_status refuse(weft_status status, const char* message) {
  errors->set(message);
  return status;
}

#ifdef EXPORTS_MORE
WEFT_EXTERN_C WEFT_EXPORT int faultsAnotherSymbol(void) { return 1; }
#endif

const weft_plugin weft_plugin_entry = {sizeof(weft_plugin), WEFT_MAGIC, WEFT_ABI_VERSION, init, deinit, getFactory};
