// The whole SDK: what a plugin in C++20 includes. Header-only, over weft/abi.h and nothing else.
//
//   struct Blend : weft::Node<Blend> {
//     static constexpr weft::About about{"Blend", "Image", "Mixes two pictures of the same size."};
//     static constexpr auto a = weft::input<weft::Image>("a", "First picture");
//     static constexpr auto factor = weft::param("factor", 0.5, weft::range(0, 1), "Share of the second picture");
//     static constexpr auto out = weft::output<weft::Image>("image", "The mixture");
//     static constexpr auto ports = weft::ports(a, factor, out);
//     void process(weft::Call& call);        // call[a], call[factor], call.set(out, tensor); throws weft::Failure
//   };
//   WEFT_PLUGIN("org.example.blend", "1.0.0", Blend)
//
// A node may run a subgraph of the file as often as it likes: it declares `weft::body("body", "…")`, says in
// `static void inferBody(weft::Infer&)` what each pass is given, and calls startPass() and takePass() in process().
#pragma once

#ifndef __cplusplus
#error "weft/sdk.h is C++; a plugin in C includes weft/abi.h"
#elif __cplusplus < 202002L
#error "weft/sdk.h needs C++20, for which weft_add_plugin() asks: is another standard set for the target?"
#else
#include <weft/sdk/autoencoder.h>
#include <weft/sdk/denoiser.h>
#include <weft/sdk/device.h>
#include <weft/sdk/guidance.h>
#include <weft/sdk/memory.h>
#include <weft/sdk/node.h>
#include <weft/sdk/numbers.h>
#include <weft/sdk/own.h>
#include <weft/sdk/patchable.h>
#include <weft/sdk/plugin.h>
#include <weft/sdk/random.h>
#include <weft/sdk/residency.h>
#include <weft/sdk/sequence.h>
#include <weft/sdk/solver.h>
#include <weft/sdk/text_encoder.h>
#endif
