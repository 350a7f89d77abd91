# SPDX-License-Identifier: Apache-2.0
# Finds what libbrink links, as targets brink_dep::<name>. Installed with the package: a static libbrink needs
# the same targets again in the project that uses it.

find_package(PkgConfig QUIET)

# brink_find_dependency(<name> <pkg-config module> <header> <library> <Debian package> [further libraries])
# Looks with pkg-config first, then by header and library, so that a missing or broken .pc file does no harm.
function(brink_find_dependency name module header library package)
    if(TARGET brink_dep::${name})
        return()
    endif()
    add_library(brink_dep::${name} INTERFACE IMPORTED GLOBAL)
    if(PkgConfig_FOUND)
        pkg_check_modules(BRINK_${name} QUIET IMPORTED_TARGET GLOBAL ${module})
    endif()
    if(BRINK_${name}_FOUND)
        set_target_properties(brink_dep::${name} PROPERTIES INTERFACE_LINK_LIBRARIES PkgConfig::BRINK_${name})
        set_property(GLOBAL PROPERTY BRINK_VERSION_OF_${name} "${BRINK_${name}_VERSION}")
        return()
    endif()
    find_path(BRINK_${name}_INCLUDE_DIR ${header} PATH_SUFFIXES ${library})
    find_library(BRINK_${name}_LIBRARY ${library})
    mark_as_advanced(BRINK_${name}_INCLUDE_DIR BRINK_${name}_LIBRARY)
    if(BRINK_${name}_INCLUDE_DIR AND BRINK_${name}_LIBRARY)
        set_target_properties(brink_dep::${name} PROPERTIES
            INTERFACE_INCLUDE_DIRECTORIES "${BRINK_${name}_INCLUDE_DIR}"
            INTERFACE_LINK_LIBRARIES "${BRINK_${name}_LIBRARY};${ARGN}")
        set_property(GLOBAL PROPERTY BRINK_VERSION_OF_${name} "found without pkg-config")
        return()
    endif()
    set_property(GLOBAL APPEND PROPERTY BRINK_MISSING_PACKAGES ${package})
    set_property(GLOBAL APPEND_STRING PROPERTY BRINK_MISSING_TEXT
        "  ${name}: neither pkg-config module '${module}' nor ${header} with lib${library} (Debian: ${package})\n")
endfunction()

# Threads, in the language that the project is written in: who links a static libbrink may have no C.
function(brink_find_openmp)
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    set(language C)
    if(NOT "C" IN_LIST languages)
        set(language CXX)
    endif()
    find_package(OpenMP QUIET COMPONENTS ${language})
    if(OpenMP_${language}_FOUND)
        if(NOT TARGET brink_dep::openmp)
            add_library(brink_dep::openmp INTERFACE IMPORTED GLOBAL)
            # The target itself is known only where it was found.
            get_target_property(options OpenMP::OpenMP_${language} INTERFACE_COMPILE_OPTIONS)
            get_target_property(libraries OpenMP::OpenMP_${language} INTERFACE_LINK_LIBRARIES)
            get_target_property(folders OpenMP::OpenMP_${language} INTERFACE_INCLUDE_DIRECTORIES)
            foreach(property options libraries folders)
                if(NOT ${property})
                    set(${property} "")
                endif()
            endforeach()
            set_target_properties(brink_dep::openmp PROPERTIES INTERFACE_COMPILE_OPTIONS "${options}"
                INTERFACE_LINK_LIBRARIES "${libraries}" INTERFACE_INCLUDE_DIRECTORIES "${folders}")
        endif()
        set(OpenMP_C_FLAGS "${OpenMP_${language}_FLAGS}" PARENT_SCOPE)
        set(OpenMP_C_VERSION "${OpenMP_${language}_VERSION}" PARENT_SCOPE)
    else()
        set_property(GLOBAL APPEND PROPERTY BRINK_MISSING_PACKAGES libomp-dev)
        set_property(GLOBAL APPEND_STRING PROPERTY BRINK_MISSING_TEXT
            "  OpenMP: comes with gcc; clang needs Debian's libomp-dev; or configure with -DBRINK_WITH_OPENMP=OFF\n")
    endif()
endfunction()

# All required dependencies; the list of targets in BRINK_DEPENDENCY_TARGETS. Every missing one is named at once, in
# brink_missing_message, which is empty if there is none.
macro(brink_find_dependencies)
    brink_find_dependency(gsl gsl gsl/gsl_rng.h gsl libgsl-dev gslcblas)
    set(THREADS_PREFER_PTHREAD_FLAG ON)
    find_package(Threads REQUIRED)
    brink_find_dependency(libfyaml libfyaml libfyaml.h fyaml libfyaml-dev)
    brink_find_dependency(udunits udunits udunits2.h udunits2 libudunits2-dev)
    brink_find_dependency(sleef sleef sleef.h sleef libsleef-dev)
    brink_find_dependency(jansson jansson jansson.h jansson libjansson-dev)
    set(BRINK_DEPENDENCY_TARGETS brink_dep::gsl brink_dep::libfyaml brink_dep::udunits brink_dep::sleef
        brink_dep::jansson m ${CMAKE_DL_LIBS} Threads::Threads)
    if(BRINK_WITH_OPENMP)
        brink_find_openmp()
        list(APPEND BRINK_DEPENDENCY_TARGETS brink_dep::openmp)
    endif()

    set(brink_missing_message "")
    get_property(brink_missing GLOBAL PROPERTY BRINK_MISSING_PACKAGES)
    if(brink_missing)
        get_property(brink_missing_text GLOBAL PROPERTY BRINK_MISSING_TEXT)
        list(JOIN brink_missing " " brink_missing)
        set(brink_missing_message "Brink needs packages that are not here:\n${brink_missing_text}On Debian or Ubuntu:  apt-get install ${brink_missing}\n")
    endif()
endmacro()

# The same for Brink's own build, which cannot go on without them.
macro(brink_require_dependencies)
    brink_find_dependencies()
    if(brink_missing_message)
        message(FATAL_ERROR "${brink_missing_message}(or run scripts/install-deps)")
    endif()
endmacro()
