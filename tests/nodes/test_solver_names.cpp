// The table of what solvers are called elsewhere: whole, true of our nodes, and what Solver by name makes.
#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

#include "node_harness.h"
#include "sampling/solver_names.h"

using namespace weft;
using namespace weft::test;

namespace {

// ComfyUI 0.33: comfy/samplers.py, SAMPLER_NAMES.
const std::set<std::string> comfyNames = {"euler",
                                          "euler_cfg_pp",
                                          "euler_ancestral",
                                          "euler_ancestral_cfg_pp",
                                          "heun",
                                          "heunpp2",
                                          "exp_heun_2_x0",
                                          "exp_heun_2_x0_sde",
                                          "dpm_2",
                                          "dpm_2_ancestral",
                                          "lms",
                                          "dpm_fast",
                                          "dpm_adaptive",
                                          "dpmpp_2s_ancestral",
                                          "dpmpp_2s_ancestral_cfg_pp",
                                          "dpmpp_sde",
                                          "dpmpp_sde_gpu",
                                          "dpmpp_2m",
                                          "dpmpp_2m_cfg_pp",
                                          "dpmpp_2m_sde",
                                          "dpmpp_2m_sde_gpu",
                                          "dpmpp_2m_sde_heun",
                                          "dpmpp_2m_sde_heun_gpu",
                                          "dpmpp_3m_sde",
                                          "dpmpp_3m_sde_gpu",
                                          "ddpm",
                                          "lcm",
                                          "ipndm",
                                          "ipndm_v",
                                          "deis",
                                          "res_multistep",
                                          "res_multistep_cfg_pp",
                                          "res_multistep_ancestral",
                                          "res_multistep_ancestral_cfg_pp",
                                          "gradient_estimation",
                                          "gradient_estimation_cfg_pp",
                                          "er_sde",
                                          "seeds_2",
                                          "seeds_3",
                                          "sa_solver",
                                          "sa_solver_pece",
                                          "ddim",
                                          "uni_pc",
                                          "uni_pc_bh2"};

// k_diffusion.sampling, functions sample_...
const std::set<std::string> kDiffusionNames = {
    "euler",        "euler_ancestral",    "heun",      "dpm_2",    "dpm_2_ancestral", "lms",         "dpm_fast",
    "dpm_adaptive", "dpmpp_2s_ancestral", "dpmpp_sde", "dpmpp_2m", "dpmpp_2m_sde",    "dpmpp_3m_sde"};

// diffusers 0.42.1: the scheduler classes of diffusers.schedulers.
const std::set<std::string> diffusersNames = {"AmusedScheduler",
                                              "BlockRefinementScheduler",
                                              "CMStochasticIterativeScheduler",
                                              "CogVideoXDDIMScheduler",
                                              "CogVideoXDPMScheduler",
                                              "ConsistencyDecoderScheduler",
                                              "CosineDPMSolverMultistepScheduler",
                                              "DDIMInverseScheduler",
                                              "DDIMParallelScheduler",
                                              "DDIMScheduler",
                                              "DDPMParallelScheduler",
                                              "DDPMScheduler",
                                              "DDPMWuerstchenScheduler",
                                              "DEISMultistepScheduler",
                                              "DPMSolverMultistepInverseScheduler",
                                              "DPMSolverMultistepScheduler",
                                              "DPMSolverSDEScheduler",
                                              "DPMSolverSinglestepScheduler",
                                              "DiscreteDDIMScheduler",
                                              "EDMDPMSolverMultistepScheduler",
                                              "EDMEulerScheduler",
                                              "EntropyBoundScheduler",
                                              "EulerAncestralDiscreteScheduler",
                                              "EulerDiscreteScheduler",
                                              "FlowMapEulerDiscreteScheduler",
                                              "FlowMatchEulerDiscreteScheduler",
                                              "FlowMatchHeunDiscreteScheduler",
                                              "FlowMatchLCMScheduler",
                                              "HeliosDMDScheduler",
                                              "HeliosScheduler",
                                              "HeunDiscreteScheduler",
                                              "IPNDMScheduler",
                                              "KDPM2AncestralDiscreteScheduler",
                                              "KDPM2DiscreteScheduler",
                                              "KarrasVeScheduler",
                                              "LCMScheduler",
                                              "LMSDiscreteScheduler",
                                              "LTXEulerAncestralRFScheduler",
                                              "MiniMaxH3Scheduler",
                                              "PNDMScheduler",
                                              "PiflowScheduler",
                                              "RFD4ProteinaScheduler",
                                              "RePaintScheduler",
                                              "SASolverScheduler",
                                              "SCMScheduler",
                                              "ScoreSdeVeScheduler",
                                              "ScoreSdeVpScheduler",
                                              "TCDScheduler",
                                              "UnCLIPScheduler",
                                              "UniPCMultistepScheduler",
                                              "VQDiffusionScheduler"};

template <class Row, size_t N>
std::multiset<std::string> namesOf(const Row (&rows)[N]) {
  std::multiset<std::string> names;
  for (const Row& row : rows) names.insert(row.name);
  return names;
}

// "order=3 eta=1" as names and texts.
std::map<std::string, std::string> partsOf(const std::string& parameters) {
  std::map<std::string, std::string> parts;
  for (const QString& word : QString::fromStdString(parameters).split(' ', Qt::SkipEmptyParts)) {
    const QStringList sides = word.split('=');
    if (sides.size() != 2) throw std::runtime_error(word.toStdString() + " is no name=value");
    parts[sides[0].toStdString()] = sides[1].toStdString();
  }
  return parts;
}

// The text as a value of that parameter; empty where it is none.
Value valueOf(const ParameterType& parameter, const std::string& text) {
  bool fine = false;
  const QString shown = QString::fromStdString(text);
  switch (parameter.kind) {
    case WEFT_PARAMETER_BOOLEAN:
      return text == "true" || text == "false" ? Value::boolean(text == "true") : Value();
    case WEFT_PARAMETER_INTEGER: {
      const qlonglong number = shown.toLongLong(&fine);
      return fine && number >= parameter.minimumInteger && number <= parameter.maximumInteger ? Value::integer(number)
                                                                                              : Value();
    }
    case WEFT_PARAMETER_NUMBER: {
      const double number = shown.toDouble(&fine);
      return fine && number >= parameter.minimumNumber && number <= parameter.maximumNumber ? Value::number(number)
                                                                                            : Value();
    }
    case WEFT_PARAMETER_CHOICE: {
      const auto& all = parameter.choices;
      const bool known = std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.id == text; });
      return known ? Value::string(text) : Value();
    }
    default:
      return Value();
  }
}

