/* Node types: what a plugin declares. All of it is static data that outlives the process's use of the plugin, and the
 * one source for validation, the editor, the reference pages and `runner nodes`.
 *
 * Type expressions say what a port carries, so that a graph is checked without running or loading anything:
 *
 *   type   := term { '|' term }                     number|string
 *   term   := '$' NAME                              a variable: the same type wherever it stands in one node
 *           | NAME [ '<' type {',' type} '>' ] [ '[' dim {',' dim} ']' ]
 *   dim    := [ INTEGER '*' ] NAME | INTEGER | '?'  [N, C, 8*h, 8*w]; names are variables, also between ports
 *
 * Names: any, number, integer, boolean, string, tensor<dtype> (float32, bfloat16, uint8, ...), image ([N,3,H,W] float32
 * RGB 0..1), mask ([N,1,H,W] 0..1), latent<space>, conditioning, sigmas, tokens, list<T>, record, sequence<T>,
 * denoiser<space>, autoencoder<space>, text_encoder, solver, dataset, module, or a plugin's own ("org.example.thing").
 * An argument that is no type but a plain word names a space (latent<emoji>) or what a tensor's elements are. In
 * brackets behind an object stands what it works on: denoiser<space>[C, H, W], autoencoder<space>[C, factor],
 * text_encoder[tokens, width]. Lossless conversions are implicit: integer to number, image, mask, latent and sigmas to
 * tensor; number to integer when the value is whole (checked as it flows); anything to any. */
#ifndef WEFT_ABI_NODE_H
#define WEFT_ABI_NODE_H

#include "value.h"

typedef struct weft_infer weft_infer; /* one question about types; see call.h */
typedef struct weft_node_class weft_node_class;

enum {
  WEFT_PORT_OPTIONAL = 1,
  WEFT_PORT_VARIADIC = 2, /* takes any number of links, in order */
  WEFT_PORT_LAZY = 4,     /* computed only when process() asks (WEFT_NEED_INPUTS) */
  WEFT_PORT_CONSUMES = 8  /* process() may take the last reference and write into its tensor */
};
typedef struct weft_port {
  uint32_t struct_size;
  uint32_t flags;
  const char* id;    /* [A-Za-z_][A-Za-z0-9_]*, for ever */
  const char* label; /* NULL: made from id ("first_frame": "First frame") */
  const char* type;  /* a type expression */
  const char* doc;   /* required: meaning, shape, range */
} weft_port;

enum {
  WEFT_PARAMETER_NUMBER = 1,
  WEFT_PARAMETER_INTEGER = 2,
  WEFT_PARAMETER_BOOLEAN = 3,
  WEFT_PARAMETER_STRING = 4,
  WEFT_PARAMETER_CHOICE = 5, /* a string, one of `choices` */
  WEFT_PARAMETER_PATH = 6,   /* an input file; process() receives the resolved path, or "" */
  WEFT_PARAMETER_SEED = 7,   /* an integer of 0 .. 2^63-1 */
  WEFT_PARAMETER_NAME = 8,   /* the name of an output, below the output folder */
  /* The name of a subgraph of the file: a body, which the node runs as often as it likes (WEFT_BODY in call.h). It has
   * no default and is never linked; migrate() leaves it alone. A node has one at most. */
  WEFT_PARAMETER_GRAPH = 9
};
enum {
  WEFT_PARAMETER_FOLDER = 1,     /* PATH: a folder may stand there too */
  WEFT_PARAMETER_ADVANCED = 2,   /* folded away by editors */
  WEFT_PARAMETER_NOT_IN_KEY = 4, /* does not change the outputs (a label, a log interval) */
  WEFT_PARAMETER_MULTILINE = 8,
  WEFT_PARAMETER_SIDE_BY_SIDE = 16 /* GRAPH: several passes may be under way at once */
};
enum { WEFT_CURVE_LINEAR = 0, WEFT_CURVE_LOGARITHMIC = 1 };

typedef struct weft_choice {
  const char* id;    /* what graph files hold and process() gets, for ever */
  const char* label; /* NULL: made from id */
  const char* doc;
} weft_choice;

/* The default is read from the field of the kind: number for NUMBER; integer for INTEGER, SEED and BOOLEAN; text for
 * the others. Ranges are inclusive; both ends 0 means no range. A number must be finite. */
typedef struct weft_parameter {
  uint32_t struct_size;
  uint32_t flags;         /* WEFT_PARAMETER_FOLDER, … */
  int32_t kind;           /* WEFT_PARAMETER_NUMBER, … */
  int32_t curve;          /* of a slider */
  const char* id;         /* as of a port; no input of the node has the same */
  const char* label;      /* NULL: made from id */
  const char* doc;        /* required */
  const char* unit;       /* "px", "steps", … or NULL */
  const char* group;      /* shown together with those of the same group; or NULL */
  const char* visible_if; /* "other=value|value": shown where parameter `other` is one of these; or NULL */
  double default_number, minimum_number, maximum_number;
  int64_t default_integer, minimum_integer, maximum_integer;
  const char* default_text;
  double ui_minimum, ui_maximum; /* what a slider spans; both 0: the range */
  const weft_choice* choices;
  size_t choice_count;
} weft_parameter;

