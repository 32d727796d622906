// What solvers are called elsewhere, in one place: Solver by name is made of the first table, tests go through all.
#pragma once

#include <string_view>

namespace weft::sampling {

// A sampler of ComfyUI (KSampler, KSamplerSelect) and the node of ours that does the same.
struct ComfySampler {
  const char* name;        // in ComfyUI
  const char* kDiffusion;  // function of k_diffusion.sampling without "sample_"; "": it has none
  const char* node;        // of weft.schedulers
  const char* parameters;  // of the node, where they differ from its defaults: "eta=1 cfg_pp=true"
  const char* doc;         // what it is, and what is not as in ComfyUI
};

inline constexpr ComfySampler comfySamplers[] = {
    {"euler", "euler", "Euler", "", "Euler's method: the simplest."},
    {"euler_cfg_pp", "", "Euler", "cfg_pp=true", "Euler's method with CFG++."},
    {"euler_ancestral", "euler_ancestral", "EulerAncestral", "", "Euler's method with fresh noise at each step."},
    {"euler_ancestral_cfg_pp", "", "EulerAncestral", "cfg_pp=true", "The same with CFG++."},
    {"heun", "heun", "Heun", "", "Heun's method: two evaluations a step."},
    {"heunpp2", "", "HeunPP2", "", "Heun's method, with up to three evaluations a step."},
    {"exp_heun_2_x0", "", "ExpHeun2", "", "Heun's method as an exponential integrator: two evaluations a step."},
    {"exp_heun_2_x0_sde", "", "ExpHeun2", "eta=1", "The same with fresh noise."},
    {"dpm_2", "dpm_2", "DPM2", "", "DPM-Solver-2: two evaluations a step."},
    {"dpm_2_ancestral", "dpm_2_ancestral", "DPM2Ancestral", "", "DPM-Solver-2 with fresh noise at each step."},
    {"lms", "lms", "LMS", "lower_order_final=true", "Linear multistep of order 4."},
    {"dpm_fast", "dpm_fast", "DPMFast", "", "DPM-Solver-fast: its own times between the first and the last."},
    {"dpm_adaptive", "dpm_adaptive", "DPMAdaptive", "", "DPM-Solver that chooses its own steps."},
    {"dpmpp_2s_ancestral", "dpmpp_2s_ancestral", "DPMpp2SAncestral", "",
     "DPM++ 2S with fresh noise: two evaluations a step."},
    {"dpmpp_2s_ancestral_cfg_pp", "", "DPMpp2SAncestral", "cfg_pp=true", "The same with CFG++."},
    {"dpmpp_sde", "dpmpp_sde", "DPMppSDE", "", "DPM++ SDE: two evaluations a step."},
    {"dpmpp_sde_gpu", "dpmpp_sde", "DPMppSDE", "", "The same; the noise is drawn on the CPU here."},
    {"dpmpp_2m", "dpmpp_2m", "DPMpp2M", "", "DPM++ 2M: second order for one evaluation a step."},
    {"dpmpp_2m_cfg_pp", "", "DPMpp2M", "cfg_pp=true", "The same with CFG++."},
    {"dpmpp_2m_sde", "dpmpp_2m_sde", "DPMpp2MSDE", "", "DPM++ 2M with fresh noise."},
    {"dpmpp_2m_sde_gpu", "dpmpp_2m_sde", "DPMpp2MSDE", "", "The same; the noise is drawn on the CPU here."},
    {"dpmpp_2m_sde_heun", "dpmpp_2m_sde", "DPMpp2MSDE", "solver_type=heun", "DPM++ 2M SDE with Heun's weights."},
    {"dpmpp_2m_sde_heun_gpu", "dpmpp_2m_sde", "DPMpp2MSDE", "solver_type=heun",
     "The same; the noise is drawn on the CPU here."},
    {"dpmpp_3m_sde", "dpmpp_3m_sde", "DPMpp3MSDE", "", "DPM++ 3M with fresh noise: third order."},
    {"dpmpp_3m_sde_gpu", "dpmpp_3m_sde", "DPMpp3MSDE", "", "The same; the noise is drawn on the CPU here."},
    {"ddpm", "", "DDPM", "", "Ancestral sampling: many steps."},
    {"lcm", "", "LCM", "timestep_scaling=0", "Jumps to the data and back up: for distilled models, 1 to 8 steps."},
    {"ipndm", "", "IPNDM", "", "Improved pseudo numerical method of order 4."},
    {"ipndm_v", "", "IPNDM_V", "", "The same, for steps of different lengths."},
    {"deis", "", "DEIS", "solver_order=3",
     "Exponential integrator of order 3, through polynomials in log sigma as in diffusers; ComfyUI's are in the time "
     "of "
     "one variance-preserving process."},
    {"res_multistep", "", "RESMultistep", "", "Refined exponential solver of second order, one evaluation a step."},
    {"res_multistep_cfg_pp", "", "RESMultistep", "cfg_pp=true", "The same with CFG++."},
    {"res_multistep_ancestral", "", "RESMultistep", "eta=1", "The same with fresh noise."},
    {"res_multistep_ancestral_cfg_pp", "", "RESMultistep", "eta=1 cfg_pp=true", "The same with fresh noise and CFG++."},
    {"gradient_estimation", "", "GradientEstimation", "", "Euler's method with drawn-out slopes."},
    {"gradient_estimation_cfg_pp", "", "GradientEstimation", "cfg_pp=true", "The same with CFG++."},
    {"er_sde", "", "ERSDE", "", "Extended reverse-time SDE of order 3."},
    {"seeds_2", "", "SEEDS2", "", "Stochastic exponential integrator: two evaluations a step."},
    {"seeds_3", "", "SEEDS3", "", "Stochastic exponential integrator: three evaluations a step."},
    {"sa_solver", "", "SASolver", "predictor_order=3 corrector_order=4", "Stochastic Adams methods."},
    {"ddim", "", "DDIM", "", "DDIM without noise, which is Euler's method."},
    {"uni_pc", "", "UniPC", "solver_order=3 solver_type=bh1",
     "UniPC with B(h) = h; goes to sigma 0, where ComfyUI ends at 0.001."},
    {"uni_pc_bh2", "", "UniPC", "solver_order=3 solver_type=bh2",
     "UniPC with B(h) = e^h - 1; goes to sigma 0, where ComfyUI ends at 0.001."},
};

// A class of diffusers.schedulers, with options where they matter, and our node.
struct DiffusersScheduler {
  const char* name;
  const char* options;  // of the class or of step(): "s_churn > 0"
  const char* node;
  const char* parameters;  // as above
};

// With s_churn, diffusers adds noise after it has asked the network; EDMStochastic before, as Karras et al.,
// algorithm 2.
inline constexpr DiffusersScheduler diffusersSchedulers[] = {
    {"AmusedScheduler", "", "MaskedUnmasking", ""},
    {"CMStochasticIterativeScheduler", "", "CMStochasticIterative", ""},
    {"CogVideoXDDIMScheduler", "", "DDIM", ""},
    {"CosineDPMSolverMultistepScheduler", "", "DPMpp2MSDE", ""},
    {"DDIMParallelScheduler", "", "DDIM", ""},
    {"DDIMScheduler", "", "DDIM", ""},
    {"DDPMParallelScheduler", "", "DDPM", ""},
    {"DDPMScheduler", "", "DDPM", ""},
    {"DDPMScheduler", "variance_type=fixed_large", "DDPM", "variance_type=fixed_large"},
    {"DEISMultistepScheduler", "", "DEIS", ""},
    {"DPMSolverMultistepScheduler", "", "DPMSolverMultistep", ""},
    {"DPMSolverMultistepScheduler", "algorithm_type=sde-dpmsolver++", "DPMSolverMultistep",
     "algorithm_type=sde-dpmsolver++"},
    {"DPMSolverSDEScheduler", "", "DPMppSDE", ""},
    {"DPMSolverSinglestepScheduler", "", "DPMSolverSinglestep", ""},
    {"EDMDPMSolverMultistepScheduler", "", "DPMSolverMultistep", ""},
    {"EDMEulerScheduler", "", "Euler", ""},
    {"EDMEulerScheduler", "s_churn > 0", "EDMStochastic", "method=euler"},
    {"EulerAncestralDiscreteScheduler", "", "EulerAncestral", ""},
    {"EulerDiscreteScheduler", "", "Euler", ""},
    {"EulerDiscreteScheduler", "s_churn > 0", "EDMStochastic", "method=euler"},
    {"FlowMatchEulerDiscreteScheduler", "", "Euler", ""},
    {"FlowMatchEulerDiscreteScheduler", "stochastic_sampling=True", "LCM", "timestep_scaling=0"},
    {"FlowMatchHeunDiscreteScheduler", "", "Heun", ""},
    {"FlowMatchLCMScheduler", "", "LCM", "timestep_scaling=0"},
    {"HeunDiscreteScheduler", "", "Heun", ""},
    {"IPNDMScheduler", "", "IPNDM", "lower_order_final=false"},
    {"KDPM2AncestralDiscreteScheduler", "", "DPM2Ancestral", ""},
    {"KDPM2DiscreteScheduler", "", "DPM2", ""},
    {"KarrasVeScheduler", "", "EDMStochastic", "method=heun"},
    {"LCMScheduler", "", "LCM", ""},
    {"LMSDiscreteScheduler", "", "LMS", ""},
    {"LTXEulerAncestralRFScheduler", "", "EulerAncestral", ""},
    {"PNDMScheduler", "", "PNDM", "skip_prk_steps=false"},
    {"PNDMScheduler", "skip_prk_steps=True", "PNDM", ""},
    {"SASolverScheduler", "", "SASolver", ""},
    {"ScoreSdeVeScheduler", "", "PredictorCorrector", ""},
    {"TCDScheduler", "eta (our gamma)", "TCD", ""},
    {"UnCLIPScheduler", "", "DDPM", "variance_type=fixed_small_log"},
    {"UniPCMultistepScheduler", "", "UniPC", ""},
};

// What has no solver node here, and why.
struct LeftOut {
  const char* name;
  const char* why;
};

inline constexpr LeftOut leftOutSamplers[] = {
    {"sa_solver_pece", "Evaluates once more after its corrector; SASolver has sa_solver."},
};

inline constexpr LeftOut leftOutSchedulers[] = {
    {"BlockRefinementScheduler", "Commits blocks of one language model's tokens."},
    {"CogVideoXDPMScheduler", "One model's form of DPMSolverMultistep with sde-dpmsolver++."},
    {"ConsistencyDecoderScheduler", "Belongs to one decoder, whose work it does."},
    {"DDIMInverseScheduler", "Any solver without noise goes backwards on a flipped schedule."},
    {"DDPMWuerstchenScheduler", "DDPM on a process of one model."},
    {"DPMSolverMultistepInverseScheduler", "Any solver without noise goes backwards on a flipped schedule."},
    {"DiscreteDDIMScheduler", "For tokens; MaskedUnmasking is the method that models use."},
    {"EntropyBoundScheduler", "An order of unmasking for one language model."},
    {"FlowMapEulerDiscreteScheduler", "For models of maps between two times, which denoisers are not."},
    {"HeliosDMDScheduler", "A pyramid of resolutions of one video model."},
    {"HeliosScheduler", "A pyramid of resolutions of one video model."},
    {"MiniMaxH3Scheduler", "One model's schedule around Euler."},
    {"PiflowScheduler", "For models that answer with a policy over several times."},
    {"RFD4ProteinaScheduler", "For proteins."},
    {"RePaintScheduler", "Inpainting of its own; masks work with every solver here."},
    {"SCMScheduler", "For models distilled on a process of angles (TrigFlow)."},
    {"ScoreSdeVpScheduler", "Deprecated there; EulerMaruyama solves the same equation."},
    {"VQDiffusionScheduler", "For one model's tokens with transition matrices."},
};

// nullptr: there is none.
constexpr const ComfySampler* comfySampler(std::string_view name) {
  for (const ComfySampler& sampler : comfySamplers)
    if (name == sampler.name) return &sampler;
  return nullptr;
}

}  // namespace weft::sampling
