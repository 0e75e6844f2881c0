# potok_library(NAME SOURCES ... LINKS ...): one room of the house, included from the root.
function(potok_library name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    if(ROOM_SOURCES)
        add_library(${name} STATIC ${ROOM_SOURCES})
        target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
        target_link_libraries(${name} PUBLIC ${ROOM_LINKS} PRIVATE ${ROOM_PRIVATE_LINKS})
    else()
        add_library(${name} INTERFACE)
        target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
        target_link_libraries(${name} INTERFACE ${ROOM_LINKS})
    endif()
endfunction()

# potok_program(NAME SOURCES ... LINKS ...): an executable that users run, in build/<preset>/bin.
function(potok_program name)
    cmake_parse_arguments(PROGRAM "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${PROGRAM_SOURCES})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${PROGRAM_LINKS})
    if(POTOK_MIMALLOC)
        # The last word on malloc: linked whole, or the linker drops what nobody names.
        find_library(POTOK_MIMALLOC_LIBRARY mimalloc REQUIRED)
        target_link_options(${name} PRIVATE -Wl,--push-state,--no-as-needed
            ${POTOK_MIMALLOC_LIBRARY} -Wl,--pop-state)
    endif()
endfunction()

# GCC takes twice as long to optimise a test under its sanitizers as to compile it, and the tests are
# no faster for it: only what they test is optimised.
if(POTOK_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(POTOK_TEST_OPTIONS -O0)
endif()

# potok_test(NAME SOURCES ... LINKS ...): a GoogleTest program that tests/run_suites.sh finds in bin/tests.
function(potok_test name)
    cmake_parse_arguments(TEST "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${TEST_SOURCES})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${TEST_LINKS} potok_gtest)
    target_precompile_headers(${name} REUSE_FROM potok_gtest_pch)
    target_compile_options(${name} PRIVATE ${POTOK_TEST_OPTIONS})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/tests)
    target_compile_definitions(${name} PRIVATE POTOK_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
        POTOK_BINARY_DIR="${CMAKE_BINARY_DIR}")
endfunction()
