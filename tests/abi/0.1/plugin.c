/* A plugin that was written for version 0.1 of the ABI, with its headers alone. It must run for as long as the host
 * takes 0.1; neither it nor the headers beside it are ever changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <weft/abi.h>

static const weft_values* values;
static const weft_calls* calls;
static const weft_inference* inference;
static const weft_files* files;
static const weft_allocator* allocator;
static const weft_random* randoms;
static const weft_parallel* parallel;
static const weft_thread_check* threads;

#define UNUSED(x) ((void)(x))

/* Add: sums its links times a factor, reporting as it goes. Its state counts the calls. */
static weft_status WEFT_CALL counter_create(const weft_node_class* self, void** node) {
  UNUSED(self);
  *node = calloc(1, sizeof(int64_t));
  return *node ? WEFT_OK : WEFT_ERROR_OUT_OF_MEMORY;
}
static void WEFT_CALL counter_destroy(const weft_node_class* self, void* node) {
  UNUSED(self);
  free(node);
}
static weft_status WEFT_CALL add_process(const weft_node_class* self, void* node, weft_call* call) {
  size_t i, count = calls->input_count(call, 0);
  double sum = 0, number = 0, factor = 0;
  UNUSED(self);
  ++*(int64_t*)node;
  values->as_number(calls->parameter(call, 0), &factor);
  for (i = 0; i < count; ++i) {
    weft_status status = values->as_number(calls->input(call, 0, i), &number);
    if (status != WEFT_OK) return status;
    sum += number * factor;
    status = calls->progress(call, i + 1, count, "adding");
    if (status != WEFT_OK) return status;
  }
  calls->set_output(call, 0, values->number(sum));
  return calls->set_output(call, 1, values->integer(*(int64_t*)node));
}

/* Choose: wants only the input it passes on. */
static weft_status WEFT_CALL choose_process(const weft_node_class* self, void* node, weft_call* call) {
  int32_t second = 0, writable = 0;
  size_t port;
  UNUSED(self);
  UNUSED(node);
  values->as_boolean(calls->parameter(call, 0), &second);
  port = second ? 1 : 0;
  if (calls->input_count(call, port) == 0) {
    const weft_status status = calls->want_input(call, port);
    return status == WEFT_OK ? WEFT_NEED_INPUTS : status;
  }
  return calls->set_output(call, 0, calls->take_input(call, port, 0, &writable));
}

/* Wait: suspends once, and hands its token out as a number. */
static weft_status WEFT_CALL wait_process(const weft_node_class* self, void* node, weft_call* call) {
  weft_token* token = NULL;
  UNUSED(self);
  if (++*(int64_t*)node == 1) {
    if (calls->suspend(call, &token) != WEFT_OK) return WEFT_ERROR_INTERNAL;
    calls->resume(token);
    calls->resume(token); /* once too often: does no harm */
    return WEFT_PENDING;
  }
  return calls->set_output(call, 0, values->integer(*(int64_t*)node));
}

/* Write: a text file, replaced within a run when asked. */
static weft_status WEFT_CALL write_process(const weft_node_class* self, void* node, weft_call* call) {
  weft_output* output = NULL;
  const char *path = NULL, *name = NULL, *text = NULL;
  int32_t replace = 0;
  FILE* file;
  weft_status status;
  UNUSED(self);
  UNUSED(node);
  values->as_string(calls->parameter(call, 0), &name, NULL);
  values->as_string(calls->parameter(call, 1), &text, NULL);
  values->as_boolean(calls->parameter(call, 2), &replace);
  status = files->open(call, name, ".txt", replace ? WEFT_OUTPUT_REPLACE : 0, &output, &path);
  if (status != WEFT_OK) return status;
  file = fopen(path, "w");
  if (!file) {
    files->abandon(output);
    return WEFT_ERROR_IO;
  }
  fputs(text, file);
  fclose(file);
  status = files->commit(output, &path);
  if (status != WEFT_OK) return status;
  if (files->commit(output, &name) == WEFT_OK) return WEFT_ERROR_INTERNAL; /* twice: must be refused */
  return calls->set_output(call, 0, values->string(path, strlen(path)));
}

