/* SPDX-License-Identifier: Apache-2.0 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"

const char *const engine_names[] = {"auto", "kernel", "code", "oracle", NULL};

static const brink_engine engines[] = {BRINK_ENGINE_AUTO, BRINK_ENGINE_KERNEL, BRINK_ENGINE_CODE,
                                       BRINK_ENGINE_ORACLE};

bool engine_settle(const char *command, int position, brink_engine *engine)
{
    const char *named = getenv("BRINK_ENGINE");
    if (position == ENGINE_UNSET) {
        position = 0;
        while (named && *named && engine_names[position] && strcmp(engine_names[position], named) != 0) {
            position++;
        }
        if (!engine_names[position]) {
            complain(command, "BRINK_ENGINE names no engine: '%s'; there are " ENGINE_SYNTAX, named);
            return false;
        }
    }
    *engine = engines[position];
    return true;
}

void engine_complain(const char *command)
{
    complain(command, "no code could be compiled for this scenario: it takes a C compiler ('cc', or what "
                      "BRINK_CC names) and a folder "
                      "for its files that others cannot write to (BRINK_CACHE_DIR, a whole path; else "
                      "'brink' in XDG_CACHE_HOME or ~/.cache; a .log "
                      "there may say more). "
                      "Without --engine code the kernel does the work, with the same result");
}

/* What it takes to have code. */
static const char needs[] =
    "it takes a C compiler ('cc', or what BRINK_CC names) and a folder that others cannot write to "
    "(BRINK_CACHE_DIR, or 'brink' in XDG_CACHE_HOME or ~/.cache), or code that 'brink compile' made ahead, "
    "in a "
    "folder that BRINK_SITE_CACHE names ('brink version' says what is looked at)";

bool engine_lacks_code(const brink_provenance *made)
{
    return strstr(made->engine, "no code could be compiled") != NULL;
}

void engine_remark(const char *command, const brink_provenance *made)
{
    if (engine_lacks_code(made)) {
        complain(command, "no code could be compiled for this scenario, so this took longer than it need: %s",
                 needs);
    }
}

void engine_remark_ranks(const char *command, int lacking, int ranks)
{
    if (lacking > 0) {
        complain(command,
                 "%d of %d ranks could not have code compiled for this scenario, so this took longer than it "
                 "need: %s",
                 lacking, ranks, needs);
    }
}
