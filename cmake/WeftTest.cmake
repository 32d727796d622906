# weft_test(NAME SOURCES file... [LIBS target...] [LABELS label...] [TIMEOUT seconds])
#
# A Qt Test executable test_NAME, registered with CTest. The tests' code knows the folders as WEFT_SOURCE_DIR and
# WEFT_BUILD_DIR. LABELS slow keeps it out of the everyday run.

function(weft_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "TIMEOUT" "SOURCES;LIBS;LABELS")
  list(APPEND test_SOURCES ${test_UNPARSED_ARGUMENTS})
  if(NOT test_SOURCES)
    message(FATAL_ERROR "weft_test(${name}): no sources; write weft_test(${name} SOURCES file.cpp ...)")
  endif()
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 120)
  endif()
  if(WEFT_SANITIZE)
    math(EXPR test_TIMEOUT "${test_TIMEOUT} * 5")
  endif()
  string(REGEX REPLACE "^test_" "" name ${name})

  add_executable(test_${name} ${test_SOURCES})
  set_target_properties(test_${name} PROPERTIES
    AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/bin)
  target_compile_definitions(test_${name} PRIVATE
    WEFT_SOURCE_DIR="${PROJECT_SOURCE_DIR}" WEFT_BUILD_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(test_${name} PRIVATE ${test_LIBS} Qt6::Test)

  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;ASAN_OPTIONS=allocator_may_return_null=1;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0"
    TIMEOUT ${test_TIMEOUT} LABELS "${test_LABELS}")
endfunction()
