# Guidance: what becomes of a denoiser's estimates. Needs the SDK, and no LibTorch.
add_library(weft_guidance STATIC
  guidance/blur.cpp
  guidance/classifier.cpp
  guidance/composition.cpp
  guidance/conditioning.cpp
  guidance/formulas.cpp
  guidance/guided.cpp
  guidance/prediction.cpp
  guidance/regions.cpp
  guidance/request.cpp
  guidance/rules.cpp
  guidance/schedule.cpp
  guidance/score.cpp
  guidance/self_attention.cpp
  guidance/switched.cpp
)
add_library(weft::guidance ALIAS weft_guidance)
target_link_libraries(weft_guidance PUBLIC weft::sampling)
# The same bytes on every processor: no fused multiply-add.
target_compile_options(weft_guidance PRIVATE -ffp-contract=off)
