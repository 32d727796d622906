# weft_add_plugin(NAME [INSTALL] source...): one plugin as one shared library NAME.so, from C11 or C++20 sources.
#
# It sees the headers of weft::abi and weft::sdk and nothing else of Weft, exports the symbol weft_plugin_entry and
# nothing else of its own, and cannot be linked with anything left undefined. NAME is an ordinary target: further
# sources, folders of headers, definitions and libraries are given with target_sources(), target_link_libraries(), ….
#
# INSTALL: `cmake --install` puts it where a user's plugins are found (WEFT_PLUGIN_INSTALL_DIR).
#
# After linking the runner describes the plugin: NAME.weft.json beside it says what it is, so that nobody has to load it to
# list it; a plugin that the runner would refuse fails the build, with the reason. Left out where there is no runner, in a
# cross build, and with -DWEFT_DESCRIBE_PLUGINS=OFF.

set(WEFT_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/weft_plugin.map)
set(WEFT_PLUGIN_DESCRIBE ${CMAKE_CURRENT_LIST_DIR}/describe_plugin.cmake)

function(weft_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 plugin "INSTALL" "" "")
  if(NOT plugin_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "weft_add_plugin(${name}): no sources; write weft_add_plugin(${name} file.c ...)")
  endif()
  weft_check_languages(${name} ${plugin_UNPARSED_ARGUMENTS})

  add_library(${name} MODULE ${plugin_UNPARSED_ARGUMENTS})
  # Not target_link_libraries(), which would commit the author to its form with or without PRIVATE.
  set_property(TARGET ${name} APPEND PROPERTY LINK_LIBRARIES weft::sdk)
  # A plugin that says nothing of how it is built is not a slow one.
  target_compile_options(${name} PRIVATE $<$<CONFIG:>:-O2>)
  weft_plugin_properties(${name})
  if(WEFT_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${WEFT_PLUGIN_OUTPUT_DIRECTORY})
  endif()
  weft_describe_plugin(${name})
  if(plugin_INSTALL AND NOT TARGET runner)
    weft_install_plugin(${name})
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
    -Wl,-z,defs -Wl,--require-defined=weft_plugin_entry "SHELL:-Xlinker \"--version-script=${WEFT_PLUGIN_MAP}\"")
endfunction()

# CMake would say of such a source that it cannot determine the linker language.
function(weft_check_languages name)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  foreach(source IN LISTS ARGN)
    if(source MATCHES "\\.(cpp|cc|cxx|c\\+\\+|C)$" AND NOT CXX IN_LIST languages)
      message(FATAL_ERROR "weft_add_plugin(${name}): ${source} is C++, which this project does not enable; "
                          "write project(${PROJECT_NAME} LANGUAGES CXX)")
    elseif(source MATCHES "\\.c$" AND NOT C IN_LIST languages)
      message(FATAL_ERROR "weft_add_plugin(${name}): ${source} is C, which this project does not enable; "
                          "write project(${PROJECT_NAME} LANGUAGES C)")
    endif()
  endforeach()
endfunction()

function(weft_describe_plugin name)
  if(TARGET runner)
    set(runner $<TARGET_FILE:runner>)
    add_dependencies(${name} runner)
  elseif(DEFINED WEFT_DESCRIBE_PLUGINS AND NOT WEFT_DESCRIBE_PLUGINS)
    return()
  elseif(CMAKE_CROSSCOMPILING)
    message(STATUS "${name}: a cross build; ${name}.weft.json, its description, is not written")
    return()
  elseif(EXISTS "${WEFT_RUNNER}")
    set(runner ${WEFT_RUNNER})
  else()
    message(STATUS "${name}: there is no ${WEFT_RUNNER}; ${name}.weft.json, its description, is not written")
    return()
  endif()
  add_custom_command(TARGET ${name} POST_BUILD VERBATIM
    COMMAND ${CMAKE_COMMAND} -DRUNNER=${runner} -DLIBRARY=$<TARGET_FILE:${name}> -P ${WEFT_PLUGIN_DESCRIBE})
endfunction()

function(weft_install_plugin name)
  if(DEFINED ENV{XDG_DATA_HOME} AND IS_ABSOLUTE "$ENV{XDG_DATA_HOME}")
    set(data $ENV{XDG_DATA_HOME})
  else()
    set(data $ENV{HOME}/.local/share)
  endif()
  set(WEFT_PLUGIN_INSTALL_DIR ${data}/weft/plugins CACHE PATH "Where weft_add_plugin(… INSTALL) installs plugins")
  # As files: what CMake changes in a target that it installs would not be what was described.
  install(FILES $<TARGET_FILE:${name}> DESTINATION ${WEFT_PLUGIN_INSTALL_DIR})
  install(FILES $<TARGET_FILE_DIR:${name}>/${name}.weft.json DESTINATION ${WEFT_PLUGIN_INSTALL_DIR} OPTIONAL)
endfunction()