/* Noise: a tensor of random numbers, made in parts. */
typedef struct noise {
  int64_t seed;
  float* data;
  int32_t kinds;
} noise;
static weft_status WEFT_CALL noise_part(void* user, size_t begin, size_t end) {
  noise* self = (noise*)user;
  randoms->normal(self->seed, "noise", begin, self->data + begin, end - begin);
  if (threads->kind() == WEFT_THREAD_CALL) ++self->kinds;
  return WEFT_OK;
}
static weft_status WEFT_CALL noise_process(const weft_node_class* self, void* node, weft_call* call) {
  weft_managed_tensor* tensor = NULL;
  int64_t shape[2] = {10, 100};
  weft_device_id cpu = {WEFT_DEVICE_CPU, 0};
  weft_dtype float32 = {WEFT_TYPE_FLOAT, 32, 1};
  noise work = {0, NULL, 0};
  weft_status status;
  UNUSED(self);
  UNUSED(node);
  status = allocator->tensor(cpu, float32, shape, 2, &tensor);
  if (status != WEFT_OK) return status;
  values->as_integer(calls->parameter(call, 0), &work.seed);
  work.data = (float*)tensor->tensor.data;
  status = parallel->run(call, 1000, 64, noise_part, &work);
  if (status == WEFT_OK && work.kinds == 0) status = WEFT_ERROR_INTERNAL;
  if (status != WEFT_OK) {
    tensor->deleter(tensor);
    return status;
  }
  return calls->set_output(call, 0, values->tensor(tensor));
}

/* Add answers every question there is. */
static weft_status WEFT_CALL add_infer(const weft_node_class* self, weft_infer* question) {
  const char* type = inference->input_type(question, 0);
  double factor = 1;
  UNUSED(self);
  if (inference->parameter(question, 0)) values->as_number(inference->parameter(question, 0), &factor);
  if (factor == 0) {
    inference->fail(question, "factor", "a factor of 0 leaves nothing");
    return WEFT_ERROR_INVALID_ARGUMENT;
  }
  if (inference->set_output_bytes(question, 1, 640, UINT64_MAX) != WEFT_OK) return WEFT_ERROR_INTERNAL;
  return inference->set_output_type(question, 0, type ? type : "number");
}
static weft_status WEFT_CALL add_estimate(const weft_node_class* self, weft_infer* question, uint64_t* bytes) {
  UNUSED(self);
  *bytes = inference->parameter(question, 0) ? 1000 : 2000;
  return WEFT_OK;
}
static weft_status WEFT_CALL add_fingerprint(const weft_node_class* self, weft_infer* question, uint64_t words[2]) {
  UNUSED(self);
  UNUSED(question);
  words[0] = 11;
  words[1] = 22;
  return WEFT_OK;
}
static weft_status WEFT_CALL add_migrate(const weft_node_class* self, uint32_t version, const char* json,
                                         const char** out) {
  static char text[256];
  UNUSED(self);
  if (version == 7) return WEFT_ERROR_UNSUPPORTED;
  snprintf(text, sizeof(text), version == 8 ? "[%s]" : "{\"factor\": 2, \"was\": %s}", json);
  *out = text;
  return WEFT_OK;
}
static weft_status WEFT_CALL choose_extra(const weft_node_class* self, weft_infer* question, const weft_port** ins,
                                          size_t* in_count, const weft_port** outs, size_t* out_count) {
  static const weft_port more[] = {{sizeof(weft_port), WEFT_PORT_LAZY, "third", NULL, "any", "One more"}};
  static const weft_port twice[] = {{sizeof(weft_port), WEFT_PORT_LAZY, "first", NULL, "any", "One too many"}};
  int32_t second = 0;
  UNUSED(self);
  UNUSED(outs);
  values->as_boolean(inference->parameter(question, 0), &second);
  *ins = second ? twice : more;
  *in_count = 1;
  *out_count = 0;
  return WEFT_OK;
}

#define PORT(flags, id, type, doc) \
  { sizeof(weft_port), flags, id, NULL, type, doc }
static const weft_port add_in[] = {PORT(WEFT_PORT_VARIADIC, "values", "number", "The summands")};
static const weft_port add_out[] = {PORT(0, "value", "number", "The sum"), PORT(0, "calls", "integer", "Calls so far")};
static const weft_port choose_in[] = {PORT(WEFT_PORT_LAZY | WEFT_PORT_CONSUMES, "first", "$T", "Passed on by default"),
                                      PORT(WEFT_PORT_LAZY, "second_one", "$T", "Passed on instead")};
static const weft_port choose_out[] = {PORT(0, "value", "$T", "What was chosen")};
static const weft_port integer_out[] = {PORT(0, "value", "integer", "Calls so far")};
static const weft_port string_out[] = {PORT(0, "path", "string", "Where the file lies")};
static const weft_port tensor_out[] = {PORT(0, "tensor", "tensor[10, 100]", "Normal noise")};

static weft_parameter add_parameters[1], choose_parameters[1], write_parameters[3], noise_parameters[1];

