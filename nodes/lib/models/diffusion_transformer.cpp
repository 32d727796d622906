#include "models/diffusion_transformer.h"

#include <cmath>

#include "nn/attention.h"

namespace weft::models {
namespace {

constexpr int64_t timeFeatures = 128;
constexpr double timeScale = 1000;  // 0..1 spread over the frequencies' range

// x * (1 + scale) + shift, normalised first.
at::Tensor modulate(const at::Tensor& x, const at::Tensor& shift, const at::Tensor& scale) {
  return at::addcmul(shift, nn::layerNorm(x), scale + 1);
}

}  // namespace

DiffusionBlock::DiffusionBlock(int64_t width, int64_t heads, int64_t hidden) : m_width(width), m_heads(heads) {
  m_modulation = register_parameter("modulation", torch::empty({6 * width}));
  m_qkv = register_module("qkv", std::make_shared<nn::Linear>(width, 3 * width));
  m_out = register_module("out", std::make_shared<nn::Linear>(width, width));
  m_up = register_module("up", std::make_shared<nn::Linear>(width, hidden));
  m_down = register_module("down", std::make_shared<nn::Linear>(hidden, width));
}

void DiffusionBlock::initialise(at::Generator& generator) {
  nn::fillNormal(m_modulation, 0, generator);
  for (auto& linear : {m_qkv, m_out, m_up, m_down}) linear->initialise(generator);
}

DiffusionBlock::KeysAndValues DiffusionBlock::ofText(const at::Tensor& states) const {
  const auto parts =
      nn::linear(states, m_qkv->weight().narrow(0, m_width, 2 * m_width), m_qkv->bias().narrow(0, m_width, 2 * m_width))
          .chunk(2, -1);
  return {parts[0], parts[1]};
}

at::Tensor DiffusionBlock::forward(const at::Tensor& x, const KeysAndValues& text, const at::Tensor& modulation,
                                   const BlockPatch& patch, at::Tensor* attention) const {
  if (patch.isSkipped) return x;
  const auto m = (modulation + m_modulation.to(modulation.scalar_type())).chunk(6, -1);
  const auto qkv = m_qkv->forward(modulate(x, m[0], m[1])).chunk(3, -1);
  const auto side = int64_t(std::lround(std::sqrt(double(x.size(1)))));
  const auto queries = patch.blur > 0 ? nn::blurOverGrid(qkv[0], side, patch.blur) : qkv[0];
  if (attention) *attention = nn::attentionWeights(queries, qkv[1], m_heads);
  const auto attended = patch.isIdentity ? qkv[2]
                                         : nn::attend(queries, at::cat({qkv[1], text.keys}, 1),
                                                      at::cat({qkv[2], text.values}, 1), m_heads);
  const auto y = at::addcmul(x, m[2], m_out->forward(attended));
  const auto fed = m_down->forward(at::relu(m_up->forward(modulate(y, m[3], m[4]))).square());
  return at::addcmul(y, m[5], fed);
}

DiffusionTransformer::DiffusionTransformer(const DiffusionTransformerGeometry& geometry) : m_geometry(geometry) {
  const auto& g = geometry;
  const auto linear = [&](const char* name, int64_t inputs, int64_t outputs) {
    return register_module(name, std::make_shared<nn::Linear>(inputs, outputs));
  };
  const auto patchNumbers = g.channels * g.patch * g.patch;
  m_in = linear("in", patchNumbers, g.width);
  m_positions = register_module("positions", std::make_shared<nn::Embedding>(g.tokens(), g.width));
  m_time = linear("time", timeFeatures, g.width);
  m_timeOut = linear("time_out", g.width, g.width);
  if (g.textWidth != g.width) m_text = linear("text", g.textWidth, g.width);
  m_pooled = linear("pooled", g.textWidth, g.width);
  m_modulation = linear("modulation", g.width, 6 * g.width);
  for (int64_t i = 0; i < g.blocks; ++i) {
    m_blocks.push_back(
        register_module("block_" + std::to_string(i), std::make_shared<DiffusionBlock>(g.width, g.heads, g.hidden)));
  }
  m_lastModulation = linear("last_modulation", g.width, 2 * g.width);
  m_out = linear("out", g.width, patchNumbers);
}

void DiffusionTransformer::initialise(at::Generator& generator) {
  for (auto& linear : {m_in, m_time, m_timeOut, m_text, m_pooled}) {
    if (linear) linear->initialise(generator);
  }
  m_positions->initialise(generator, 0.1);
  for (auto& block : m_blocks) block->initialise(generator);
  for (auto& linear : {m_modulation, m_lastModulation, m_out}) linear->initialise(generator, 0);
}

DiffusionTransformer::Text DiffusionTransformer::prepare(const at::Tensor& states, const at::Tensor& pooled) const {
  Text text;
  const auto inner = m_text ? m_text->forward(states) : states;
  for (const auto& block : m_blocks) text.blocks.push_back(block->ofText(inner));
  text.pooled = m_pooled->forward(pooled);
  return text;
}

at::Tensor DiffusionTransformer::toTokens(const at::Tensor& latent) const {
  return at::pixel_unshuffle(latent, m_geometry.patch).flatten(2).transpose(1, 2);
}

at::Tensor DiffusionTransformer::toLatent(const at::Tensor& tokens) const {
  const auto side = m_geometry.side / m_geometry.patch;
  return at::pixel_shuffle(tokens.transpose(1, 2).unflatten(2, {side, side}), m_geometry.patch);
}

at::Tensor DiffusionTransformer::forward(const at::Tensor& latent, const at::Tensor& times, const Text& text,
                                         const BlockPatches& patches, at::Tensor* attention) const {
  const auto time = m_timeOut->forward(at::silu(m_time->forward(nn::sinusoids(times * timeScale, timeFeatures))));
  const auto condition = at::silu(time + text.pooled);
  const auto modulation = m_modulation->forward(condition).unsqueeze(1);
  auto x = m_in->forward(toTokens(latent));
  x = x + m_positions->weight().to(x.scalar_type());
  for (size_t i = 0; i < m_blocks.size(); ++i)
    x = m_blocks[i]->forward(x, text.blocks[i], modulation, patches.empty() ? BlockPatch{} : patches[i],
                             i == m_blocks.size() / 2 ? attention : nullptr);
  const auto last = m_lastModulation->forward(condition).unsqueeze(1).chunk(2, -1);
  return toLatent(m_out->forward(modulate(x, last[0], last[1])));
}

}  // namespace weft::models
