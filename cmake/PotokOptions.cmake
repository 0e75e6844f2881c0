# Compiler settings that hold for every target of the tree.
option(POTOK_TESTS "Build the test programs and the examples" OFF)
option(POTOK_BENCHMARKS "Build the benchmarks (needs google-benchmark and Boost)" OFF)
option(POTOK_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
option(POTOK_MIMALLOC "Link the programs with mimalloc" ON)
set(POTOK_SANITIZE "" CACHE STRING "Sanitizers: address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wnull-dereference
    -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 warns falsely inside libstdc++ at -O2 (PR 105562, PR 105329, PR 107852).
    add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-null-dereference
        -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread
        -Wno-use-after-free)
endif()

if(POTOK_SANITIZE)
    add_compile_options(-fsanitize=${POTOK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${POTOK_SANITIZE})
    if(POTOK_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-Wno-tsan)
    endif()
    set(POTOK_MIMALLOC OFF)  # a sanitizer brings its own allocator
endif()