static weft_parameter parameter(int32_t kind, const char* id, const char* text, double number) {
  weft_parameter made;
  memset(&made, 0, sizeof(made));
  made.struct_size = sizeof(made);
  made.kind = kind;
  made.id = id;
  made.doc = "See the code.";
  made.default_text = text;
  made.default_number = number;
  return made;
}

#define NODE(id, flags, ins, in_count, outs, out_count, params, param_count)                                        \
  {                                                                                                                 \
    sizeof(weft_node_descriptor), flags, "org.example.frozen." id, NULL, "Test", "Does as it says.", NULL, NULL, 3, \
        WEFT_REENTRANCY_INSTANCE, WEFT_COST_LIGHT, WEFT_DEVICES_CPU, ins, outs, params, in_count, out_count,        \
        param_count                                                                                                 \
  }
static const weft_node_descriptor descriptors[] = {
    NODE("Add", 0, add_in, 1, add_out, 2, add_parameters, 1),
    NODE("Choose", 0, choose_in, 2, choose_out, 1, choose_parameters, 1),
    NODE("Wait", 0, NULL, 0, integer_out, 1, NULL, 0),
    NODE("Write", WEFT_NODE_SIDE_EFFECTS, NULL, 0, string_out, 1, write_parameters, 3),
    NODE("Noise", 0, NULL, 0, tensor_out, 1, noise_parameters, 1),
};
static const weft_node_class add = {.struct_size = sizeof(weft_node_class),
                                    .descriptor = &descriptors[0],
                                    .create = counter_create,
                                    .destroy = counter_destroy,
                                    .process = add_process,
                                    .infer = add_infer,
                                    .estimate = add_estimate,
                                    .fingerprint = add_fingerprint,
                                    .migrate = add_migrate};
static const weft_node_class choose = {.struct_size = sizeof(weft_node_class),
                                       .descriptor = &descriptors[1],
                                       .process = choose_process,
                                       .extra_ports = choose_extra};
static const weft_node_class wait_class = {.struct_size = sizeof(weft_node_class),
                                           .descriptor = &descriptors[2],
                                           .create = counter_create,
                                           .destroy = counter_destroy,
                                           .process = wait_process};
static const weft_node_class write_class = {
    .struct_size = sizeof(weft_node_class), .descriptor = &descriptors[3], .process = write_process};
static const weft_node_class noise_class = {
    .struct_size = sizeof(weft_node_class), .descriptor = &descriptors[4], .process = noise_process};
static const weft_node_class* const classes[] = {&add, &choose, &wait_class, &write_class, &noise_class};
static const weft_node_factory factory = {
    sizeof(weft_node_factory), "org.example.frozen", "2.0.1", "Example", "https://example.org", 5, classes};

static weft_status WEFT_CALL init(const weft_host* host, const char* folder) {
  if (!folder || folder[0] != '/') return WEFT_ERROR_INVALID_ARGUMENT;
  values = (const weft_values*)host->get_service(WEFT_VALUES);
  calls = (const weft_calls*)host->get_service(WEFT_CALLS);
  inference = (const weft_inference*)host->get_service(WEFT_INFERENCE);
  files = (const weft_files*)host->get_service(WEFT_FILES);
  allocator = (const weft_allocator*)host->get_service(WEFT_ALLOCATOR);
  randoms = (const weft_random*)host->get_service(WEFT_RANDOM);
  parallel = (const weft_parallel*)host->get_service(WEFT_PARALLEL);
  threads = (const weft_thread_check*)host->get_service(WEFT_THREAD_CHECK);
  if (!values || !calls || !inference || !files || !allocator || !randoms || !parallel || !threads) {
    return WEFT_ERROR_MISSING_SERVICE;
  }
  add_parameters[0] = parameter(WEFT_PARAMETER_NUMBER, "factor", NULL, 1);
  choose_parameters[0] = parameter(WEFT_PARAMETER_BOOLEAN, "second", NULL, 0);
  write_parameters[0] = parameter(WEFT_PARAMETER_NAME, "name", "text", 0);
  write_parameters[1] = parameter(WEFT_PARAMETER_STRING, "text", "hello", 0);
  write_parameters[2] = parameter(WEFT_PARAMETER_BOOLEAN, "replace", NULL, 0);
  noise_parameters[0] = parameter(WEFT_PARAMETER_SEED, "seed", NULL, 0);
  return WEFT_OK;
}

static const void* WEFT_CALL get_factory(const char* id) { return strcmp(id, WEFT_NODE_FACTORY) ? NULL : &factory; }

WEFT_EXPORT const weft_plugin weft_plugin_entry = {sizeof(weft_plugin), WEFT_MAGIC, WEFT_ABI_VERSION, init, NULL,
                                                   get_factory};
