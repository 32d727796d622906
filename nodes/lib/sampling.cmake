# Sampling: schedules, solvers, noise and the loop. Needs the SDK, and no LibTorch; compiled into each pack that uses it.
add_library(weft_sampling STATIC
  sampling/adams_bashforth.cpp
  sampling/ancestral.cpp
  sampling/arithmetic.cpp
  sampling/changed_process.cpp
  sampling/history.cpp
  sampling/inversion.cpp
  sampling/latents/inpaint_denoiser.cpp
  sampling/latents/interpolate.cpp
  sampling/latents/latent_mask.cpp
  sampling/latents/latent_picture.cpp
  sampling/likelihood.cpp
  sampling/masked_unmasking.cpp
  sampling/mixture_denoiser.cpp
  sampling/model.cpp
  sampling/noise/box_muller.cpp
  sampling/noise/brownian_tree.cpp
  sampling/noise/noise_source.cpp
  sampling/noise/seed_sequence.cpp
  sampling/noise/torch_random.cpp
  sampling/parts.cpp
  sampling/probability_flow.cpp
  sampling/process_of.cpp
  sampling/runge_kutta.cpp
  sampling/sample_latent.cpp
  sampling/sampler.cpp
  sampling/schedules/align_your_steps.cpp
  sampling/schedules/beta_quantile.cpp
  sampling/schedules/curves.cpp
  sampling/schedules/flow.cpp
  sampling/schedules/model_schedules.cpp
  sampling/schedules/times.cpp
  sampling/schedules/times_value.cpp
  sampling/schedules/timestep_spacing.cpp
  sampling/schedules/tools.cpp
  sampling/schedules/trained_steps.cpp
  sampling/solver.cpp
  sampling/solvers/ancestral.cpp
  sampling/solvers/brownian_noise.cpp
  sampling/solvers/consistency.cpp
  sampling/solvers/dpm_adaptive.cpp
  sampling/solvers/dpm_solver_multistep.cpp
  sampling/solvers/dpm_solver_singlestep.cpp
  sampling/solvers/dpmpp_singlestep.cpp
  sampling/solvers/edm_stochastic.cpp
  sampling/solvers/er_sde.cpp
  sampling/solvers/euler.cpp
  sampling/solvers/exponential.cpp
  sampling/solvers/exponential_run.cpp
  sampling/solvers/langevin.cpp
  sampling/solvers/multistep.cpp
  sampling/solvers/pndm.cpp
  sampling/solvers/predictor_corrector.cpp
  sampling/solvers/probability_flow_ode.cpp
  sampling/solvers/res_multistep.cpp
  sampling/solvers/sa_solver.cpp
  sampling/solvers/seeds.cpp
  sampling/solvers/unipc.cpp
  sampling/step_size.cpp
  sampling/steps.cpp
  sampling/token_distribution.cpp
)
add_library(weft::sampling ALIAS weft_sampling)
target_include_directories(weft_sampling PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(weft_sampling PUBLIC weft::sdk weft::nodes_plain)
# The same bytes on every processor: no fused multiply-add.
target_compile_options(weft_sampling PRIVATE -ffp-contract=off)
# At -O2 the compiler leaves loops of unknown length scalar.
set_source_files_properties(sampling/arithmetic.cpp PROPERTIES COMPILE_OPTIONS -O3)
# A square root that may set errno is a branch, and no vector.
set_source_files_properties(sampling/noise/box_muller.cpp PROPERTIES COMPILE_OPTIONS -fno-math-errno)
