#include "node_pictures.h"

#include "session.h"

namespace weft::runner {

void NodePictures::event(const RunJob& job, const Event& event) {
  if (job.pictureSide == 0 || event.kind != Event::Kind::NodeFinished) return;
  const std::optional<Results::PictureRef> from = m_results.pictureOf(event.node);
  if (!from) return;
  const std::lock_guard lock(m_mutex);
  m_wanted[job.number][event.node] = {*from, job.pictureSide};
}

void NodePictures::addTo(Json& json, uint64_t run, const Event& event) {
  std::unordered_map<std::string, Wanted> nodes;
  {
    const std::lock_guard lock(m_mutex);
    const auto found = m_wanted.find(run);
    if (found == m_wanted.end()) return;
    if (event.kind == Event::Kind::RunFinished) {
      nodes.swap(found->second);
      m_wanted.erase(found);
    } else if (event.kind == Event::Kind::NodeFinished) {
      if (auto node = found->second.extract(event.node)) nodes.insert(std::move(node));
    }
  }
  if (event.kind == Event::Kind::NodeFinished && !nodes.empty()) {
    const auto& [node, wanted] = *nodes.begin();
    std::optional<Json> told = picture(node, wanted);
    if (told && told->is_null()) {
      // What a node with a body gives is kept only after it was told of.
      const std::lock_guard lock(m_mutex);
      m_wanted[run].emplace(node, wanted);
    } else if (told) {
      json["picture"] = *std::move(told);
    }
    return;
  }
  for (const auto& [node, wanted] : nodes) {
    if (std::optional<Json> told = picture(node, wanted)) json["pictures"][node] = *std::move(told);
  }
}

void NodePictures::clear() {
  const std::lock_guard lock(m_mutex);
  m_told.clear();
}

std::optional<Json> NodePictures::picture(const std::string& node, const Wanted& wanted) {
  {
    const std::lock_guard lock(m_mutex);
    const auto told = m_told.find(node);
    if (told != m_told.end() && told->second == wanted.from.key) return std::nullopt;
  }
  const auto values = m_executor.find(wanted.from.key);
  if (!values || wanted.from.output >= values->size() || !(*values)[wanted.from.output]) return Json();
  const Result<Value> value = onHost((*values)[wanted.from.output]);
  if (!value) return Json();
  PictureOptions options;
  options.maximumSide = wanted.side;
  const Result<Picture> made = makePicture(*value, options);
  Result<Json> shared = made ? m_pictures.share(*made) : Result<Json>(made.error());
  if (!shared) return Json();
  const std::lock_guard lock(m_mutex);
  m_told[node] = wanted.from.key;
  return *std::move(shared);
}

}  // namespace weft::runner
