#include "training/training_run.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>

#include "training/sampler.h"
#include "weft/base/hash.h"
#include "weft/base/text.h"

namespace weft::training {
namespace {

// bfloat16 where LibTorch finds it precise enough, as long as it lives.
class Autocast {
 public:
  Autocast(bool enabled, at::DeviceType device)
      : m_device(device),
        m_before(at::autocast::is_autocast_enabled(device)),
        m_cacheBefore(at::autocast::is_autocast_cache_enabled()) {
    at::autocast::set_autocast_enabled(device, enabled);
    at::autocast::set_autocast_dtype(device, at::kBFloat16);
    at::autocast::set_autocast_cache_enabled(false);  // the cache is shared by all threads
  }
  ~Autocast() {
    at::autocast::set_autocast_cache_enabled(m_cacheBefore);
    at::autocast::set_autocast_enabled(m_device, m_before);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  at::DeviceType m_device;
  bool m_before, m_cacheBefore;
};

// One thread for each operation, as long as it lives: the shards are what runs side by side.
class OneThread {
 public:
  OneThread() : m_before(at::get_num_threads()) { at::set_num_threads(1); }
  ~OneThread() { at::set_num_threads(m_before); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int m_before;
};

struct ShardResult {
  double loss = 0;
  std::vector<at::Tensor> gradients;  // of the shard's mean; undefined for weights that it did not use
};

// Examples a second, over the last few seconds.
class RateMeter {
 public:
  double add(int64_t examples) {
    const auto now = Clock::now();
    m_marks.push_back({now, m_total += examples});
    while (m_marks.size() > 2 && now - m_marks.front().time > std::chrono::seconds(5)) m_marks.erase(m_marks.begin());
    const std::chrono::duration<double> span = now - m_marks.front().time;
    return span.count() > 0 ? double(m_total - m_marks.front().total) / span.count() : 0;
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Mark {
    Clock::time_point time;
    int64_t total;
  };
  int64_t m_total = 0;
  std::vector<Mark> m_marks;
};

// Parameter groups of a checkpoint, and what they are called there.
constexpr const char* groups[] = {"weights.", "average.", "first.", "second."};

}  // namespace

std::string fingerprint(const std::vector<at::Tensor>& tensors) {
  Hasher hasher;
  for (const auto& tensor : tensors) {
    const auto data = tensor.cpu().contiguous();
    for (const int64_t size : data.sizes()) hasher.add(size);
    hasher.addBytes(data.const_data_ptr(), data.nbytes());
  }
  return hasher.finish().hex();
}

TrainingRun::TrainingRun(std::shared_ptr<torch::nn::Module> module, const TrainingSettings& settings,
                         std::string configuration)
    : m_module(std::move(module)), m_settings(settings), m_configuration(std::move(configuration)) {
  at::NoGradGuard noGrad;
  auto parameters = nn::parametersOf(*m_module);
  const auto isMatrix = [](const auto& item) { return item.second.dim() >= 2 && item.first.ends_with(".weight"); };
  const auto middle = std::stable_partition(parameters.begin(), parameters.end(), isMatrix);
  m_decayed = size_t(middle - parameters.begin());
  for (auto& [name, parameter] : parameters) {
    m_names.push_back(name);
    m_weights.push_back(parameter);
    m_average.push_back(parameter.detach().clone());
    m_first.push_back(at::zeros_like(parameter));
    m_second.push_back(at::zeros_like(parameter));
    m_stepCounts.push_back(at::zeros({}, parameter.options().dtype(at::kFloat)));
  }
}

double TrainingRun::learningRate(const TrainingSettings& settings, int64_t step) {
  double factor = 1;
  if (settings.warmUp > 0) factor = std::min(factor, double(step + 1) / double(settings.warmUp));
  if (settings.decay > 0) factor = std::min(factor, double(settings.steps - step) / double(settings.decay));
  return settings.learningRate * std::max(factor, 0.0);
}

double TrainingRun::trainStep(const LossOf& lossOf, bool parallel) {
  const auto device = m_weights.front().device().type();
  const auto shardGradients = [&](int64_t shard) -> ShardResult {
    at::AutoGradMode withGradient(true);
    auto generator = generatorFor(m_settings.seed, "step", m_step * m_settings.shards + shard);
    at::Tensor loss;
    {
      Autocast autocast(m_settings.bfloat16, device);
      loss = lossOf(m_step, shard, generator);
    }
    return {loss.item<double>(), torch::autograd::grad({loss}, m_weights, {}, std::nullopt, false, true)};
  };
  std::vector<std::future<ShardResult>> others;
  for (int64_t shard = 1; shard < m_settings.shards; ++shard) {
    others.push_back(std::async(parallel ? std::launch::async : std::launch::deferred, [&, shard] {
      if (parallel) at::init_num_threads();  // a new thread does not have the process's setting yet
      return shardGradients(shard);
    }));
  }
  auto [loss, gradients] = shardGradients(0);
  at::NoGradGuard noGrad;
  for (size_t i = 0; i < gradients.size(); ++i) {
    // The optimiser walks all tensors in memory order, and convolutions give gradients of another one.
    gradients[i] = gradients[i].defined() ? gradients[i].contiguous() : at::zeros_like(m_weights[i]);
  }
  for (auto& other : others) {
    const auto result = other.get();
    loss += result.loss;
    for (size_t i = 0; i < gradients.size(); ++i) {
      if (result.gradients[i].defined()) gradients[i].add_(result.gradients[i]);
    }
  }
  update(gradients);
  return loss / double(m_settings.shards);
}

void TrainingRun::update(std::vector<at::Tensor>& gradients) {
  const double sumOfShards = at::linalg_vector_norm(at::stack(at::_foreach_norm(gradients))).item<double>();
  const double norm = sumOfShards / double(m_settings.shards);
  if (std::isfinite(norm)) {  // a step that went wrong changes nothing
    at::_foreach_mul_(gradients, std::min(1.0, m_settings.gradientLimit / norm) / double(m_settings.shards));
    const double rate = learningRate(m_settings, m_step);
    at::_foreach_add_(m_stepCounts, 1);
    const auto apply = [&](size_t from, size_t count, double weightDecay) {
      if (count == 0) return;
      const auto part = [&](const std::vector<at::Tensor>& all) { return at::TensorList(all).slice(from, count); };
      at::_fused_adamw_(part(m_weights), part(gradients), part(m_first), part(m_second), {}, part(m_stepCounts), rate,
                        0.9, m_settings.beta2, weightDecay, 1e-8, false, false, {}, {});
    };
    apply(0, m_decayed, m_settings.weightDecay);
    apply(m_decayed, m_weights.size() - m_decayed, 0);
  }
  const double averaging = std::min(m_settings.averaging, (1.0 + double(m_step)) / (10.0 + double(m_step)));
  at::_foreach_lerp_(m_average, m_weights, 1 - averaging);
}

Result<bool> TrainingRun::run(const LossOf& lossOf, const TrainingHooks& hooks) {
  RateMeter meter;
  meter.add(0);
  int64_t saved = m_step;
  const bool parallel = at::get_num_threads() > 1 && m_settings.shards > 1;
  const OneThread oneThread;
  while (m_step < m_settings.steps) {
    TrainingStatus status;
    status.loss = trainStep(lossOf, parallel);
    m_history.push_back(float(status.loss));
    status.step = ++m_step;
    status.total = m_settings.steps;
    status.rate = meter.add(m_settings.batch);
    const bool stopped = hooks.stop && hooks.stop(status);
    const bool due = m_settings.checkpointSteps > 0 && m_step % m_settings.checkpointSteps == 0;
    if (stopped || due || m_step >= m_settings.steps) {
      if (auto result = save(hooks); !result) return std::move(result).error();
      saved = m_step;
    }
    if (stopped) return m_step >= m_settings.steps;
  }
  if (saved != m_step) {
    if (auto result = save(hooks); !result) return std::move(result).error();
  }
  return true;
}

Result<void> TrainingRun::save(const TrainingHooks& hooks) const {
  return hooks.checkpoints ? hooks.checkpoints->save(checkpoint()) : Result<void>();
}

Checkpoint TrainingRun::checkpoint() const {
  Checkpoint checkpoint;
  checkpoint.step = m_step;
  checkpoint.facts = {{"configuration", m_configuration}};
  const std::vector<at::Tensor>* lists[] = {&m_weights, &m_average, &m_first, &m_second};
  for (size_t group = 0; group < std::size(groups); ++group) {
    for (size_t i = 0; i < m_names.size(); ++i) {
      checkpoint.tensors.emplace_back(groups[group] + m_names[i], (*lists[group])[i].detach().cpu().contiguous());
    }
  }
  checkpoint.tensors.emplace_back("updates", at::stack(m_stepCounts).cpu());
  checkpoint.tensors.emplace_back("history", at::tensor(m_history, at::kFloat));
  return checkpoint;
}

Result<void> TrainingRun::restore(const Checkpoint& checkpoint) {
  at::NoGradGuard noGrad;
  std::map<std::string, at::Tensor> tensors(checkpoint.tensors.begin(), checkpoint.tensors.end());
  const auto take = [&](const std::string& name, at::IntArrayRef shape) -> Result<at::Tensor> {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.sizes() != shape || found->second.scalar_type() != at::kFloat) {
      return makeError(ErrorCode::BadFile, "the checkpoint does not fit the model: tensor " + inQuotes(name) +
                                               (found == tensors.end() ? " is missing" : " has another shape or type"));
    }
    return found->second;
  };
  std::vector<std::pair<at::Tensor, at::Tensor>> copies;  // all is checked before anything is changed
  std::vector<at::Tensor>* lists[] = {&m_weights, &m_average, &m_first, &m_second};
  for (size_t group = 0; group < std::size(groups); ++group) {
    for (size_t i = 0; i < m_names.size(); ++i) {
      auto& target = (*lists[group])[i];
      auto source = take(groups[group] + m_names[i], target.sizes());
      if (!source) return std::move(source).error();
      copies.emplace_back(target, *source);
    }
  }
  auto updates = take("updates", {int64_t(m_stepCounts.size())});
  if (!updates) return std::move(updates).error();
  auto history = take("history", {checkpoint.step});
  if (!history) return std::move(history).error();
  for (auto& [target, source] : copies) target.copy_(source);
  for (size_t i = 0; i < m_stepCounts.size(); ++i) m_stepCounts[i].copy_((*updates)[int64_t(i)]);
  const float* values = history->const_data_ptr<float>();
  m_history.assign(values, values + checkpoint.step);
  m_step = checkpoint.step;
  return {};
}

void TrainingRun::takeAverage() {
  at::NoGradGuard noGrad;
  for (size_t i = 0; i < m_weights.size(); ++i) m_weights[i].copy_(m_average[i]);
}

}  // namespace weft::training
