#pragma once

#include <weft/sdk/parameter.h>

namespace weft::denoisers {

// Of nodes that name a prediction; the ids are those of diffusion::nameOf().
inline constexpr auto predictionTypes =
    choices(choice("sample", "x0, the sample itself."), choice("epsilon", "z, the noise (Ho et al., 2020)."),
            choice("v_prediction",
                   "v = (a z - b x0) / sqrt(a^2 + b^2) (Salimans & Ho, Progressive Distillation for Fast Sampling of "
                   "Diffusion Models, 2022)."),
            choice("flow_prediction", "z - x0, the velocity of a rectified flow (Liu et al., 2022)."),
            choice("score", "-z / b, the gradient of log p(x_t) in x_t (Song et al., 2021)."));

}  // namespace weft::denoisers
