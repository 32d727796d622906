// A lasting session: requests come in and replies and events go out, one JSON object a line (session.md). Requests are
// answered in order, on the thread that reads them; runs, and what is said, have threads of their own.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <weft/base/json_fields.h>
#include <weft/exec/executor.h>
#include <weft/graph/document.h>
#include <weft/host/host.h>

#include "../event_json.h"
#include "../options.h"
#include "../slow_nodes.h"
#include "activity.h"
#include "line_reader.h"
#include "line_writer.h"
#include "node_pictures.h"
#include "results.h"
#include "run_queue.h"
#include "shared_pictures.h"

namespace weft::runner {

class Session {
 public:
  Session(const Options& options, ExecutorOptions executor);
  int run();  // to the end; the status of the process

 private:
  using Handler = Result<Json> (Session::*)(JsonFields& fields, Problems& problems);
  struct Request {
    const char* name;
    Handler handler;
  };
  static const Request requests[];

  void answer(const std::string& line);
  Result<Json> dispatch(const Json& request, Problems& problems);

  Result<Json> hello(JsonFields& fields, Problems& problems);
  Result<Json> quit(JsonFields& fields, Problems& problems);
  Result<Json> nodes(JsonFields& fields, Problems& problems);
  Result<Json> plugins(JsonFields& fields, Problems& problems);
  Result<Json> memory(JsonFields& fields, Problems& problems);
  Result<Json> lanes(JsonFields& fields, Problems& problems);
  Result<Json> clearCache(JsonFields& fields, Problems& problems);

  Result<Json> load(JsonFields& fields, Problems& problems);
  Result<Json> text(JsonFields& fields, Problems& problems);
  Result<Json> save(JsonFields& fields, Problems& problems);
  Result<Json> edit(JsonFields& fields, Problems& problems);
  Result<Json> set(JsonFields& fields, Problems& problems);
  Result<Json> check(JsonFields& fields, Problems& problems);

  Result<Json> startRun(JsonFields& fields, Problems& problems);
  Result<Json> cancel(JsonFields& fields, Problems& problems);
  Result<Json> fetch(JsonFields& fields, Problems& problems);
  Result<Json> release(JsonFields& fields, Problems& problems);

  Result<Document*> document();  // an error says that there is none
  // For the document: where files are looked for, and what the command line said.
  Options optionsHere() const;
  Result<Plan> makePlanOf(const Document& graph, const Options& options, const Json* settings, Problems& problems,
                          Json* extraPorts = nullptr);
  Json format(uint64_t run, const Event& event);  // on the writer's thread

  const Options m_options;
  const Host m_host;
  std::optional<Document> m_document;
  std::string m_path;  // of the document; empty: it has none, and files are looked for in the current folder
  uint64_t m_lastRun = 0;
  std::optional<RunJob> m_next;  // begins when the reply to its request is on its way
  bool m_nextIsFirst = false;    // before those that wait
  bool m_quit = false;

  // Whatever else in this process reads standard input or writes to standard output must not meet the protocol.
  const FileHandle m_input, m_output;
  LineReader m_reader;
  SharedPictures m_pictures;
  EventJson m_events;  // the writer's
  Executor m_executor;
  Results m_results;
  NodePictures m_nodePictures;
  LineWriter m_writer;  // its thread uses those above
  Activity m_activity;
  std::optional<SlowNodes> m_slow;
  RunQueue m_runs;  // the last: its thread uses all of the others
};

// Values on a device are brought to main memory.
Result<Value> onHost(const Value& value);

}  // namespace weft::runner
