// Weft's interfaces, as they cross between processes: for each the table that stands for an object of the other process
// (its `self` is a RemoteObject), and the services that answer calls of such tables.
#pragma once

#include <array>

#include <weft/abi/interface/autoencoder.h>
#include <weft/abi/interface/denoiser.h>
#include <weft/abi/interface/module.h>
#include <weft/abi/interface/patchable.h>
#include <weft/abi/interface/solver.h>
#include <weft/abi/interface/text_encoder.h>

#include "link.h"

namespace weft {

const weft_text_encoder& remoteTextEncoder();
const weft_autoencoder& remoteAutoencoder();
const weft_denoiser& remoteDenoiser();
const weft_solver& remoteSolver();
const weft_patchable& remotePatchable();
const weft_module& remoteModule();

void addTextEncoderServices(Link::Services& services);
void addAutoencoderServices(Link::Services& services);
void addDenoiserServices(Link::Services& services);
void addSolverServices(Link::Services& services);
void addPatchableServices(Link::Services& services);
void addModuleServices(Link::Services& services);
void addSequenceServices(Link::Services& services);
void addProgressServices(Link::Services& services);

struct CrossingInterface {
  const char* id;
  const void* remote;  // the table
};
inline constexpr size_t crossingInterfaceCount = 6;
const std::array<CrossingInterface, crossingInterfaceCount>& crossingInterfaces();

}  // namespace weft
