#include "run_listener.h"

#include <filesystem>

#include "output.h"

namespace weft::runner {

namespace fs = std::filesystem;

RunListener::RunListener(const NodeCatalog& catalog, Progress::Style style, std::string outputFolder,
                         std::string shownAs)
    : m_catalog(catalog),
      m_training(catalog),
      m_outputFolder(std::move(outputFolder)),
      m_shownAs(std::move(shownAs)),
      m_progress(style),
      m_previews(m_outputFolder, m_shownAs),
      m_quiet(style == Progress::Style::None) {}

Result<void> RunListener::openEvents(const std::string& file, const Plan& plan) {
  auto writer = EventWriter::open(file);
  if (!writer) return writer.error();
  m_events = *std::move(writer);
  m_tally.emplace(plan);
  m_resultsAreEvents = file == "-";
  return {};
}

Result<void> RunListener::openTrace(const std::string& file) {
  auto writer = TraceWriter::open(file);
  if (!writer) return writer.error();
  m_trace = *std::move(writer);
  return {};
}

std::string RunListener::shownPath(const std::string& path) const {
  std::error_code failure;
  for (const fs::path& folder : {fs::path(m_outputFolder), fs::weakly_canonical(m_outputFolder, failure)}) {
    const fs::path below = fs::path(path).lexically_relative(folder);
    if (!below.empty() && *below.begin() != "..") return (fs::path(m_shownAs) / below).string();
  }
  return path;
}

void RunListener::showSaved(const Event& event) {
  const std::string path = shownPath(event.message);
  if (m_events) m_events->saved(event.node, path);
  m_progress.clear();
  if (!m_resultsAreEvents) {
    printResult("saved " + path + "\n");
  } else if (!m_quiet) {
    printNote("saved " + path);
  }
}

void RunListener::event(const Event& event) {
  const std::lock_guard lock(m_mutex);
  if (event.kind == Event::Kind::FileSaved) return showSaved(event);
  m_training.event(event);
  if (m_slow) m_slow->event(event);
  const std::string preview = event.preview ? m_previews.write(event.node, event.preview) : std::string();
  if (m_events) {
    m_tally->event(event);
    m_events->write(event, preview);
  }
  if (m_trace) m_trace->event(event);
  if (m_stats) m_stats->event(event);
  if (!event.preview) m_progress.event(event);
}

void RunListener::endByForce() {
  m_mutex.lock();
  if (!m_events) return;
  for (const Event& event : m_tally->missing()) m_events->write(event, {});
}

}  // namespace weft::runner
