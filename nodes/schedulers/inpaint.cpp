#include "inpaint.h"

#include "sampling/latents/inpaint_denoiser.h"
#include "sampling/latents/latent_mask.h"
#include "sampling/parts.h"

namespace weft::schedulers {

void Inpaint::process(Call& call) {
  const DenoiserRef inner = call[denoiser];
  const auto info = inner.info();
  const Tensor drawn = sampling::checkedLatent(call[noise], "the noise", info);
  const Tensor picture = sampling::fittedTo(drawn, sampling::checkedLatent(call[latent], "the latent", info));
  auto shares = sampling::latentMask(call[mask], drawn.shape());
  call.set(inpainting,
           sampling::inpaintDenoiser(inner, std::make_shared<const sampling::Inpainting>(
                                                sampling::Inpainting{picture, drawn, std::move(shares), false, {}})));
}

}  // namespace weft::schedulers
