/* Pictures to latents and back. */
#ifndef WEFT_ABI_AUTOENCODER_H
#define WEFT_ABI_AUTOENCODER_H

#include "../value.h"

typedef struct weft_autoencoder_info {
  uint32_t struct_size;
  uint32_t factor;          /* pixels per latent cell, along each side */
  uint32_t channels;        /* of the latent */
  uint32_t tile_overlap;    /* latent cells that a tile must overlap its neighbour by for no visible seam */
  const char* latent_space; /* lives as long as the object */
} weft_autoencoder_info;

#define WEFT_AUTOENCODER "weft.autoencoder/0"
/* Latents at this interface are standardised: what a denoiser of the same space works on. Scale and shift are the
 * autoencoder's own affair. */
typedef struct weft_autoencoder {
  uint32_t struct_size;
  weft_status(WEFT_CALL* describe)(void* self, weft_autoencoder_info* info); /* [any thread] caller sets struct_size */
  /* [object] image [N,3,H,W] 0..1, H and W multiples of factor -> latent [N,channels,H/factor,W/factor] (the mean). */
  weft_status(WEFT_CALL* encode)(void* self, const weft_value* image, const weft_progress* progress,
                                 const weft_value** latent);
  /* [object] the other way; values are clamped to 0..1. In both, tensors are float32, what comes out is a
   * new reference, and progress may be NULL. */
  weft_status(WEFT_CALL* decode)(void* self, const weft_value* latent, const weft_progress* progress,
                                 const weft_value** image);
} weft_autoencoder;

#endif