const ParameterType& parameterOf(const NodeType& type, const std::string& name) {
  const int index = type.parameterIndex(name);
  if (index < 0) throw std::out_of_range(type.id + " has no parameter " + name);
  return type.parameters[size_t(index)];
}

Value solverOf(const sampling::ComfySampler& sampler) {
  NodeRun node("weft.schedulers." + std::string(sampler.node));
  for (const auto& [name, text] : partsOf(sampler.parameters))
    node.set(name, valueOf(parameterOf(node.type(), name), text));
  return node.run().ok() ? node.output("solver") : Value();
}

Value solverNamed(const std::string& sampler) {
  NodeRun node("weft.schedulers.SolverByName");
  node.set("sampler", Value::string(sampler));
  return node.run().ok() ? node.output("solver") : Value();
}

// Ten steps from the noise of a seed, on a mixture of two Gaussians.
std::vector<float> sampled(const Value& solver) {
  NodeRun mixture("weft.denoisers.GaussianMixture");
  mixture.set("means", Value::string("-1 0.5; 1 -0.5")).set("process", Value::string("flow"));
  NodeRun sigmas("weft.schedulers.FlowSigmas");
  sigmas.set("steps", Value::integer(10));
  if (!mixture.run().ok() || !sigmas.run().ok()) return {};
  NodeRun noise("weft.schedulers.Noise");
  noise.link("model", mixture.output("denoiser")).set("width", Value::integer(4)).set("height", Value::integer(4));
  if (!noise.run().ok()) return {};
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", mixture.output("denoiser")).link("sigmas", sigmas.output("sigmas"));
  sample.link("noise", noise.output("noise")).link("solver", solver);
  if (const auto outcome = sample.run(); !outcome) throw std::runtime_error(outcome.error().message);
  return elementsOf<float>(sample.output("latent"));
}

}  // namespace

class TestSolverNames : public QObject {
  Q_OBJECT

 private slots:
  void everyNameIsInTheTable();
  void namedNodesAreThere();
  void nodesAreFoundByTheNames();
  void solverByNameOffersTheTable();
  void solverByNameIsTheNode_data();
  void solverByNameIsTheNode();
  void optionsCount();
};

