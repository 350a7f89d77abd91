/* SPDX-License-Identifier: Apache-2.0 */
#include "brink/status.h"

const char *brink_status_text(brink_status status)
{
    switch (status) {
#define BRINK_STATUS_ENTRY(name, value, text) \
    case BRINK_##name:                        \
        return text " (BRINK_" #name ")";
        BRINK_STATUS_LIST(BRINK_STATUS_ENTRY)
#undef BRINK_STATUS_ENTRY
    }
    return "unknown status";
}
