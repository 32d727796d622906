# What joins the SDK to LibTorch: compiled into the part of each pack that links LibTorch.
add_library(weft_torch_bridge STATIC
  torch_bridge/cuda.cpp
  torch_bridge/kernel_choice.cpp
  torch_bridge/run.cpp
  torch_bridge/tensors.cpp
)
add_library(weft::torch_bridge ALIAS weft_torch_bridge)
target_link_libraries(weft_torch_bridge PUBLIC weft::sdk weft::nodes_torch)
weft_use_torch_headers(weft_torch_bridge)
