// Requests about runs and what they computed: run, cancel, fetch, release.
#include <filesystem>
#include <limits>

#include <weft/base/text.h>
#include <weft/host/devices.h>

#include "../graph_source.h"
#include "../output.h"
#include "session.h"
#include "value_json.h"
#include "value_picture.h"

namespace weft::runner {

namespace {

constexpr int64_t noEnd = std::numeric_limits<int64_t>::max();

Result<Json> fetchPicture(const Value& value, JsonFields& fields, SharedPictures& pictures) {
  PictureOptions options;
  options.batch = fields.integer("batch", 0, 0, noEnd);
  options.channel = fields.integer("channel", 0, noEnd);
  options.maximumSide = fields.integer("max", 0, 1, 1 << 20);
  const std::vector<int64_t> region = fields.integers("region", {});
  if (region.size() == 4) {
    std::copy(region.begin(), region.end(), options.region.begin());
  } else if (!region.empty()) {
    fields.fail("region", "expected [x, y, width, height]");
  }
  if (const Json* range = fields.find("range")) {
    const bool pair = range->is_array() && range->size() == 2 && (*range)[0].is_number() && (*range)[1].is_number();
    if (*range == "auto") {
      options.wholeRange = true;
    } else if (pair && (*range)[0].get<double>() < (*range)[1].get<double>()) {
      options.range = {(*range)[0].get<double>(), (*range)[1].get<double>()};
    } else {
      fields.fail("range", "expected \"auto\", or [black, white] with black < white");
    }
  }
  if (auto read = fields.finish(); !read) return read.error();
  const Result<Picture> picture = makePicture(value, options);
  if (!picture) return picture.error();
  Result<Json> shared = pictures.share(*picture);
  if (!shared) return shared.error();
  return Json{{"picture", *std::move(shared)}};
}

Result<Json> fetchNumbers(const Value& value, JsonFields& fields) {
  NumberOptions options;
  options.bins = fields.integer("bins", 0, 1, 4096);
  if (const Json* slice = fields.find("slice")) {
    options.wantsNumbers = true;
    const auto isPair = [](const Json& pair) {
      return pair.is_array() && pair.size() == 2 && pair[0].is_number_integer() && pair[1].is_number_integer();
    };
    if (slice->is_array() && std::all_of(slice->begin(), slice->end(), isPair)) {
      for (const Json& pair : *slice) options.slice.emplace_back(pair[0].get<int64_t>(), pair[1].get<int64_t>());
    } else {
      fields.fail("slice", "expected an array of [from, to), one for each dimension");
    }
  }
  if (auto read = fields.finish(); !read) return read.error();
  if (!value.asTensor()) return Json{{"value", contentOf(value)}};
  Result<Json> numbers = numbersOf(value, options);
  if (!numbers) return numbers.error();
  return Json{{"numbers", *std::move(numbers)}};
}

}  // namespace

Result<Value> onHost(const Value& value) {
  const weft_tensor* tensor = value.asTensor();
  if (!tensor || tensor->device.type == WEFT_DEVICE_CPU) return value;
  const Result<Device> device = openDevice(tensor->device);
  if (!device) return device.error();
  return device->copyOut(*tensor);
}

Result<Json> Session::startRun(JsonFields& fields, Problems& problems) {
  Options options = optionsHere();
  options.only = fields.texts("to", std::vector<std::string>());
  const std::vector<std::string> keep = fields.texts("keep", std::vector<std::string>());
  options.device = fields.text("device", options.device);
  options.dtype = fields.text("dtype", options.dtype);
  options.deterministic = fields.boolean("deterministic", options.deterministic);
  options.previews = fields.boolean("previews", options.previews);
  options.threads = static_cast<int>(fields.integer("threads", options.threads, 1, 1024));
  const int64_t pictureSide = fields.integer("pictures", 0, 0, 4096);
  const bool first = fields.boolean("first", false);
  const std::string out = fields.text("out", options.out);
  const Json* settings = fields.find("set");
  if (settings && !settings->is_object()) fields.fail("set", "expected an object of values by name");
  if (auto read = fields.finish(); !read) return read.error();
  const Result<Document*> graph = document();
  if (!graph) return graph.error();
  if (m_runs.waiting() >= RunQueue::mostWaiting) {
    return makeError(ErrorCode::InvalidArgument, std::to_string(RunQueue::mostWaiting) + " runs are waiting already");
  }

  const Result<std::string> folder = outputFolder(out);
  if (!folder) problems.push_back({"out", folder.error().message});
  Result<Plan> made = makePlanOf(**graph, options, settings, problems);
  if (!made) return made.error();
  if (!folder) return makeError(folder.error().code, "out: " + folder.error().message);
  auto plan = std::make_shared<Plan>(*std::move(made));
  for (const std::string& node : options.only) keepOutputs(*plan, **graph, node);
  for (const std::string& node : keep) {
    if (!keepOutputs(*plan, **graph, node)) {
      return makeError(ErrorCode::NotFound, "keep: the run has no node " + inQuotes(node));
    }
  }
  size_t nodes = 0;
  for (const PlannedNode& node : plan->nodes) nodes += 1 + node.aliases.size();

  RunJob job;
  job.number = ++m_lastRun;
  job.options.workers = job.options.threads = options.threads;
  job.options.outputFolder = *folder;
  job.options.previews = options.previews;
  job.options.deterministic = options.deterministic;
  job.pictureSide = pictureSide;
  job.plan = std::move(plan);
  const size_t ahead = (first ? 0 : m_runs.waiting()) + (m_runs.current() ? 1 : 0);
  Json reply{{"run", job.number}, {"nodes", nodes}, {"ahead", ahead}};
  m_next = std::move(job);
  m_nextIsFirst = first;
  return reply;
}

Result<Json> Session::cancel(JsonFields& fields, Problems&) {
  const std::optional<int64_t> run = fields.integer("run", 1, noEnd);
  if (auto read = fields.finish(); !read) return read.error();
  return Json{{"cancelled", m_runs.cancel(run ? std::optional(static_cast<uint64_t>(*run)) : std::nullopt)}};
}

Result<Json> Session::fetch(JsonFields& fields, Problems&) {
  const Json* output = fields.find("output");
  const std::string name = output ? fields.text("output") : "";
  const Endpoint endpoint = output ? Endpoint() : Endpoint{fields.text("node"), fields.text("port")};
  const std::string as = fields.text("as", "summary");
  const Json* items = fields.find("item");
  if (items && !items->is_array()) fields.fail("item", "expected an array of places in lists and names in records");
  const std::vector<std::string> kinds{"summary", "picture", "numbers", "text"};
  if (std::find(kinds.begin(), kinds.end(), as) == kinds.end()) {
    fields.fail("as", "expected summary, picture, numbers or text, found " + inQuotes(as) + didYouMean(as, kinds));
  }
  // A request that is wrong is wrong whether or not there is a value.
  if (fields.error()) return *fields.error();
  if (as == "summary" || as == "text") {
    if (auto read = fields.finish(); !read) return read.error();
  }

  Result<Value> value =
      output ? m_results.output(name) : m_results.find(m_document ? resolveEndpoint(*m_document, endpoint) : endpoint);
  for (size_t i = 0; items && value && i < items->size(); ++i) value = itemOf(*value, (*items)[i]);
  if (!value) return value.error();
  const Json summary = summaryOf(*value);
  value = onHost(*value);
  if (!value) return value.error();

  Result<Json> content = Json::object();
  if (as == "picture") content = fetchPicture(*value, fields, m_pictures);
  if (as == "numbers") content = fetchNumbers(*value, fields);
  if (as == "text") {
    const std::string* text = value->asString();
    content = Json{{"text", text ? *text : contentOf(*value).dump(2, ' ', false, Json::error_handler_t::replace)}};
  }
  if (!content) return content.error();
  Json reply{{"summary", summary}};
  reply.update(*content);
  return reply;
}

Result<Json> Session::release(JsonFields& fields, Problems&) {
  const std::vector<std::string> paths = fields.texts("pictures");
  if (auto read = fields.finish(); !read) return read.error();
  size_t count = 0;
  for (const std::string& path : paths) count += m_pictures.release(path) ? 1 : 0;
  return Json{{"released", count}};
}

}  // namespace weft::runner
