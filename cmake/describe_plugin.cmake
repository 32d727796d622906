# cmake -DRUNNER=… -DLIBRARY=NAME.so -P describe_plugin.cmake: writes NAME.weft.json, what the runner says of the plugin.
#
# A plugin that the runner refuses is taken away again: left lying, the next build would think that all is well.

string(REGEX REPLACE "\\.so$" ".weft.json" description "${LIBRARY}")
execute_process(COMMAND ${RUNNER} plugins --describe ${LIBRARY}
  OUTPUT_FILE ${description}.part ERROR_VARIABLE reason RESULT_VARIABLE status)
if(status EQUAL 0)
  file(RENAME ${description}.part ${description})
  return()
endif()

file(REMOVE ${description}.part ${description} ${LIBRARY})
string(STRIP "${reason}" reason)
if(NOT reason)
  set(reason "${RUNNER} ended with ${status}")
endif()
string(REPLACE "\n" "\n  " reason "${reason}")
# Lines that begin with a space are printed as they are, not broken anew.
message(FATAL_ERROR "\n  The runner refuses this plugin:\n  ${reason}\n"
  "  -DWEFT_DESCRIBE_PLUGINS=OFF at configuring builds it all the same.\n")
