// Node types whose calls go wrong, each in one way. Loads and describes itself without fault.
#include <cstdint>
#include <new>
#include <stdexcept>

#include <weft/abi.h>

namespace {

const weft_values* values;
const weft_calls* calls;
const weft_errors* errors;
const weft_files* files;
const weft_parallel* parallel;

using Process = weft_status(weft_call* call);

struct Foreign {};

weft_status throwsException(weft_call*) { throw std::runtime_error("the cat sat on it"); }
weft_status throwsInt(weft_call*) { throw 42; }
weft_status throwsText(weft_call*) { throw "a plain text"; }
weft_status throwsForeign(weft_call*) { throw Foreign(); }
weft_status throwsBadAlloc(weft_call*) { throw std::bad_alloc(); }

weft_status setsNothing(weft_call*) { return WEFT_OK; }
weft_status setsNull(weft_call* call) { return calls->set_output(call, 0, nullptr); }
weft_status setsString(weft_call* call) { return calls->set_output(call, 0, values->string("five", 4)); }
weft_status setsSeventh(weft_call* call) { return calls->set_output(call, 7, values->number(1)); }

weft_status unknownStatus(weft_call*) { return 77; }
weft_status unknownError(weft_call*) { return -777; }
weft_status asksForNothing(weft_call*) { return WEFT_NEED_INPUTS; }
weft_status asksEager(weft_call* call) { return calls->want_input(call, 0) == WEFT_OK ? 1 : -2; }
weft_status waitsForNothing(weft_call*) { return WEFT_PENDING; }
weft_status cancelsItself(weft_call*) { return WEFT_ERROR_CANCELLED; }

weft_status failsSilently(weft_call*) { return WEFT_ERROR_UNSUPPORTED; }
weft_status failsWithMessage(weft_call* call) {
  calls->fail(call, "the picture has\nno pixels");
  return WEFT_ERROR_INVALID_ARGUMENT;
}
weft_status failsWithErrors(weft_call*) {
  errors->set("the model's file ends early");
  return WEFT_ERROR_BAD_FILE;
}

weft_status throwsInParallel(weft_call* call) {
  return parallel->run(
      call, 100, 10,
      [](void*, size_t begin, size_t) -> weft_status {
        if (begin > 0) throw std::range_error("part of it");
        return WEFT_OK;
      },
      nullptr);
}

weft_status segfault(weft_call*) {
  volatile uintptr_t nowhere = 8;
  *reinterpret_cast<volatile int*>(nowhere) = 1;
  return WEFT_OK;
}

// Without end, and the compiler must not see that.
int overflow(volatile char* outer, int depth) {
  volatile char frame[4096];
  frame[0] = outer ? outer[0] : 0;
  return depth < 0 ? frame[0] : overflow(frame, depth + (frame[0] | 1)) + frame[0];
}
weft_status overflowsStack(weft_call*) {
  volatile int start = 1;
  return overflow(nullptr, start) ? WEFT_OK : WEFT_ERROR_INTERNAL;
}

weft_status leavesFileOpen(weft_call* call) {
  weft_output* output = nullptr;
  const char* path = nullptr;
  const weft_status status = files->open(call, "left/open", ".txt", 0, &output, &path);
  return status ? status : calls->set_output(call, 0, values->number(1));
}
weft_status writesOutside(weft_call* call) {
  weft_output* output = nullptr;
  const char* path = nullptr;
  return files->open(call, "../outside", ".txt", 0, &output, &path);
}

struct Case {
  const char* id;
  Process* process;
};

const Case cases[] = {
    {"org.example.nasty.ThrowsException", throwsException}, {"org.example.nasty.ThrowsInt", throwsInt},
    {"org.example.nasty.ThrowsText", throwsText},           {"org.example.nasty.ThrowsForeign", throwsForeign},
    {"org.example.nasty.ThrowsBadAlloc", throwsBadAlloc},   {"org.example.nasty.ThrowsInParallel", throwsInParallel},
    {"org.example.nasty.SetsNothing", setsNothing},         {"org.example.nasty.SetsNull", setsNull},
    {"org.example.nasty.SetsString", setsString},           {"org.example.nasty.SetsSeventh", setsSeventh},
    {"org.example.nasty.UnknownStatus", unknownStatus},     {"org.example.nasty.UnknownError", unknownError},
    {"org.example.nasty.AsksForNothing", asksForNothing},   {"org.example.nasty.AsksEager", asksEager},
    {"org.example.nasty.WaitsForNothing", waitsForNothing}, {"org.example.nasty.CancelsItself", cancelsItself},
    {"org.example.nasty.FailsSilently", failsSilently},     {"org.example.nasty.FailsWithMessage", failsWithMessage},
    {"org.example.nasty.FailsWithErrors", failsWithErrors}, {"org.example.nasty.Segfault", segfault},
    {"org.example.nasty.OverflowsStack", overflowsStack},   {"org.example.nasty.LeavesFileOpen", leavesFileOpen},
    {"org.example.nasty.WritesOutside", writesOutside},
};
constexpr size_t caseCount = sizeof(cases) / sizeof(cases[0]);

const weft_port inputs[] = {
    {sizeof(weft_port), WEFT_PORT_OPTIONAL, "eager", nullptr, "any", "An input that is not lazy"}};
const weft_port outputs[] = {{sizeof(weft_port), 0, "value", nullptr, "number", "A number, it says"}};
weft_node_descriptor descriptors[caseCount];
weft_node_class classes[caseCount];
const weft_node_class* pointers[caseCount];
const weft_node_factory factory = {
    sizeof(weft_node_factory), "org.example.nasty", "1.0.0", nullptr, nullptr, caseCount, pointers};

weft_status WEFT_CALL process(const weft_node_class* self, void*, weft_call* call) {
  return static_cast<const Case*>(self->user)->process(call);
}

weft_status WEFT_CALL init(const weft_host* host, const char*) {
  values = static_cast<const weft_values*>(host->get_service(WEFT_VALUES));
  calls = static_cast<const weft_calls*>(host->get_service(WEFT_CALLS));
  errors = static_cast<const weft_errors*>(host->get_service(WEFT_ERRORS));
  files = static_cast<const weft_files*>(host->get_service(WEFT_FILES));
  parallel = static_cast<const weft_parallel*>(host->get_service(WEFT_PARALLEL));
  for (size_t i = 0; i < caseCount; ++i) {
    weft_node_descriptor& descriptor = descriptors[i];
    descriptor.struct_size = sizeof(weft_node_descriptor);
    descriptor.id = cases[i].id;
    descriptor.category = "Test";
    descriptor.doc = "Goes wrong.";
    descriptor.behaviour_version = 1;
    descriptor.devices = WEFT_DEVICES_CPU;
    descriptor.inputs = inputs;
    descriptor.input_count = 1;
    descriptor.outputs = outputs;
    descriptor.output_count = 1;
    classes[i].struct_size = sizeof(weft_node_class);
    classes[i].descriptor = &descriptor;
    classes[i].user = const_cast<Case*>(&cases[i]);
    classes[i].process = process;
    pointers[i] = &classes[i];
  }
  return WEFT_OK;
}

const void* WEFT_CALL getFactory(const char*) { return &factory; }

}  // namespace

const weft_plugin weft_plugin_entry = {sizeof(weft_plugin), WEFT_MAGIC, WEFT_ABI_VERSION, init, nullptr, getFactory};
