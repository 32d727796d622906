/* The smallest plugin: one node that multiplies by a factor. What is wrong with it is said on the command line. */
#include <weft/abi.h>

#ifndef MAGIC
#define MAGIC WEFT_MAGIC
#endif
#ifndef ABI_MAJOR
#define ABI_MAJOR WEFT_ABI_MAJOR
#endif
#ifndef ABI_MINOR
#define ABI_MINOR WEFT_ABI_MINOR
#endif
#ifndef ABI_PATCH
#define ABI_PATCH WEFT_ABI_PATCH
#endif
#ifndef ENTRY_BYTES
#define ENTRY_BYTES sizeof(weft_plugin)
#endif
#ifndef HAS_FACTORY
#define HAS_FACTORY 1
#endif
#ifndef NODE_ID
#define NODE_ID "org.example.small.Times"
#endif
#ifndef NODE_DOC
#define NODE_DOC "Multiplies by a factor."
#endif
#ifndef INPUT_TYPE
#define INPUT_TYPE "number"
#endif
#ifndef DEFAULT_FACTOR
#define DEFAULT_FACTOR 0.5
#endif

static const weft_values* values;
static const weft_calls* calls;

static weft_status WEFT_CALL process(const weft_node_class* self, void* node, weft_call* call) {
  double number = 0, factor = 0;
  (void)self;
  (void)node;
  if (values->as_number(calls->input(call, 0, 0), &number) != WEFT_OK) return WEFT_ERROR_TYPE_MISMATCH;
  values->as_number(calls->parameter(call, 0), &factor);
  return calls->set_output(call, 0, values->number(number * factor));
}

static const weft_port inputs[] = {{sizeof(weft_port), 0, "value", 0, INPUT_TYPE, "What is multiplied"}};
static const weft_port outputs[] = {{sizeof(weft_port), 0, "value", 0, "number", "The product"}};
static const weft_parameter parameters[] = {{sizeof(weft_parameter),
                                             0,
                                             WEFT_PARAMETER_NUMBER,
                                             WEFT_CURVE_LINEAR,
                                             "factor",
                                             0,
                                             "The factor",
                                             0,
                                             0,
                                             0,
                                             DEFAULT_FACTOR,
                                             0,
                                             1,
                                             0,
                                             0,
                                             0,
                                             0,
                                             0,
                                             0,
                                             0,
                                             0}};
static const weft_node_descriptor descriptor = {sizeof(weft_node_descriptor),
                                                0,
                                                NODE_ID,
                                                "Times",
                                                "Math",
                                                NODE_DOC,
                                                0,
                                                0,
                                                1,
                                                WEFT_REENTRANCY_PARALLEL,
                                                WEFT_COST_LIGHT,
                                                WEFT_DEVICES_CPU,
                                                inputs,
                                                outputs,
                                                parameters,
                                                1,
                                                1,
                                                1};
static const weft_node_class times = {
    .struct_size = sizeof(weft_node_class), .descriptor = &descriptor, .process = process};
static const weft_node_class* const classes[] = {&times};
static const weft_node_factory factory = {
    sizeof(weft_node_factory), "org.example.small", "1.2.3", "Example", 0, 1, classes};

#ifndef NO_INIT
static weft_status WEFT_CALL init(const weft_host* host, const char* folder) {
  (void)folder;
  values = (const weft_values*)host->get_service(WEFT_VALUES);
  calls = (const weft_calls*)host->get_service(WEFT_CALLS);
  return values && calls ? WEFT_OK : WEFT_ERROR_MISSING_SERVICE;
}
#define INIT init
#else
#define INIT 0
#endif

static const void* WEFT_CALL get_factory(const char* id) {
  const char* wanted = WEFT_NODE_FACTORY;
  while (*id && *id == *wanted) ++id, ++wanted;
  return *id == *wanted && HAS_FACTORY ? &factory : 0;
}

WEFT_EXPORT const weft_plugin weft_plugin_entry = {ENTRY_BYTES, MAGIC, {ABI_MAJOR, ABI_MINOR, ABI_PATCH},
                                                   INIT,        0,     get_factory};
