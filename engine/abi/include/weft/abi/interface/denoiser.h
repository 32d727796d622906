/* Denoisers: what every generative model of the diffusion family offers, and what guidance wraps and is again.
 *
 * A denoiser knows its process x_t = a(t) x + b(t) z with z ~ N(0, I). It always answers with x0, the estimate of x,
 * whatever its network predicts; noise and velocity follow: z = (x_t - a x0) / b, dx/dt = a' x0 + b' z. Time t is the
 * process's own: [0, 1] for rectified flow (a = 1-t, b = t), sigma = b / a for the other two. */
#ifndef WEFT_ABI_DENOISER_H
#define WEFT_ABI_DENOISER_H

#include "../value.h"

/* What the network answers with inside; for information, since predict() always answers with x0. */
enum {
  WEFT_PREDICTS_X0 = 0,
  WEFT_PREDICTS_EPSILON = 1,
  WEFT_PREDICTS_V = 2,
  WEFT_PREDICTS_FLOW = 3,
  WEFT_PREDICTS_SCORE = 4
};
/* a^2 + b^2 = 1; a = 1, b = t; a = 1-t, b = t. */
enum { WEFT_PROCESS_VARIANCE_PRESERVING = 0, WEFT_PROCESS_VARIANCE_EXPLODING = 1, WEFT_PROCESS_RECTIFIED_FLOW = 2 };

typedef struct weft_denoiser_info {
  uint32_t struct_size;
  int32_t predicts;            /* WEFT_PREDICTS_… */
  int32_t process;             /* WEFT_PROCESS_… */
  uint32_t channels;           /* of x */
  uint32_t width, height;      /* the size it was trained on, in cells of x; 0: any */
  double t_minimum, t_maximum; /* the times it can be asked for; most noise at t_maximum, which may be infinite */
  const char* latent_space;    /* lives as long as the object */
  /* Of a model that was trained on discrete steps: the time of each, rising. Other times lie between them. 0 and NULL:
   * trained on all times. Lives as long as the object. */
  const double* step_times;
  size_t step_count;
} weft_denoiser_info;

typedef struct weft_coefficients {
  double a, b;   /* x_t = a x + b z */
  double da, db; /* their derivatives in t */
} weft_coefficients;

/* What predict() is asked for, beside x0. */
enum {
  WEFT_WANT_UNCONDITIONAL = 1, /* "unconditional": x0 without condition, from a guided denoiser */
  WEFT_WANT_BRANCHES = 2,      /* "branches": list of x0, one for each conditioning of the request */
  WEFT_WANT_STATES = 4         /* "states": record of intermediate states, if the denoiser has such */
};

typedef struct weft_denoiser_request {
  uint32_t struct_size;
  int32_t dimensions;
  const int64_t* shape;                   /* of x: [N, C, H, W]; x is float32, or float64 */
  const weft_value* sigmas;               /* the times that will be asked for, if known: tensor [steps+1]; or NULL */
  const weft_value* const* conditionings; /* an item may be NULL: without condition. Borrowed for begin(). */
  size_t conditioning_count;              /* 0 counts as one NULL */
  weft_device_id device;                  /* where x lies */
  uint32_t threads;                       /* how many threads the run may keep busy */
} weft_denoiser_request;

/* One sampling. Holds what is computed once: text states, attention keys and values. [object] for all functions. */
typedef struct weft_denoiser_run {
  uint32_t struct_size;
  void* self;
  /* x at time t. *prediction, a new reference: a record with "x0" (for the first conditioning, or guided), of x's shape
   * and type, and what was wanted (WEFT_WANT_…). */
  weft_status(WEFT_CALL* predict)(void* self, const weft_value* x, double t, uint32_t wanted,
                                  const weft_value** prediction);
  /* Vector-Jacobian product of x0 in x: *out, of x's shape, is the cotangent times dx0/dx. NULL: the denoiser has none.
   */
  weft_status(WEFT_CALL* gradient)(void* self, const weft_value* x, double t, const weft_value* cotangent,
                                   const weft_value** out);
  void(WEFT_CALL* end)(void* self); /* once; `self` is gone then */
} weft_denoiser_run;

#define WEFT_DENOISER "weft.denoiser/0"
typedef struct weft_denoiser {
  uint32_t struct_size;
  weft_status(WEFT_CALL* describe)(void* self, weft_denoiser_info* info); /* [any thread] caller sets struct_size */
  weft_status(WEFT_CALL* coefficients)(void* self, double t, weft_coefficients* out); /* [any thread] */
  /* [any thread] The denoiser itself is immutable; any number of runs may live at once. Caller sets run->struct_size.
   * The object must outlive the run. */
  weft_status(WEFT_CALL* begin)(void* self, const weft_denoiser_request* request, weft_denoiser_run* run);
} weft_denoiser;

#endif
