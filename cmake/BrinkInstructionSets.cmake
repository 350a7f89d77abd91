# The scalar body is compiled once for each instruction set (lib/engine/scalar_*.c); which one runs is chosen at run time.
# Everything else is compiled for the baseline of the target, so that the library runs on any of its machines.

function(brink_instruction_sets target)
  set(scalar lib/engine/scalar_)
  set(portable ${scalar}portable.c ${scalar}compiled_portable.c)
  set(avx2 ${scalar}avx2.c ${scalar}compiled_avx2.c)
  set(avx512 ${scalar}avx512.c ${scalar}compiled_avx512.c)
  # Its words are wider than the baseline's registers; they never cross a function that is not inlined.
  set_property(SOURCE ${portable} ${avx2} ${avx512}
               APPEND PROPERTY COMPILE_OPTIONS -Wno-psabi)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set_source_files_properties(${avx2} ${avx512} PROPERTIES HEADER_FILE_ONLY ON)
    return()
  endif()
  # No FMA: it is not asked for here, and -ffp-contract=off forbids it everywhere.
  set_property(SOURCE ${avx2} APPEND PROPERTY COMPILE_OPTIONS -mavx2)
  set_property(SOURCE ${avx512} APPEND PROPERTY COMPILE_OPTIONS
               -mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512)
  set_property(SOURCE lib/engine/kernel.c lib/engine/scalar.c APPEND PROPERTY COMPILE_DEFINITIONS BRINK_I_HAVE_AVX2 BRINK_I_HAVE_AVX512)
endfunction()
