/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_is_capable(int descriptor)
{
    const char *term = getenv("TERM");
    return isatty(descriptor) && term && *term && strcmp(term, "dumb") != 0;
}

bool terminal_colour(int descriptor)
{
    const char *no = getenv("NO_COLOR");
    return !(no && *no) && terminal_is_capable(descriptor);
}

bool terminal_unicode(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int terminal_width(int descriptor)
{
    struct winsize size;
    return isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
