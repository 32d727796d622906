# weft_add_pack(NAME SOURCES file... [TORCH_SOURCES file...] [VULKAN_SOURCES file...] [LIBS target...]
#   [TORCH_LIBS target...])
#
# A built-in pack, loaded by the host like anybody's plugin. SOURCES make lib/weft/NAME.so: descriptors and whatever
# runs without LibTorch. TORCH_SOURCES make lib/weft/torch/NAME.so with the same entry symbol; it links LibTorch and is
# loaded with the first node that needs it. VULKAN_SOURCES make lib/weft/vulkan/NAME.so, the same for Vulkan.

function(weft_add_pack name)
  cmake_parse_arguments(PARSE_ARGV 1 pack "" "" "SOURCES;TORCH_SOURCES;VULKAN_SOURCES;LIBS;TORCH_LIBS")
  if(pack_UNPARSED_ARGUMENTS OR NOT pack_SOURCES)
    message(FATAL_ERROR "weft_add_pack(${name}): wants SOURCES file... [TORCH_SOURCES file...], got: ${ARGN}")
  endif()

  set(target weft_pack_${name})
  add_library(${target} MODULE ${pack_SOURCES})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE weft::sdk weft::base weft::nodes_plain ${pack_LIBS})
  weft_plugin_properties(${target})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${WEFT_PACK_OUTPUT_DIRECTORY} INSTALL_RPATH "")
  install(TARGETS ${target} LIBRARY DESTINATION lib/weft)
  set_property(GLOBAL APPEND PROPERTY WEFT_PACKS ${target})

  if(pack_VULKAN_SOURCES)
    add_library(${target}_vulkan MODULE ${pack_VULKAN_SOURCES})
    target_include_directories(${target}_vulkan PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${target}_vulkan PRIVATE weft::sdk weft::base weft::nodes_vulkan ${pack_LIBS})
    weft_plugin_properties(${target}_vulkan)
    set_target_properties(${target}_vulkan PROPERTIES
      OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${WEFT_PACK_OUTPUT_DIRECTORY}/vulkan INSTALL_RPATH "$ORIGIN")
    install(TARGETS ${target}_vulkan LIBRARY DESTINATION lib/weft/vulkan)
    set_property(GLOBAL APPEND PROPERTY WEFT_PACKS ${target}_vulkan)
  endif()

  if(pack_TORCH_SOURCES AND WEFT_WITH_TORCH)
    add_library(${target}_torch MODULE ${pack_TORCH_SOURCES})
    target_include_directories(${target}_torch PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${target}_torch PRIVATE weft::sdk weft::base weft::nodes_plain weft::nodes_torch ${pack_LIBS}
      ${pack_TORCH_LIBS})
    weft_use_torch_headers(${target}_torch)
    weft_plugin_properties(${target}_torch)
    set_target_properties(${target}_torch PROPERTIES
      OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${WEFT_PACK_OUTPUT_DIRECTORY}/torch
      INSTALL_RPATH "$ORIGIN;${WEFT_LIBTORCH_HOME}/lib")
    install(TARGETS ${target}_torch LIBRARY DESTINATION lib/weft/torch)
    set_property(GLOBAL APPEND PROPERTY WEFT_PACKS ${target}_torch)
  endif()
endfunction()
