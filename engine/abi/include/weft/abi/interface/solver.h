/* Solvers: how to get from x_t to x_s with the evaluations of a denoiser. */
#ifndef WEFT_ABI_SOLVER_H
#define WEFT_ABI_SOLVER_H

#include "denoiser.h"

/* STOCHASTIC: draws noise, from the seed. ADAPTIVE: chooses its own steps, in integrate(). */
enum { WEFT_SOLVER_STOCHASTIC = 1, WEFT_SOLVER_ADAPTIVE = 2 };

typedef struct weft_solver_info {
  uint32_t struct_size;
  uint32_t flags;       /* WEFT_SOLVER_… */
  uint32_t order;       /* of its error in the length of a step */
  uint32_t evaluations; /* of the denoiser, per step */
} weft_solver_info;

typedef struct weft_solver_request {
  uint32_t struct_size;
  const weft_denoiser* denoiser; /* for describe() and coefficients() */
  void* denoiser_self;
  const weft_denoiser_run* run; /* for predict(); both outlive the solver's run */
  const weft_value* sigmas;     /* tensor float64 [steps+1], falling */
  int64_t seed;                 /* of the noise a stochastic solver draws */
  uint64_t noise_drawn;         /* tensors of x's shape that the seed's generator has drawn before: the first noise */
} weft_solver_request;

/* One sampling, with its history. [object] for all functions. */
typedef struct weft_solver_run {
  uint32_t struct_size;
  void* self;
  /* Step `index`, from time t to time s < t; x is x_t. *out is x_s, of x's shape and type; *x0 the estimate made on the
   * way (may be left NULL); both new references. */
  weft_status(WEFT_CALL* step)(void* self, const weft_value* x, double t, double s, uint64_t index,
                               const weft_value** out, const weft_value** x0);
  /* ADAPTIVE: all the way from t to s; NULL otherwise. */
  weft_status(WEFT_CALL* integrate)(void* self, const weft_value* x, double t, double s, const weft_progress* progress,
                                    const weft_value** out);
  void(WEFT_CALL* end)(void* self); /* once; `self` is gone then */
  /* What the next step needs of the steps before it, as a value (a new reference), and going on from there: whatever a
   * run did before, after set_history() it steps as the run that gave the history would. NULL for the history: the
   * sampling begins. Both functions NULL: a step follows from its arguments alone. */
  weft_status(WEFT_CALL* get_history)(void* self, const weft_value** history);
  weft_status(WEFT_CALL* set_history)(void* self, const weft_value* history);
} weft_solver_run;

#define WEFT_SOLVER "weft.solver/0"
typedef struct weft_solver {
  uint32_t struct_size;
  weft_status(WEFT_CALL* describe)(void* self, weft_solver_info* info); /* [any thread] caller sets struct_size */
  /* [any thread] Any number of runs may live at once. Caller sets run->struct_size. The object must outlive the run. */
  weft_status(WEFT_CALL* begin)(void* self, const weft_solver_request* request, weft_solver_run* run);
} weft_solver;

#endif
