/* What process() and infer() are handed, and valid only until they return. Ports and parameters are named by their
 * index in the descriptor; extra ports follow the declared ones. There is no function that pulls: nothing here ever
 * waits for another node. */
#ifndef WEFT_ABI_CALL_H
#define WEFT_ABI_CALL_H

#include "node.h"

typedef struct weft_token weft_token;

/* All functions [call] but resume and cancelled, which are [any thread] while the call lasts. */
#define WEFT_CALLS "weft.call/0"
typedef struct weft_calls {
  uint32_t struct_size;
  /* How many values: 1 for a linked port, more for a VARIADIC one; 0: not linked (or lazy and not yet computed). */
  size_t(WEFT_CALL* input_count)(weft_call* call, size_t port);
  const weft_value*(WEFT_CALL* input)(weft_call* call, size_t port, size_t index); /* borrowed, or NULL */
  /* WEFT_PORT_CONSUMES: hands the reference over, to be released or set as an output. *writable says that it was the
   * last one: its tensor may be written into. Of any other port a new reference, and *writable 0. */
  const weft_value*(WEFT_CALL* take_input)(weft_call* call, size_t port, size_t index, int32_t* writable);
  weft_status(WEFT_CALL* want_input)(weft_call* call, size_t port);       /* lazy; then return WEFT_NEED_INPUTS */
  const weft_value*(WEFT_CALL* parameter)(weft_call* call, size_t index); /* borrowed; never NULL for a valid index */
  /* Takes the reference. All declared outputs are set in the call that answers WEFT_OK. */
  weft_status(WEFT_CALL* set_output)(weft_call* call, size_t port, const weft_value* value);

  int32_t(WEFT_CALL* cancelled)(weft_call* call); /* cheap */
  /* `step` of `total` is done; total 0: not known; text may be NULL. Answers WEFT_ERROR_CANCELLED when the run is to
   * stop. */
  weft_status(WEFT_CALL* progress)(weft_call* call, uint64_t step, uint64_t total, const char* text);
  int32_t(WEFT_CALL* wants_preview)(weft_call* call); /* whether anybody looks; ask before making one */
  weft_status(WEFT_CALL* preview)(weft_call* call, const weft_value* image); /* an image in the making; borrowed */
  void(WEFT_CALL* fail)(weft_call* call, const char* message); /* the message for the error status to be returned */

  const char*(WEFT_CALL* node)(weft_call* call); /* "outer/inner" */
  uint32_t(WEFT_CALL* threads)(weft_call* call); /* how many threads this call may keep busy, itself included */
  weft_device_id(WEFT_CALL* device)(weft_call* call);
  weft_dtype(WEFT_CALL* dtype)(weft_call* call);      /* what models compute in; lanes 0: automatic */
  int32_t(WEFT_CALL* deterministic)(weft_call* call); /* the same bytes for any number of threads are wanted */
  void*(WEFT_CALL* stream)(weft_call* call);          /* the device's stream, or NULL: outputs finished on return */

  /* For WEFT_PENDING: a token to resume with, from any thread, once. */
  weft_status(WEFT_CALL* suspend)(weft_call* call, weft_token** token);
  void(WEFT_CALL* resume)(weft_token* token);

  /* Ids of ports, extra ones included; NULL past the end. */
  const char*(WEFT_CALL* input_id)(weft_call* call, size_t port);
  const char*(WEFT_CALL* output_id)(weft_call* call, size_t port);
} weft_calls;

/* The body of a node with a WEFT_PARAMETER_GRAPH. A pass is one run of the body. A node starts passes, answers
 * WEFT_PENDING (without a token), and is called again when one has ended, until it has taken what it wants. Nothing
 * waits: passes run as other nodes do, several of them at once where the parameter says SIDE_BY_SIDE, and end in any
 * order. When a pass fails or the run is stopped, the node is not called again; passes under way when it ends by itself
 * are stopped. All functions [call]. */
#define WEFT_BODY "weft.body/0"
typedef struct weft_body {
  uint32_t struct_size;
  /* The names of what each pass is given, as infer_body() said; NULL past the end. */
  const char*(WEFT_CALL* input)(weft_call* call, size_t parameter, size_t index);
  /* `inputs` is a record with just these names; borrowed. `tag` is for the caller, to tell passes apart. */
  weft_status(WEFT_CALL* start)(weft_call* call, size_t parameter, uint64_t tag, const weft_value* inputs);
  /* A pass that has ended and was not taken yet: a record of the body's outputs (a new reference) and the pass's tag.
   * NULL: none for now. */
  const weft_value*(WEFT_CALL* take)(weft_call* call, uint64_t* tag);
} weft_body;

/* A question that is asked without an instance: infer(), estimate(), fingerprint(), extra_ports(), infer_body(). What
 * they answer follows from it alone. All functions [any thread], while the question lasts. */
#define WEFT_INFERENCE "weft.infer/0"
typedef struct weft_inference {
  uint32_t struct_size;
  const weft_value*(WEFT_CALL* parameter)(weft_infer* question, size_t index); /* NULL: driven by a link, unknown */
  const char*(WEFT_CALL* input_type)(weft_infer* question, size_t port);       /* NULL: not linked or not known */
  weft_status(WEFT_CALL* set_output_type)(weft_infer* question, size_t port, const char* type);
  /* What is wrong, and with which parameter (or port, or neither: NULL). Then return an error status. */
  void(WEFT_CALL* fail)(weft_infer* question, const char* id, const char* message);

  /* The inputs and outputs of the body that a GRAPH parameter names, in the file's order; NULL past the end, and where
   * the body is not known. *type is what the body's nodes declare, in infer() what was found for them; NULL: not known.
   * *has_default says that the body can do without. Either pointer may be NULL. */
  const char*(WEFT_CALL* body_input)(weft_infer* question, size_t parameter, size_t index, const char** type,
                                     int32_t* has_default);
  const char*(WEFT_CALL* body_output)(weft_infer* question, size_t parameter, size_t index, const char** type);
  /* For infer_body(): each pass is given this input. `type` NULL: not known. `carried` names the output of the body
   * whose value of the pass before it is given, but for the first pass; NULL: it is not carried. */
  weft_status(WEFT_CALL* give_input)(weft_infer* question, size_t parameter, const char* name, const char* type,
                                     const char* carried);
  const char*(WEFT_CALL* input_id)(weft_infer* question, size_t port); /* in infer() and infer_body(); or NULL */
  /* For infer(): what the value of an output keeps in memory, where its type does not tell: the weights of an object,
   * what is in a record. `work`: the most that one use of an object takes beside what it is given and what it answers,
   * so that nodes which use it are estimated too. UINT64_MAX: not known. */
  weft_status(WEFT_CALL* set_output_bytes)(weft_infer* question, size_t port, uint64_t bytes, uint64_t work);
} weft_inference;

#endif
