"""Writes dpm_solver.safetensors: the exponential integrators of diffusers."""

from reference import *


class Exponential(Diffusers):
    """Of these schedulers. last: what share of the last sigma but one the last one is, where theirs makes no step; a
    flow is asked at the times that it passes through, not at whole steps."""

    last = None

    def __init__(self, scheduler, last=None, **config):
        super().__init__(scheduler, **config)
        if last is not None or config.get("use_flow_sigmas"):
            self.sigmas = lambda scheduler: self.scheduled(scheduler, last)

    @staticmethod
    def scheduled(scheduler, last):
        if last is not None:
            scheduler.sigmas[-1] = last * scheduler.sigmas[-2]
        if scheduler.config.use_flow_sigmas:
            scheduler.timesteps = 1000 * scheduler.sigmas[:-1]
        return scheduler.sigmas.double()


FLOWS = {"use_flow_sigmas": True, "prediction_type": "flow_prediction"}
cases = Family("dpm_solver")


def add(node, params, scheduler, flow=True, last=None, steps=(5, 13, 30), stochastic=False, label=None, vp=VP,
        **config):
    """On both kinds of processes; parameters are the scheduler's options as well."""
    label = " ".join(map(str, params.values())) if label is None else label
    for grid, extra in [(vp, {"timestep_spacing": "linspace"})] + [(FLOW, FLOWS)] * flow:
        if scheduler == "DPMSolverSinglestepScheduler":
            extra = {name: value for name, value in extra.items() if name != "timestep_spacing"}
        options = params | extra | config
        cases.add(node, params, Exponential(scheduler, last=last, **options), grid=grid, steps=steps,
                  stochastic=stochastic, label=label)


for order in (1, 2, 3):
    for kind in ("dpmsolver++", "dpmsolver", "sde-dpmsolver++", "sde-dpmsolver"):
        noise, plus = kind.startswith("sde"), kind.endswith("++")
        if order == 3 and kind == "sde-dpmsolver":
            continue  # diffusers has none
        params = {"solver_order": order, "algorithm_type": kind}
        steps = [5, 13, 30] if kind == "dpmsolver++" else [6, 16]
        end = {} if plus else {"final_sigmas_type": "sigma_min"}
        add("DPMSolverMultistep", params, "DPMSolverMultistepScheduler", flow=plus, steps=steps, stochastic=noise,
            vp=VP if order == 2 else VP[:1], **end)
        if order == 2:
            add("DPMSolverMultistep", params | {"solver_type": "heun"}, "DPMSolverMultistepScheduler", flow=False,
                steps=[7], stochastic=noise, vp=VP[:1], **end)
options = {"solver_order": 3, "lower_order_final": False}
add("DPMSolverMultistep", options, "DPMSolverMultistepScheduler", flow=False, steps=[7], label="high to the end",
    final_sigmas_type="sigma_min")
add("DPMSolverMultistep", options | {"euler_at_final": True}, "DPMSolverMultistepScheduler", flow=False, steps=[17],
    label="euler", final_sigmas_type="sigma_min")

for order in (1, 2, 3):
    for kind in ("dpmsolver++", "dpmsolver", "sde-dpmsolver++"):
        noise, plus = kind.startswith("sde"), kind.endswith("++")
        params = {"solver_order": order, "algorithm_type": kind}
        end = {} if plus else {"final_sigmas_type": "sigma_min"}
        add("DPMSolverSinglestep", params, "DPMSolverSinglestepScheduler", flow=plus, stochastic=noise,
            steps=[5, 13, 30] if kind == "dpmsolver++" else [6, 7, 8], vp=VP[: order - 1 or 1], **end)
        if order > 1:
            add("DPMSolverSinglestep", params | {"solver_type": "heun"}, "DPMSolverSinglestepScheduler", flow=False,
                steps=[9, 10], stochastic=noise, vp=VP[:1], **end)
add("DPMSolverSinglestep", {"solver_order": 3}, "DPMSolverSinglestepScheduler", flow=False, steps=[6, 9],
    label="whole groups", final_sigmas_type="sigma_min")

for order in (1, 2, 3, 4):
    add("UniPC", {"solver_order": order}, "UniPCMultistepScheduler", vp=VP if order == 2 else VP[:1])
    add("UniPC", {"solver_order": order, "solver_type": "bh1"}, "UniPCMultistepScheduler", flow=False, steps=[8],
        vp=VP[:1], final_sigmas_type="sigma_min")
for kind in ("bh1", "bh2"):
    add("UniPC", {"solver_order": 2, "predict_x0": False, "solver_type": kind}, "UniPCMultistepScheduler", flow=False,
        steps=[9], final_sigmas_type="sigma_min")
add("UniPC", {"solver_order": 3, "lower_order_final": False}, "UniPCMultistepScheduler", flow=False, steps=[9],
    final_sigmas_type="sigma_min")
for grid, extra in ((VP, {}), (FLOW, FLOWS)):
    cases.add("UniPC", {"disable_corrector": "0, 2"},
              Exponential("UniPCMultistepScheduler", disable_corrector=[0, 2], **extra), grid=grid, steps=[8],
              label="not corrected")

for order in (1, 2, 3):
    add("DEIS", {"solver_order": order}, "DEISMultistepScheduler", last=0.4, vp=VP if order == 2 else VP[:1])
add("DEIS", {"solver_order": 3, "lower_order_final": False}, "DEISMultistepScheduler", last=0.4, flow=False, steps=[9])

for predictor, corrector in ((1, 1), (2, 2), (3, 4), (4, 3), (3, 1)):
    for kind in ("data_prediction", "noise_prediction"):
        add("SASolver", {"predictor_order": predictor, "corrector_order": corrector, "algorithm_type": kind},
            "SASolverScheduler", last=0.4, flow=kind == "data_prediction", stochastic=True,
            steps=[5, 13, 30] if predictor == 2 and kind == "data_prediction" else [12],
            vp=VP if predictor == 2 else VP[:1])
add("SASolver", {"lower_order_final": False}, "SASolverScheduler", last=0.4, steps=[7], stochastic=True, label="high")
within = lambda t: 0.6 if 100 <= t <= 900 else 0
for grid, extra in ((VP, {}), (FLOW, FLOWS)):
    cases.add("SASolver", {"tau": 0.6, "tau_start": 0.9, "tau_end": 0.1},
              Exponential("SASolverScheduler", last=0.4, tau_func=within, **extra), grid=grid, steps=[9],
              stochastic=True, label="tau")
    cases.add("SASolver", {"tau": 0.0, "predictor_order": 3, "corrector_order": 4},
              Exponential("SASolverScheduler", last=0.4, tau_func=lambda t: 0, predictor_order=3, corrector_order=4,
                          **extra), grid=grid, steps=[9], label="without noise")
cases.save()
