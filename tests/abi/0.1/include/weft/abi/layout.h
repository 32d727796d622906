/* The sizes of all structs and where their last fields lie, on 64-bit machines: a change of layout does not compile.
 * Appending a field changes the size of one line here, and nothing above it. */
#ifndef WEFT_ABI_LAYOUT_H
#define WEFT_ABI_LAYOUT_H

#include "interface/autoencoder.h"
#include "interface/denoiser.h"
#include "interface/device.h"
#include "interface/module.h"
#include "interface/patchable.h"
#include "interface/residency.h"
#include "interface/solver.h"
#include "interface/text_encoder.h"
#include "interface/vulkan.h"
#include "plugin.h"

#define WEFT_LAYOUT(type, bytes, field, offset)                  \
  WEFT_STATIC_ASSERT(sizeof(type) == (bytes), "size of " #type); \
  WEFT_STATIC_ASSERT(offsetof(type, field) == (offset), "offset of " #type "." #field)

#if UINTPTR_MAX == 0xffffffffffffffffu
WEFT_LAYOUT(weft_version, 12, patch, 8);
WEFT_LAYOUT(weft_progress, 24, report, 16);
WEFT_LAYOUT(weft_calls, 176, output_id, 168);
WEFT_LAYOUT(weft_body, 32, take, 24);
WEFT_LAYOUT(weft_inference, 80, set_output_bytes, 72);
WEFT_LAYOUT(weft_host, 40, get_service, 32);
WEFT_LAYOUT(weft_errors, 24, get, 16);
WEFT_LAYOUT(weft_log, 16, write, 8);
WEFT_LAYOUT(weft_allocator, 48, discharge, 40);
WEFT_LAYOUT(weft_random, 24, normal, 16);
WEFT_LAYOUT(weft_parallel, 16, run, 8);
WEFT_LAYOUT(weft_files, 40, output_folder, 32);
WEFT_LAYOUT(weft_document, 16, json, 8);
WEFT_LAYOUT(weft_kernels, 24, choice, 16);
WEFT_LAYOUT(weft_thread_check, 16, kind, 8);
WEFT_LAYOUT(weft_autoencoder_info, 24, latent_space, 16);
WEFT_LAYOUT(weft_autoencoder, 32, decode, 24);
WEFT_LAYOUT(weft_denoiser_info, 64, step_count, 56);
WEFT_LAYOUT(weft_coefficients, 32, db, 24);
WEFT_LAYOUT(weft_denoiser_request, 56, threads, 48);
WEFT_LAYOUT(weft_denoiser_run, 40, end, 32);
WEFT_LAYOUT(weft_denoiser, 32, begin, 24);
WEFT_LAYOUT(weft_device, 112, free_event, 104);
WEFT_LAYOUT(weft_device_factory, 24, open, 16);
WEFT_LAYOUT(weft_devices, 16, open, 8);
WEFT_LAYOUT(weft_module, 32, with_state, 24);
WEFT_LAYOUT(weft_patchable, 24, patch, 16);
WEFT_LAYOUT(weft_residency, 48, drop, 40);
WEFT_LAYOUT(weft_solver_info, 16, evaluations, 12);
WEFT_LAYOUT(weft_solver_request, 56, noise_drawn, 48);
WEFT_LAYOUT(weft_solver_run, 56, set_history, 48);
WEFT_LAYOUT(weft_solver, 24, begin, 16);
WEFT_LAYOUT(weft_text_encoder, 16, encode, 8);
WEFT_LAYOUT(weft_port, 40, doc, 32);
WEFT_LAYOUT(weft_choice, 24, doc, 16);
WEFT_LAYOUT(weft_parameter, 152, choice_count, 144);
WEFT_LAYOUT(weft_node_descriptor, 120, parameter_count, 112);
WEFT_LAYOUT(weft_node_class, 96, infer_body, 88);
WEFT_LAYOUT(weft_node_factory, 56, classes, 48);
WEFT_LAYOUT(weft_plugin, 48, get_factory, 40);
WEFT_LAYOUT(weft_device_id, 8, index, 4);
WEFT_LAYOUT(weft_dtype, 4, lanes, 2);
WEFT_LAYOUT(weft_tensor, 48, byte_offset, 40);
WEFT_LAYOUT(weft_dlpack_version, 8, minor, 4);
WEFT_LAYOUT(weft_managed_tensor, 80, tensor, 32);
WEFT_LAYOUT(weft_object, 48, bytes, 40);
WEFT_LAYOUT(weft_sequence, 40, destroy, 32);
WEFT_LAYOUT(weft_vulkan, 40, buffer, 32);
WEFT_LAYOUT(weft_vulkan_handles, 40, queue, 32);
WEFT_LAYOUT(weft_values, 200, as_sequence, 192);
#endif

#undef WEFT_LAYOUT

#endif
