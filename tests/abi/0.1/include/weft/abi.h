/* The whole stable tier. */
#ifndef WEFT_ABI_H
#define WEFT_ABI_H

#include "abi/interface/autoencoder.h"
#include "abi/interface/denoiser.h"
#include "abi/interface/device.h"
#include "abi/interface/module.h"
#include "abi/interface/patchable.h"
#include "abi/interface/residency.h"
#include "abi/interface/solver.h"
#include "abi/interface/text_encoder.h"
#include "abi/interface/vulkan.h"
#include "abi/layout.h"
#include "abi/plugin.h"

#endif
