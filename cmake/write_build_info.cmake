# SPDX-License-Identifier: Apache-2.0
# Run with cmake -P at build time: writes OUTPUT from GIT, SOURCE_DIR, VERSION, COMPILER and FLAGS.

set(commit unknown)
if(GIT)
    # Only a repository whose top is this folder counts: a release unpacked inside somebody else's repository
    # must not be stamped with their commit.
    execute_process(COMMAND ${GIT} -C ${SOURCE_DIR} rev-parse --show-prefix
        OUTPUT_VARIABLE prefix RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT failed AND prefix STREQUAL "")
        execute_process(COMMAND ${GIT} -C ${SOURCE_DIR} rev-parse --short=12 HEAD
            OUTPUT_VARIABLE head RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
        if(NOT failed)
            set(commit ${head})
            execute_process(COMMAND ${GIT} -C ${SOURCE_DIR} status --porcelain --untracked-files=no
                OUTPUT_VARIABLE changes ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
            if(NOT changes STREQUAL "")
                string(APPEND commit "-dirty")
            endif()
        endif()
    endif()
endif()

string(REGEX REPLACE "([\\\"])" "\\\\\\1" FLAGS "${FLAGS}")
set(text "/* SPDX-License-Identifier: Apache-2.0 */
/* Written by the build. */
#ifndef BRINK_BUILD_INFO_H
#define BRINK_BUILD_INFO_H

#define BRINK_BUILD_VERSION \"${VERSION}\"
#define BRINK_BUILD_COMMIT \"${commit}\"
#define BRINK_BUILD_COMPILER \"${COMPILER}\"
#define BRINK_BUILD_FLAGS \"${FLAGS}\"

#endif
")

set(old "")
if(EXISTS ${OUTPUT})
    file(READ ${OUTPUT} old)
endif()
if(NOT old STREQUAL text)
    file(WRITE ${OUTPUT} "${text}")
endif()