void TestSolverNames::everyNameIsInTheTable() {
  auto comfy = namesOf(sampling::comfySamplers);
  comfy.merge(namesOf(sampling::leftOutSamplers));
  QVERIFY(comfy == (std::multiset<std::string>(comfyNames.begin(), comfyNames.end())));

  const auto mapped = namesOf(sampling::diffusersSchedulers), left = namesOf(sampling::leftOutSchedulers);
  std::set<std::string> all(mapped.begin(), mapped.end());
  for (const std::string& name : left) QVERIFY2(all.insert(name).second, name.c_str());
  QVERIFY(all == diffusersNames);
  std::set<std::pair<std::string, std::string>> rows;
  for (const auto& row : sampling::diffusersSchedulers) QVERIFY2(rows.insert({row.name, row.options}).second, row.name);

  std::set<std::string> functions;
  for (const auto& row : sampling::comfySamplers) functions.insert(row.kDiffusion);
  functions.erase("");
  QVERIFY(functions == kDiffusionNames);
}

void TestSolverNames::namedNodesAreThere() {
  const auto check = [](const char* node, const char* parameters) {
    const NodeType* type = builtCatalog().find("weft.schedulers." + std::string(node));
    QVERIFY2(type, node);
    for (const auto& [name, text] : partsOf(parameters))
      QVERIFY2(valueOf(parameterOf(*type, name), text), (name + "=" + text + " of " + node).c_str());
  };
  for (const auto& row : sampling::comfySamplers) check(row.node, row.parameters);
  for (const auto& row : sampling::diffusersSchedulers) check(row.node, row.parameters);
}

// Who searches the palette for a name finds the node.
void TestSolverNames::nodesAreFoundByTheNames() {
  const auto check = [](const std::string& name, const char* node) {
    const NodeType* type = builtCatalog().find("weft.schedulers." + std::string(node));
    QVERIFY2(type, node);
    const auto text = QString::fromStdString(type->keywords + " " + type->label + " " + type->doc).toLower();
    QVERIFY2(text.contains(QString::fromStdString(name).toLower()), (name + " at " + node).c_str());
  };
  for (const auto& row : sampling::comfySamplers) {
    std::string name = row.name;
    if (name.ends_with("_gpu")) name.resize(name.size() - 4);
    check(name, row.node);
  }
  for (const auto& row : sampling::diffusersSchedulers) check(row.name, row.node);
}

void TestSolverNames::solverByNameOffersTheTable() {
  const NodeType& type = NodeRun("weft.schedulers.SolverByName").type();
  std::multiset<std::string> offered;
  for (const auto& choice : parameterOf(type, "sampler").choices) offered.insert(choice.id);
  QVERIFY(offered == namesOf(sampling::comfySamplers));
  NodeRun wrong("weft.schedulers.SolverByName");
  wrong.set("sampler", Value::string("sa_solver_pece"));
  QCOMPARE(wrong.failure(), std::string("there is no sampler \"sa_solver_pece\""));
}

void TestSolverNames::solverByNameIsTheNode_data() {
  QTest::addColumn<int>("row");
  for (size_t i = 0; i < std::size(sampling::comfySamplers); ++i)
    QTest::newRow(sampling::comfySamplers[i].name) << int(i);
}

void TestSolverNames::solverByNameIsTheNode() {
  QFETCH(int, row);
  const auto& sampler = sampling::comfySamplers[row];
  const auto named = sampled(solverNamed(sampler.name));
  QCOMPARE(named.size(), size_t{32});
  for (const float number : named) QVERIFY(std::abs(number) < 10);  // and is a number
  QVERIFY(named == sampled(solverOf(sampler)));
}

// Rows of one node with other parameters are other solvers; with equal ones they are the same.
void TestSolverNames::optionsCount() {
  std::map<std::string, std::map<std::string, std::vector<float>>> made;
  for (const auto& row : sampling::comfySamplers) {
    if (std::string(row.parameters).find("cfg_pp") != std::string::npos) continue;  // counts with guidance alone
    made[row.node][row.parameters] = sampled(solverNamed(row.name));
  }
  for (const auto& [node, variants] : made)
    for (const auto& [parameters, result] : variants)
      for (const auto& [others, other] : variants) QVERIFY2(parameters == others || result != other, node.c_str());
}

QTEST_GUILESS_MAIN(TestSolverNames)
#include "test_solver_names.moc"
