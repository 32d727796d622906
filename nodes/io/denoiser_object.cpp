#include <ATen/ATen.h>

#include <weft/sdk/denoiser.h>
#include <weft/sdk/patchable.h>

#include <cmath>

#include "compute_scope.h"
#include "diffusion/torch_mix.h"
#include "model_objects.h"
#include "torch_bridge/tensors.h"
#include "torch_bridge/thread_scope.h"
#include "torch_bridge/torch_node.h"

namespace weft::io {
namespace {

const diffusion::Process process(diffusion::ProcessKind::RectifiedFlow);

struct SharedDenoiser {
  std::shared_ptr<const ResidentPart<models::DenoiserPart>> resident;
  ResidentTextEncoder text;
  Placement where;

  const models::DiffusionTransformer& model() const { return *resident->part.model; }
};

struct Condition {
  at::Tensor states, pooled;  // [1, words, width], [1, width]
};

Condition withoutText(const SharedDenoiser& shared) {
  if (!shared.text)
    throw Failure("the model has no text encoder, so it cannot predict without a condition; link a conditioning");
  const auto use = shared.text->use();
  const auto& encoder = *shared.text->part.model;
  const auto ids = shared.text->part.vocabulary->tokenize("", encoder.geometry().words).ids;
  const auto tokens = at::empty({1, int64_t(ids.size())}, at::kLong);
  std::copy(ids.begin(), ids.end(), tokens.mutable_data_ptr<int64_t>());
  const auto [states, pooled] = encoder.forward(tokens);
  return {states, pooled};
}

Condition readCondition(const Value& record, const SharedDenoiser& shared) {
  const Value states = record.item("states");
  const Value pooled = record.item("pooled");
  if (!states || !pooled)
    throw Failure(
        "the conditioning has no \"states\" or no \"pooled\"; this model wants both, as its text encoder "
        "makes them",
        WEFT_ERROR_TYPE_MISMATCH);
  const Condition condition{torch_bridge::toTorch(states, 3, "\"states\" of the conditioning"),
                            torch_bridge::toTorch(pooled, 2, "\"pooled\" of the conditioning")};
  const int64_t width = shared.model().geometry().textWidth;
  if (condition.states.size(0) != 1 || condition.states.size(2) != width || condition.pooled.size(0) != 1 ||
      condition.pooled.size(1) != width)
    throw Failure("the conditioning has states " + torch_bridge::shapeText(condition.states) + " and pooled " +
                      torch_bridge::shapeText(condition.pooled) + "; this model wants [1, tokens, " +
                      std::to_string(width) + "] and [1, " + std::to_string(width) + "]",
                  WEFT_ERROR_TYPE_MISMATCH);
  return condition;
}

// One row each; rows of a batch have the same length.
at::Tensor stack(const std::vector<at::Tensor>& parts) {
  for (const auto& part : parts)
    if (part.size(1) != parts.front().size(1))
      throw Failure("the conditionings have different numbers of tokens", WEFT_ERROR_TYPE_MISMATCH);
  return at::cat(parts);
}

class FlowRun : public DenoiserRunObject {
 public:
  FlowRun(std::shared_ptr<const SharedDenoiser> shared, models::BlockPatches patches,
          const weft_denoiser_request& request)
      : m_shared(std::move(shared)), m_patches(std::move(patches)) {
    const auto& g = m_shared->model().geometry();
    const double rows =
        double(std::max<size_t>(1, request.conditioning_count)) * double(request.dimensions > 0 ? request.shape[0] : 1);
    m_threads = torch_bridge::threadsWorth(operationsOf(*m_shared->resident->weights, rows * double(g.tokens())),
                                           request.threads > 0 ? request.threads : m_shared->where.threads);
    torch_bridge::run(m_threads, [&] { prepare(request); });
  }

  Value predict(const Value& x, double t, uint32_t wanted) override {
    Value out;
    torch_bridge::run(m_threads, [&] { out = compute(x, t, wanted); });
    return out;
  }

