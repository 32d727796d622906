/* A whole plugin in C11: one node, which inverts pictures. */
#include <string.h>
#include <weft/abi.h>

/* No other plugin has this id. The node is org.example.invert.Invert for ever: graph files name it so. */
#define PLUGIN_ID "org.example.invert"

/* What the host offers, asked for by name in init(). */
static const weft_values* values;
static const weft_calls* calls;
static const weft_errors* errors;
static const weft_allocator* allocator;

/* ---- The description: static data, with the text that people read. Every struct begins with its size. ------------ */

enum { INPUT_IMAGE }; /* ports and parameters are named by where they stand in their table */
enum { OUTPUT_IMAGE };
enum { PARAMETER_AMOUNT };

static const weft_port inputs[] = {{.struct_size = sizeof(weft_port),
                                    .id = "image",
                                    .type = "image", /* what a link may carry: weft/abi/node.h lists all */
                                    .doc = "Pictures, [N, 3, height, width], float32 in 0..1"}};

static const weft_port outputs[] = {{.struct_size = sizeof(weft_port),
                                     .id = "image",
                                     .type = "image",
                                     .doc = "The inverted pictures, of the same size"}};

static const weft_parameter parameters[] = {{.struct_size = sizeof(weft_parameter),
                                             .kind = WEFT_PARAMETER_NUMBER,
                                             .id = "amount",
                                             .doc = "0 leaves the picture as it is, 1 inverts it, 0.5 gives grey",
                                             .default_number = 1.0,
                                             .minimum_number = 0.0,
                                             .maximum_number = 1.0}};

static const weft_node_descriptor descriptor = {.struct_size = sizeof(weft_node_descriptor),
                                                .id = PLUGIN_ID ".Invert",
                                                .label = "Invert",
                                                .category = "Image",
                                                .doc = "Inverts pictures: what was dark becomes bright.",
                                                .keywords = "negative",
                                                .behaviour_version = 1, /* counts up when results change */
                                                .reentrancy = WEFT_REENTRANCY_PARALLEL,
                                                .cost = WEFT_COST_LIGHT,
                                                .devices = WEFT_DEVICES_CPU,
                                                .inputs = inputs,
                                                .outputs = outputs,
                                                .parameters = parameters,
                                                .input_count = 1,
                                                .output_count = 1,
                                                .parameter_count = 1};

/* ---- The work ---------------------------------------------------------------------------------------------------- */

/* A failure is a status below zero and one line that says what would be right. */
static weft_status fail(weft_call* call, weft_status status, const char* message) {
  calls->fail(call, message);
  return status;
}

/* Where the element lies whose row-major index is `index`: strides may be anything, and NULL means row-major. */
static int64_t offsetOf(const weft_tensor* tensor, int64_t index) {
  if (!tensor->strides) return index;
  int64_t offset = 0;
  for (int32_t i = tensor->dimensions - 1; i >= 0; --i) {
    offset += index % tensor->shape[i] * tensor->strides[i];
    index /= tensor->shape[i];
  }
  return offset;
}

/* Called once each time the node runs, here by any number of threads at once (WEFT_REENTRANCY_PARALLEL). */
static weft_status WEFT_CALL process(const weft_node_class* self, void* node, weft_call* call) {
  (void)self, (void)node;
  double amount = 1.0;
  if (values->as_number(calls->parameter(call, PARAMETER_AMOUNT), &amount) != WEFT_OK) {
    return fail(call, WEFT_ERROR_TYPE_MISMATCH, "\"amount\" must be a number");
  }
  /* What is read is borrowed: it is neither released nor written to. */
  const weft_value* image = calls->input(call, INPUT_IMAGE, 0);
  const weft_tensor* in = NULL;
  if (!image || values->as_tensor(image, &in) != WEFT_OK || in->device.type != WEFT_DEVICE_CPU ||
      in->dtype.code != WEFT_TYPE_FLOAT || in->dtype.bits != 32) {
    return fail(call, WEFT_ERROR_TYPE_MISMATCH, "\"image\" must be a float32 tensor in the CPU's memory");
  }

  weft_managed_tensor* out = NULL;
  const weft_status made = allocator->tensor(in->device, in->dtype, in->shape, in->dimensions, &out);
  if (made != WEFT_OK) return fail(call, made, errors->get());

  int64_t count = 1;
  for (int32_t i = 0; i < in->dimensions; ++i) count *= in->shape[i];
  const float* from = (const float*)((const char*)in->data + in->byte_offset);
  float* to = out->tensor.data;
  const float share = (float)amount;
  for (int64_t i = 0; i < count; ++i) {
    const float value = from[offsetOf(in, i)];
    to[i] = value + share * (1.0F - 2.0F * value);
  }

  const weft_value* result = values->tensor(out); /* takes the tensor over, also when it fails */
  if (!result) return fail(call, WEFT_ERROR_OUT_OF_MEMORY, "out of memory");
  return calls->set_output(call, OUTPUT_IMAGE, result); /* takes the reference over */
}

/* ---- The entry: one symbol, of data, so that its version is read before any code runs. ----------------------------
 */

static const weft_node_class invert = {
    .struct_size = sizeof(weft_node_class), .descriptor = &descriptor, .process = process};
static const weft_node_class* const classes[] = {&invert};

static const weft_node_factory factory = {.struct_size = sizeof(weft_node_factory),
                                          .plugin_id = PLUGIN_ID,
                                          .plugin_version = "1.0.0",
                                          .count = 1,
                                          .classes = classes};

static weft_status WEFT_CALL init(const weft_host* host, const char* folder) {
  (void)folder;
  values = host->get_service(WEFT_VALUES);
  calls = host->get_service(WEFT_CALLS);
  errors = host->get_service(WEFT_ERRORS);
  allocator = host->get_service(WEFT_ALLOCATOR);
  if (values && calls && errors && allocator) return WEFT_OK;
  if (errors) errors->set("the host has no allocator");
  return WEFT_ERROR_MISSING_SERVICE;
}

static void WEFT_CALL deinit(void) {}

static const void* WEFT_CALL getFactory(const char* id) { return strcmp(id, WEFT_NODE_FACTORY) == 0 ? &factory : NULL; }

WEFT_EXPORT const weft_plugin weft_plugin_entry = {.struct_size = sizeof(weft_plugin),
                                                   .magic = WEFT_MAGIC,
                                                   .abi = WEFT_ABI_VERSION,
                                                   .init = init,
                                                   .deinit = deinit,
                                                   .get_factory = getFactory};
