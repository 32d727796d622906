# weft_add_plugin(NAME source...): one plugin as one shared library NAME.so, from C11 or C++20 sources.
#
# It sees the headers of weft::abi and weft::sdk and nothing else of Weft, exports the symbol weft_plugin_entry and
# nothing else of its own, and cannot be linked with anything left undefined.

set(WEFT_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/weft_plugin.map)

function(weft_add_plugin name)
  if(NOT ARGN)
    message(FATAL_ERROR "weft_add_plugin(${name}): no sources; write weft_add_plugin(${name} file.c ...)")
  endif()
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE weft::sdk)
  weft_plugin_properties(${name})
  if(WEFT_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${WEFT_PLUGIN_OUTPUT_DIRECTORY})
  endif()
endfunction()

# What every library that the host loads has in common.
function(weft_plugin_properties target)
  set_target_properties(${target} PROPERTIES
    PREFIX "" SUFFIX .so
    C_STANDARD 11 C_STANDARD_REQUIRED ON C_VISIBILITY_PRESET hidden
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${WEFT_PLUGIN_MAP})
  target_link_options(${target} PRIVATE
    -Wl,-z,defs -Wl,--require-defined=weft_plugin_entry -Wl,--version-script=${WEFT_PLUGIN_MAP})
endfunction()
