#include "training_session.h"

#include <algorithm>
#include <cstdio>

#include "image/encode.h"
#include "image/plot.h"
#include "pack/require.h"
#include "weft/base/paths.h"
#include "weft/base/text.h"

namespace weft::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view checkpointSuffix = ".checkpoint.safetensors";
constexpr int mostSeries = 10000;
constexpr size_t plottedPoints = 400;

// Means of equal stretches, so that a long history becomes a readable line.
image::Curve smoothed(const std::vector<float>& history) {
  image::Curve curve;
  const size_t stretch = std::max<size_t>(1, history.size() / plottedPoints);
  for (size_t i = 0; i + stretch <= history.size(); i += stretch) {
    double sum = 0;
    for (size_t k = i; k < i + stretch; ++k) sum += history[k];
    curve.x.push_back(double(i) + double(stretch + 1) / 2);
    curve.y.push_back(sum / double(stretch));
  }
  return curve;
}

std::string progressText(const TrainingStatus& status) {
  char text[96];
  std::snprintf(text, sizeof text, "loss %.5f, %.0f examples/s", status.loss, status.rate);
  return text;
}

}  // namespace

TrainingSession::TrainingSession(Call& call, std::string name, const std::string& how, TrainingRun& run)
    : m_call(call), m_run(run) {
  const size_t slash = name.rfind('/');
  m_parent = slash == std::string::npos ? "" : name.substr(0, slash + 1);
  m_base = name.substr(m_parent.size());
  m_folder = fs::path(services().files->output_folder(call.get()));
  resume(how);
}

std::string TrainingSession::seriesName(int number) const {
  return number == 1 ? m_base : m_base + "-" + std::to_string(number);
}

CheckpointStore TrainingSession::storeNamed(const std::string& base) {
  auto write = [this](const std::string& file, const CheckpointStore::Fill& fill) -> Result<void> {
    OutputFile output(m_call, m_parent + file.substr(0, file.size() - checkpointSuffix.size()),
                      std::string(checkpointSuffix).c_str(), WEFT_OUTPUT_DURABLE);
    if (auto filled = fill(output.path()); !filled) return filled;
    output.commit();
    return {};
  };
  return CheckpointStore(m_folder / m_parent, base, std::move(write));
}

// Checkpoints of one training form a series NAME-STEP. One that begins anew while older ones lie there is another
// series (NAME-2-STEP), so that neither disturbs the other.
void TrainingSession::resume(const std::string& how) {
  int count = 0;
  while (count < mostSeries && !storeNamed(seriesName(count + 1)).list().empty()) ++count;
  m_series = seriesName(count + 1);
  if (how == "never") return;
  Checkpoint checkpoint;
  if (how != "auto") {
    const fs::path given(how);
    const fs::path path = fs::exists(m_folder / given) ? m_folder / given : given;
    if (!isInside(m_folder, path))
      throw Failure("resume is " + inQuotes(how) + "; wanted auto, never, or a checkpoint in the output folder " +
                        m_folder.string(),
                    WEFT_ERROR_BAD_FILE);
    checkpoint = require(CheckpointStore::load(path, m_run.configuration()));
  }
  for (int number = count; how == "auto" && number >= 1 && checkpoint.step == 0; --number) {
    auto loaded = storeNamed(seriesName(number)).loadNewest(m_run.configuration());
    for (const auto& complaint : loaded.complaints) log(LogLevel::Warning, "training", complaint);
    checkpoint = std::move(loaded.checkpoint);
    if (checkpoint.step > 0) m_series = seriesName(number);
  }
  if (checkpoint.step == 0) return;
  require(m_run.restore(checkpoint));
  log(LogLevel::Info, "training", m_call.node() + " goes on from step " + std::to_string(checkpoint.step));
}

void TrainingSession::everySteps(int64_t steps, std::function<void()> look) {
  m_lookSteps = steps;
  m_look = std::move(look);
}

bool TrainingSession::onStep(const TrainingStatus& status) {
  if (services().calls->progress(m_call.get(), uint64_t(status.step), uint64_t(status.total),
                                 progressText(status).c_str()) < 0)
    return true;
  if (m_lookSteps > 0 && status.step % m_lookSteps == 0 && status.step < status.total) {
    plotLoss();
    if (m_look) m_look();
  }
  return false;
}

void TrainingSession::run(const Train& train) {
  const auto store = storeNamed(m_series);
  TrainingHooks hooks;
  hooks.stop = [this](const TrainingStatus& status) { return onStep(status); };
  hooks.checkpoints = &store;
  const bool finished = require(train(hooks));
  if (!finished) throw Cancelled();
  plotLoss();
  if (m_look) m_look();
}

void TrainingSession::plotLoss() {
  if (m_run.history().empty()) return;
  image::Curve curve = smoothed(m_run.history());
  curve.label = "loss";
  image::PlotStyle style;
  style.title = m_base;
  style.xLabel = "steps";
  style.logarithmic = true;
  savePng("-loss", require(image::encodePng(image::plotCurves({&curve, 1}, style))));
}

void TrainingSession::savePng(const char* suffix, const std::string& bytes) {
  OutputFile output(m_call, m_parent + m_base + suffix, ".png", WEFT_OUTPUT_REPLACE);
  const auto opened = std::fopen(output.path().c_str(), "wb");
  const bool written = opened && std::fwrite(bytes.data(), 1, bytes.size(), opened) == bytes.size();
  if (!opened || std::fclose(opened) != 0 || !written)
    throw Failure(output.path() + " cannot be written", WEFT_ERROR_IO);
  output.commit();
}

std::string TrainingSession::freeFolder() const {
  for (int number = 1;; ++number) {
    const std::string name = m_parent + seriesName(number);
    if (number >= mostSeries || !fs::exists(m_folder / name)) return name;
  }
}

models::WriteFile TrainingSession::writerInto(const std::string& folder) {
  return [this, folder](const std::string& file, const models::FillFile& fill) -> Result<void> {
    const size_t dot = file.rfind('.');
    OutputFile output(m_call, folder + "/" + file.substr(0, dot), file.substr(dot).c_str());
    if (auto filled = fill(output.path()); !filled) return filled;
    output.commit();
    return {};
  };
}

}  // namespace weft::training