 private:
  void prepare(const weft_denoiser_request& request) {
    const auto& g = m_shared->model().geometry();
    m_shape.assign(request.shape, request.shape + request.dimensions);
    if (m_shape.size() != 4 || m_shape[0] < 1 || m_shape[1] != g.channels || m_shape[2] != g.side ||
        m_shape[3] != g.side) {
      std::string text;
      for (const int64_t side : m_shape) text += (text.empty() ? "" : ", ") + std::to_string(side);
      const auto side = std::to_string(g.side);
      throw Failure("the latent is [" + text + "]; this model wants [N, " + std::to_string(g.channels) + ", " + side +
                        ", " + side + "]",
                    WEFT_ERROR_TYPE_MISMATCH);
    }
    const size_t count = std::max<size_t>(1, request.conditioning_count);
    std::vector<at::Tensor> states, pooled;
    for (size_t i = 0; i < count; ++i) {
      const Value record = request.conditioning_count > 0 ? Value::borrow(request.conditionings[i]) : Value();
      const auto condition = record ? readCondition(record, *m_shared) : withoutText(*m_shared);
      states.push_back(condition.states.to(m_shared->where.device, at::kFloat));
      pooled.push_back(condition.pooled.to(m_shared->where.device, at::kFloat));
    }
    m_conditions = int64_t(count);
    m_use = m_shared->resident->use();  // after the text encoder's: both need not fit into memory
    const ComputeScope scope(m_shared->where);
    const int64_t n = m_shape[0];
    m_text = m_shared->model().prepare(stack(states), at::cat(pooled));
    if (n == 1) return;
    m_text.pooled = m_text.pooled.repeat_interleave(n, 0);
    for (auto& block : m_text.blocks) {
      block.keys = block.keys.repeat_interleave(n, 0);
      block.values = block.values.repeat_interleave(n, 0);
    }
  }

  // All conditions in one batch: rows of the first condition, then those of the second ...
  Value compute(const Value& x, double t, uint32_t wanted) const {
    const auto input = torch_bridge::toTorch(x, 4, "x");
    if (input.sizes() != at::IntArrayRef(m_shape))
      throw Failure("x is " + torch_bridge::shapeText(input) + ", but the run was begun for another shape",
                    WEFT_ERROR_TYPE_MISMATCH);
    const auto one = input.to(m_shared->where.device, at::kFloat);
    const auto rows = one.repeat({m_conditions, 1, 1, 1});
    const auto times = at::full({rows.size(0)}, t, rows.options());
    at::Tensor flow, attention;
    {
      const ComputeScope scope(m_shared->where);
      flow = m_shared->model()
                 .forward(rows, times, m_text, m_patches, (wanted & WEFT_WANT_STATES) ? &attention : nullptr)
                 .to(at::kFloat);
    }
    const auto x0 = diffusion::convert(process.at(t), diffusion::Target::Flow, diffusion::Target::Sample, rows, flow);
    std::vector<Value> branches;
    for (const auto& part : x0.chunk(m_conditions)) branches.push_back(torch_bridge::toValue(part.to(input.device())));
    std::vector<std::pair<std::string, Value>> items = {{"x0", branches.front()}};
    if (wanted & WEFT_WANT_BRANCHES) items.emplace_back("branches", Value::list(branches));
    if (attention.defined())
      items.emplace_back(
          "states", Value::record({{"attention", torch_bridge::toValue(attention.to(input.device(), at::kFloat))}}));
    return Value::record(items);
  }

