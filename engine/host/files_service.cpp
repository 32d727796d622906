// weft.files: output files below the run's output folder.
#include <weft/base/paths.h>

#include "call_frame.h"
#include "handle_table.h"
#include "services.h"

namespace weft {
namespace {

struct OpenOutput {
  weft_call* call;
  AtomicFile file;
  std::string wanted;    // what the node called it
  std::string replaces;  // below the output folder; empty: gets a name of its own
  Sync sync;
};

HandleTable<weft_output, OpenOutput>& outputTable() {
  static auto& table = *new HandleTable<weft_output, OpenOutput>;
  return table;
}

Result<AtomicFile> createFile(weft_call& call, const std::string& name) {
  auto folder = OutputFolder::open(call.call.outputFolder());
  if (!folder) return folder.error();
  return AtomicFile::create(*folder, name);
}

weft_status WEFT_CALL open(weft_call* call, const char* name, const char* extension, uint32_t flags,
                           weft_output** output, const char** path) {
  if (!call || !name || !extension || !output || !path || !call->onItsThread()) {
    return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_files.open: an argument is a null pointer, or the wrong thread");
  }
  *output = nullptr;
  *path = nullptr;
  return shielded("weft_files.open", [&]() -> weft_status {
    const std::string stem = name, wanted = stem + extension;
    // Alone too: "" and ".png" would make the hidden file ".png", and ".." and ".png" an odd one.
    if (auto checked = checkOutputName(stem); !checked) return failWith(checked.error());
    const std::string given = (flags & WEFT_OUTPUT_REPLACE) ? call->ledger.nameGiven(wanted) : std::string();
    auto file = createFile(*call, given.empty() ? wanted : given);
    if (!file) return failWith(file.error());
    *path = call->texts.emplace_front(file->path().string()).c_str();
    const Sync sync = (flags & WEFT_OUTPUT_DURABLE) ? Sync::Yes : Sync::No;
    *output = outputTable().add({call, std::move(*file), wanted, given, sync});
    call->openOutputs.push_back(*output);
    return WEFT_OK;
  });
}

weft_status WEFT_CALL commit(weft_output* output, const char** path) {
  if (path) *path = nullptr;
  return shielded("weft_files.commit", [&]() -> weft_status {
    auto open = outputTable().take(output);
    if (!open) return failWith(WEFT_ERROR_INVALID_ARGUMENT, "weft_files.commit: this output was ended already");
    weft_call& call = *open->call;
    auto name = open->replaces.empty() ? open->file.publish(open->sync) : open->file.replace(open->sync);
    if (!name) return failWith(name.error());
    call.ledger.remember(open->wanted, name->lexically_relative(call.call.outputFolder()).string());
    call.call.saved(name->string());
    if (path) *path = call.texts.emplace_front(name->string()).c_str();
    return WEFT_OK;
  });
}

void WEFT_CALL abandon(weft_output* output) { outputTable().take(output); }

const char* WEFT_CALL outputFolder(weft_call* call) { return call ? call->call.outputFolder().c_str() : ""; }

}  // namespace

void dropOutput(weft_output* output) { outputTable().take(output); }

const weft_files& filesTable() {
  static const weft_files table = {sizeof(weft_files), open, commit, abandon, outputFolder};
  return table;
}

}  // namespace weft
