// What messages are about. Both sides are the same build, so the numbers need not stay.
#pragma once

#include <cstdint>

namespace weft {

enum class MessageKind : uint16_t {
  // Control, from the host.
  Start = 1,  // first of all: what the worker is to load
  Open,       // a connection, whose other end rides along; from both sides
  Release,    // handles that the other side needs no more; from both sides
  End,        // the worker drops what it has and goes
  Arena,      // shared memory that rides along; from both sides, and so is what follows
  ForgetArena,

  // Control, from the worker.
  Started,  // or why not
  Resume,   // a call that answered Pending is to be called again

  // Calls of nodes, to the worker.
  Process = 32,
  DestroyNode,
  Infer,
  Estimate,
  Fingerprint,
  Migrate,
  ExtraPorts,
  InferBody,

  // What a node says and asks while it is called, to the host.
  Progress = 64,  // one way, and so are the next two
  Preview,
  Saved,
  Suspend,
  StartPass,
  TakePass,
  DocumentJson,

  // Interfaces of objects, both ways: see interface_*.cpp.
  EncodeText = 128,
  DescribeAutoencoder,
  Encode,
  Decode,
  DescribeDenoiser,
  Coefficients,
  BeginDenoiser,
  Predict,
  Gradient,
  EndDenoiser,
  DescribeSolver,
  BeginSolver,
  Step,
  Integrate,
  GetHistory,
  SetHistory,
  EndSolver,
  PatchKinds,
  Patch,
  ParameterNames,
  GetState,
  WithState,
  GetItem,         // of a sequence
  ReportProgress,  // of work that an interface does
};

}  // namespace weft
