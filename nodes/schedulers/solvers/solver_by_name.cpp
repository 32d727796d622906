#include "solver_by_name.h"

#include "solver_nodes_ancestral.h"
#include "solver_nodes_dpm_solver.h"
#include "solver_nodes_dpmpp.h"
#include "solver_nodes_exponential.h"
#include "solver_nodes_multistep.h"
#include "solver_nodes_ode.h"

namespace weft::schedulers {
namespace {

struct Maker {
  const char* node;
  std::unique_ptr<Object> (*make)(const SolverSettings&);
};

#define WEFT_MAKER(Node) \
  { #Node, makeSolverOf < Node> }
constexpr Maker makers[] = {
    WEFT_MAKER(DDIM),
    WEFT_MAKER(DDPM),
    WEFT_MAKER(DEIS),
    WEFT_MAKER(DPM2),
    WEFT_MAKER(DPM2Ancestral),
    WEFT_MAKER(DPMAdaptive),
    WEFT_MAKER(DPMFast),
    WEFT_MAKER(DPMpp2M),
    WEFT_MAKER(DPMpp2MSDE),
    WEFT_MAKER(DPMpp2SAncestral),
    WEFT_MAKER(DPMpp3MSDE),
    WEFT_MAKER(DPMppSDE),
    WEFT_MAKER(ERSDE),
    WEFT_MAKER(Euler),
    WEFT_MAKER(EulerAncestral),
    WEFT_MAKER(ExpHeun2),
    WEFT_MAKER(GradientEstimation),
    WEFT_MAKER(Heun),
    WEFT_MAKER(HeunPP2),
    WEFT_MAKER(IPNDM),
    WEFT_MAKER(IPNDM_V),
    WEFT_MAKER(LCM),
    WEFT_MAKER(LMS),
    WEFT_MAKER(RESMultistep),
    WEFT_MAKER(SASolver),
    WEFT_MAKER(SEEDS2),
    WEFT_MAKER(SEEDS3),
    WEFT_MAKER(UniPC),
};
#undef WEFT_MAKER

constexpr const Maker* makerOf(std::string_view node) {
  for (const Maker& maker : makers)
    if (node == maker.node) return &maker;
  return nullptr;
}

consteval bool allAreMade() {
  for (const sampling::ComfySampler& sampler : sampling::comfySamplers)
    if (!makerOf(sampler.node)) return false;
  return true;
}
static_assert(allAreMade(), "a sampler of the table is of a node that is not among the makers");

}  // namespace

std::unique_ptr<Object> SolverByName::make(const SolverSettings& settings) {
  const std::string_view name = settings[sampler];
  const sampling::ComfySampler* found = sampling::comfySampler(name);
  if (!found) throw Failure("there is no sampler \"" + std::string(name) + "\"");
  return makerOf(found->node)->make(SolverSettings(std::string_view(found->parameters)));
}

}  // namespace weft::schedulers
