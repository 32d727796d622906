// The formulas of guidance rules on plain tensors [N, ...]: each of the N samples for itself, in double, answered in
// the type of the first tensor. c is the estimate with the condition, u the one without, of any kind of prediction.
// Failure where shapes differ. Any thread.
#pragma once

#include "sampling/arithmetic.h"

namespace weft::guidance {

// Lin et al. 2023, equations 15 and 16: guided * (share * deviation(c) / deviation(guided) + 1 - share).
Tensor rescaled(const Tensor& guided, const Tensor& c, double share);

// Saharia et al. 2022, section 2.3: s = the `ratio` quantile of |x0|, but 1 <= s <= maximum; clip(x0, -s, s) / s.
Tensor dynamicallyThresholded(const Tensor& x0, double ratio, double maximum);
Tensor clipped(const Tensor& x0, double range);  // to -range .. range

// Fan et al. 2025, equation 7: u <c, u> / (|u|^2 + 1e-8).
Tensor optimallyScaled(const Tensor& c, const Tensor& u);

// Kwon et al. 2025: u without its part across the first right singular vector of (c, u).
Tensor tangentiallyDamped(const Tensor& c, const Tensor& u);

// Sadat et al. 2024, algorithm 1: `difference` (c - u, with momentum) made no longer than `threshold` (0: as it is),
// its part along c times eta.
Tensor projected(const Tensor& difference, const Tensor& c, double eta, double threshold);

// Armandpour et al. 2023: with p = c - u and m = n - u, p - negScale (m - p <m, p> / |p|^2).
Tensor perpendicularDirection(const Tensor& c, const Tensor& n, const Tensor& u, double negScale);

// At each place of [N, C, ...]: guided, its channels made no longer than those of c; times strength.
Tensor channelsLimited(const Tensor& guided, const Tensor& c, double strength);
// guided, made no longer than factor |c|.
Tensor lengthLimited(const Tensor& guided, const Tensor& c, double factor);

// `guided` and w c, mixed by how much (guided + w c) / 2 resembles w u: with the mean over all places of the cosine
// between their signed roots, over the channels of [N, C, ...], s = (1 + cosine) / 2: s guided + (1 - s) w c.
Tensor mahiro(const Tensor& guided, const Tensor& c, const Tensor& u, double w);

// u + (1 + (w - 1) exp(-alpha |c - u| / |u|)) (c - u); the original formulation is c + w exp(...) (c - u).
Tensor magnitudeAware(const Tensor& c, const Tensor& u, double w, double alpha, bool original);

}  // namespace weft::guidance
