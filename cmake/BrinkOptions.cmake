# SPDX-License-Identifier: Apache-2.0
# What a user may switch. BRINK_BUILD_X: targets; BRINK_WITH_X: dependencies; the rest: how it is compiled.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
endif()

option(BUILD_SHARED_LIBS "build libbrink as a shared library" OFF)
option(BRINK_BUILD_TESTS "build the tests (needs cmocka)" ${PROJECT_IS_TOP_LEVEL})
option(BRINK_BUILD_BENCH "build the benchmarks" OFF)
option(BRINK_BUILD_FUZZERS "build the libFuzzer targets (needs clang)" OFF)
option(BRINK_WITH_OPENMP "ask OpenMP how many threads are meant" ON)
option(BRINK_WITH_HDF5 "write records as HDF5 where the library is found (the driver only)" ON)
option(BRINK_WITH_MPI "build brink-mpi where there is an MPI" ON)
option(BRINK_WARNINGS_AS_ERRORS "stop at the first compiler warning" OFF)
set(BRINK_SANITIZE "" CACHE STRING "sanitizers: any of address, undefined, thread, separated by commas")

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# RelWithDebInfo is what people develop and test with: optimised, with debug information and with assertions
# (CMake's own default switches those off).
if(PROJECT_IS_TOP_LEVEL)
    string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELWITHDEBINFO "${CMAKE_C_FLAGS_RELWITHDEBINFO}")
endif()
