// Small pictures of what nodes give, told with the events of a run that wants them, so that a client sees what each
// node gave in that very run without asking for it.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include <weft/base/json.h>

#include "results.h"
#include "run_queue.h"
#include "shared_pictures.h"

namespace weft::runner {

// Any thread.
class NodePictures {
 public:
  NodePictures(const Executor& executor, const Results& results, SharedPictures& pictures)
      : m_executor(executor), m_results(results), m_pictures(pictures) {}

  void event(const RunJob& job, const Event& event);         // as it happens, after `results` was told
  void addTo(Json& json, uint64_t run, const Event& event);  // as it is told: `json` becomes the line
  void clear();                                              // what was told before counts as not told

 private:
  struct Wanted {
    Results::PictureRef from;
    int64_t side = 0;
  };
  // Null: there is none any more; nothing: the client has it already.
  std::optional<Json> picture(const std::string& node, const Wanted& wanted);

  const Executor& m_executor;
  const Results& m_results;
  SharedPictures& m_pictures;
  std::mutex m_mutex;
  std::map<uint64_t, std::unordered_map<std::string, Wanted>> m_wanted;  // by run: of nodes that ended, not told yet
  std::unordered_map<std::string, Key> m_told;                           // by node: the result whose picture was told
};

}  // namespace weft::runner