  std::shared_ptr<const SharedDenoiser> m_shared;
  const models::BlockPatches m_patches;
  nn::ResidentWeights::Use m_use;  // of all steps, so that the weights are not read again between them
  uint32_t m_threads = 1;
  std::vector<int64_t> m_shape;
  int64_t m_conditions = 1;
  models::DiffusionTransformer::Text m_text;
};

// The blocks that a patch is about, each once or more.
std::vector<size_t> layersOf(const Value& record, size_t blocks) {
  const Value layers = record.kind() == WEFT_KIND_RECORD ? record.item("layers") : Value();
  if (!layers) throw Failure("a patch of blocks has no \"layers\"", WEFT_ERROR_TYPE_MISMATCH);
  std::vector<size_t> indices;
  for (const Value& layer : layers.items()) {
    const int64_t index = layer.asInteger();
    if (index < 0 || index >= int64_t(blocks))
      throw Failure("layer " + std::to_string(index) + " is not there: the model has " + std::to_string(blocks) +
                    " blocks, the first of which is 0");
    indices.push_back(size_t(index));
  }
  return indices;
}

void addPatch(models::BlockPatches& patches, std::string_view kind, const Value& record) {
  const auto layers = layersOf(record, patches.size());
  if (kind == "skipped-layers") {
    for (const size_t layer : layers) patches[layer].isSkipped = true;
    return;
  }
  const Value perturbation = record.item("perturbation"), blur = record.item("blur_sigma");
  const std::string_view how = perturbation ? perturbation.asString() : "identity";
  if (how != "identity" && how != "blur")
    throw Failure("attention is perturbed by \"identity\" or \"blur\", not by \"" + std::string(how) + "\"");
  const double sigma = how == "blur" && blur ? blur.asNumber() : HUGE_VAL;
  if (!(sigma > 0)) throw Failure("\"blur_sigma\" must be above 0");
  for (const size_t layer : layers) {
    if (how == "blur")
      patches[layer].blur = sigma;
    else
      patches[layer].isIdentity = true;
  }
}

class FlowModel : public Patchable<DenoiserObject> {
 public:
  FlowModel(std::shared_ptr<const SharedDenoiser> shared, std::string space, models::BlockPatches patches)
      : m_shared(std::move(shared)), m_space(std::move(space)), m_patches(std::move(patches)) {}

  void describe(weft_denoiser_info& info) const override {
    const auto& g = m_shared->model().geometry();
    info.predicts = WEFT_PREDICTS_FLOW;
    info.process = WEFT_PROCESS_RECTIFIED_FLOW;
    info.channels = uint32_t(g.channels);
    info.width = info.height = uint32_t(g.side);
    info.t_minimum = 0;
    info.t_maximum = 1;
    info.latent_space = m_space.c_str();
  }
  weft_coefficients coefficients(double t) const override {
    const auto c = process.at(t);
    return {c.a, c.b, c.da, c.db};
  }
  std::unique_ptr<DenoiserRunObject> begin(const weft_denoiser_request& request) override {
    return std::make_unique<FlowRun>(m_shared, m_patches, request);
  }

  const char* patchKind(size_t index) const override {
    static constexpr const char* kinds[] = {"attention-perturbation", "skipped-layers"};
    return index < std::size(kinds) ? kinds[index] : nullptr;
  }
  // It holds the weights through the part that it shares; moving them is the business of the model that was loaded.
  Value patch(std::string_view kind, const Value& record) const override {
    auto patches = m_patches;
    patches.resize(size_t(m_shared->model().geometry().blocks));
    addPatch(patches, kind, record);
    return makeObject("denoiser", std::make_unique<FlowModel>(m_shared, m_space, std::move(patches)));
  }

 protected:
  const std::shared_ptr<const SharedDenoiser> m_shared;

 private:
  const std::string m_space;
  const models::BlockPatches m_patches;
};

class FlowDenoiser : public Resident<FlowModel> {
 public:
  FlowDenoiser(std::shared_ptr<const SharedDenoiser> shared, std::string space)
      : Resident(std::move(shared), std::move(space), models::BlockPatches{}),
        m_residency(m_shared->resident->weights, m_shared->text ? m_shared->text->weights : nullptr) {}

  uint64_t bytes() const override { return m_residency.bytes(); }
  Residency& residency() override { return m_residency; }

 private:
  WeightsResidency m_residency;
};

}  // namespace

std::unique_ptr<Object> makeDenoiser(models::DenoiserPart part, ResidentTextEncoder text, const std::string& space,
                                     const Placement& where) {
  auto shared = std::make_shared<const SharedDenoiser>(
      SharedDenoiser{makeResident(std::move(part), where.device), std::move(text), where});
  return std::make_unique<FlowDenoiser>(std::move(shared), space);
}

}  // namespace weft::io
