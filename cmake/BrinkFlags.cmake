# SPDX-License-Identifier: Apache-2.0
# How every source of the project is compiled: brink_set_flags(<target>).
#
# Results are promised byte for byte on every machine. So no contraction into fused multiply-adds, no fast-math,
# and doubles must be evaluated as doubles; a toolchain or a CFLAGS that breaks this is refused here.

include(CheckCSourceCompiles)

string(TOUPPER "${CMAKE_BUILD_TYPE}" BRINK_CONFIG)
set(BRINK_USER_FLAGS "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${BRINK_CONFIG}}")
string(REGEX REPLACE " +" " " BRINK_USER_FLAGS "${BRINK_USER_FLAGS}")
string(STRIP "${BRINK_USER_FLAGS}" BRINK_USER_FLAGS)
if(BRINK_USER_FLAGS MATCHES
   "-Ofast|-ffast-math|-funsafe-math-optimizations|-fassociative-math|-freciprocal-math|-ffinite-math-only|-fno-signed-zeros")
    message(FATAL_ERROR "The flag ${CMAKE_MATCH_0} changes sampled results: Brink does not build with it.")
endif()

if(NOT CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
    message(FATAL_ERROR "Brink builds with gcc or clang; this is ${CMAKE_C_COMPILER_ID}.")
endif()
set(CMAKE_REQUIRED_FLAGS -std=c17)
check_c_source_compiles(
    "#include <float.h>\n_Static_assert(FLT_EVAL_METHOD == 0, \"\");\nint main(void) { return 0; }"
    BRINK_DOUBLES_ARE_DOUBLES)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT BRINK_DOUBLES_ARE_DOUBLES)
    message(FATAL_ERROR "This target evaluates doubles with another precision (FLT_EVAL_METHOD is not 0), "
        "which changes sampled results. On 32-bit x86 set CFLAGS='-msse2 -mfpmath=sse'.")
endif()

# gcc 12 contracts in spite of -ffp-contract=off where it makes vectors of straight code (x86's vfmaddsub).
set(BRINK_FLOAT_FLAGS -ffp-contract=off -fno-fast-math -fno-tree-slp-vectorize)
set(BRINK_WARNING_FLAGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wvla
    -Wno-format-zero-length) # clang: adding no text is fine
set(BRINK_WARNING_FLAGS_C -Wstrict-prototypes -Wmissing-prototypes)
if(NOT BRINK_WITH_OPENMP)
    list(APPEND BRINK_WARNING_FLAGS -Wno-unknown-pragmas)
endif()

# Hardening, where the compiler and the linker know it; the distribution's own flags come before. Sampled numbers do
# not depend on it.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)
set(BRINK_HARDENING_FLAGS "")
set(BRINK_HARDENING_LINK_FLAGS "")
if(NOT BRINK_SANITIZE AND NOT BRINK_BUILD_FUZZERS)
    foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
        string(MAKE_C_IDENTIFIER "BRINK_HAS${flag}" has)
        check_c_compiler_flag(${flag} ${has})
        if(${has})
            list(APPEND BRINK_HARDENING_FLAGS ${flag})
        endif()
    endforeach()
    if(NOT BRINK_USER_FLAGS MATCHES "_FORTIFY_SOURCE")
        list(APPEND BRINK_HARDENING_FLAGS -U_FORTIFY_SOURCE $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
    endif()
    foreach(flag -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
        string(MAKE_C_IDENTIFIER "BRINK_HAS${flag}" has)
        check_linker_flag(C ${flag} ${has})
        if(${has})
            list(APPEND BRINK_HARDENING_LINK_FLAGS ${flag})
        endif()
    endforeach()
endif()

set(BRINK_SANITIZE_FLAGS "")
if(BRINK_SANITIZE)
    string(REPLACE ";" "," brink_sanitizers "${BRINK_SANITIZE}")
    if(NOT brink_sanitizers MATCHES "^(address|undefined|thread)(,(address|undefined|thread))*$")
        message(FATAL_ERROR "BRINK_SANITIZE='${BRINK_SANITIZE}': expected address, undefined or thread, "
            "or several of them separated by commas")
    endif()
    set(BRINK_SANITIZE_FLAGS -fsanitize=${brink_sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        # The checks that are added hide from gcc that words were set; its manual says so of this warning.
        list(APPEND BRINK_SANITIZE_FLAGS -Wno-maybe-uninitialized)
        # Generated code is checked too. (Not with clang: the modules' compiler, cc, would bring another runtime.)
        set_property(SOURCE ${PROJECT_SOURCE_DIR}/lib/native/compiler.c
            APPEND PROPERTY COMPILE_DEFINITIONS BRINK_I_SANITIZE="${brink_sanitizers}")
    endif()
endif()

set(BRINK_FUZZ_FLAGS "")
if(BRINK_BUILD_FUZZERS)
    if(NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "BRINK_BUILD_FUZZERS needs clang (cmake --preset fuzz); this is ${CMAKE_C_COMPILER_ID}.")
    endif()
    set(BRINK_FUZZ_FLAGS -fsanitize=fuzzer-no-link)
endif()

function(brink_set_flags target)
    set_target_properties(${target} PROPERTIES C_STANDARD 17 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
        CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    target_compile_definitions(${target} PRIVATE _POSIX_C_SOURCE=200809L)
    target_compile_options(${target} PRIVATE ${BRINK_FLOAT_FLAGS} ${BRINK_WARNING_FLAGS}
        $<$<COMPILE_LANGUAGE:C>:${BRINK_WARNING_FLAGS_C}>
        $<$<BOOL:${BRINK_WARNINGS_AS_ERRORS}>:-Werror>
        ${BRINK_HARDENING_FLAGS} ${BRINK_SANITIZE_FLAGS} ${BRINK_FUZZ_FLAGS})
    target_link_options(${target} PRIVATE ${BRINK_HARDENING_LINK_FLAGS} ${BRINK_SANITIZE_FLAGS})
endfunction()