enum {
  WEFT_NODE_SIDE_EFFECTS = 1,     /* always run, never cached */
  WEFT_NODE_NONDETERMINISTIC = 2, /* a result is not reused by a later run */
  WEFT_NODE_OUTPUT = 4,           /* shows or saves something: a run computes it even if nothing needs it */
  WEFT_NODE_OBSOLETE = 8          /* still runs, no longer offered */
};
/* How many calls at a time. The default (0) is one per node; a host keeps this by skipping, never by blocking. */
enum {
  WEFT_REENTRANCY_INSTANCE = 0,
  WEFT_REENTRANCY_PARALLEL = 1, /* any number, also of one instance */
  WEFT_REENTRANCY_TYPE = 2,     /* one of this node type */
  WEFT_REENTRANCY_PLUGIN = 3    /* one of the whole plugin */
};
/* Which threads it runs on. LIGHT: milliseconds, in one thread. HEAVY: computes for longer, in as many threads as
 * weft_calls.threads says. GPU: mostly waits for a device. IO: mostly waits for files. */
enum { WEFT_COST_LIGHT = 0, WEFT_COST_HEAVY = 1, WEFT_COST_GPU = 2, WEFT_COST_IO = 3 };
/* Where it can be placed; its tensors are handed to it there. Without CPU it runs only where there is such a device. */
enum { WEFT_DEVICES_CPU = 1, WEFT_DEVICES_CUDA = 2, WEFT_DEVICES_VULKAN = 4 };

typedef struct weft_node_descriptor {
  uint32_t struct_size;
  uint32_t flags;             /* WEFT_NODE_… */
  const char* id;             /* the plugin's id, a dot, and a name: org.example.blend.Blend */
  const char* label;          /* "Blend" */
  const char* category;       /* "Image/Filter" */
  const char* doc;            /* required; first sentence stands alone in listings */
  const char* keywords;       /* space-separated, or NULL */
  const char* replaced_by;    /* for OBSOLETE, or NULL */
  uint32_t behaviour_version; /* from 1; counts up when outputs change: part of every cache key */
  int32_t reentrancy;         /* WEFT_REENTRANCY_… */
  int32_t cost;               /* WEFT_COST_… */
  uint32_t devices;           /* WEFT_DEVICES_…, at least one */
  const weft_port* inputs;
  const weft_port* outputs;
  const weft_parameter* parameters;
  size_t input_count, output_count, parameter_count;
} weft_node_descriptor;

/* process() and create() belong to the part of a plugin that may load large libraries; the other functions answer
 * without it. Optional functions are NULL; create() and destroy() may both be, where nodes have no state. */
struct weft_node_class {
  uint32_t struct_size;
  const weft_node_descriptor* descriptor;
  void* user; /* the plugin's own; the host hands `self` back unchanged */

  /* An instance: one for each node of a graph, kept between calls of process(). [any thread] */
  weft_status(WEFT_CALL* create)(const weft_node_class* self, void** node);
  void(WEFT_CALL* destroy)(const weft_node_class* self, void* node); /* [any thread] */
  /* Reads inputs, sets outputs. Answers WEFT_OK, WEFT_NEED_INPUTS, WEFT_PENDING, or an error with a message left by
   * fail(). Thread rule: the declared re-entrancy; on any thread, from one call to the next. */
  weft_status(WEFT_CALL* process)(const weft_node_class* self, void* node, weft_call* call);

  /* Says more about the output types than the expressions do. Touches no tensor. Optional. [any thread] */
  weft_status(WEFT_CALL* infer)(const weft_node_class* self, weft_infer* question);
  /* Bytes that process() needs beside its inputs and outputs, and beside what using its objects takes
   * (set_output_bytes). UINT64_MAX: not known. Optional. [any thread] */
  weft_status(WEFT_CALL* estimate)(const weft_node_class* self, weft_infer* question, uint64_t* bytes);
  /* Feeds what the outputs depend on beyond parameters and PATH files. Optional. [any thread] */
  weft_status(WEFT_CALL* fingerprint)(const weft_node_class* self, weft_infer* question, uint64_t fingerprint[2]);
  /* Turns the parameters of an older behaviour version (a JSON object) into today's. The text is freed by the
   * plugin at the next call on this thread. Optional. [any thread] */
  weft_status(WEFT_CALL* migrate)(const weft_node_class* self, uint32_t version, const char* json, const char** out);
  /* Ports beyond the declared ones, as a function of the parameters alone; the arrays live until the next call on
   * this thread. Optional. [any thread] */
  weft_status(WEFT_CALL* extra_ports)(const weft_node_class* self, weft_infer* question, const weft_port** inputs,
                                      size_t* input_count, const weft_port** outputs, size_t* output_count);
  /* For a node with a GRAPH parameter: says with give_input() what each pass is given, and of which type. Asked once
   * before types are known, and again with them; *which* inputs it names depends on parameters and the body's signature
   * alone. An input of the body that it does not name is the same in every pass: it takes what is linked to the input
   * of that name, or given as a literal, at the node, else the default of the body. Optional. [any thread] */
  weft_status(WEFT_CALL* infer_body)(const weft_node_class* self, weft_infer* question);
};

#define WEFT_NODE_FACTORY "weft.node-factory/0"
typedef struct weft_node_factory {
  uint32_t struct_size;
  const char* plugin_id;      /* two or more parts: org.example.blend */
  const char* plugin_version; /* 1.0.0: for people; what results depend on is behaviour_version */
  const char* vendor;         /* or NULL */
  const char* url;            /* or NULL */
  size_t count;
  const weft_node_class* const* classes;
} weft_node_factory;

#endif
