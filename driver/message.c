/* SPDX-License-Identifier: Apache-2.0 */
#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "exit_status.h"
#include "shell.h"

static void say(const char *format, va_list arguments)
{
    char room[512], *text = room;
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(room, sizeof room, format, arguments);
    if (length >= (int)sizeof room && (text = malloc((size_t)length + 1)) != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    shell_print_plain(stderr, text ? text : room); /* names may hold anything */
    fputc('\n', stderr);
    if (text != room) {
        free(text);
    }
}

void complain(const char *command, const char *format, ...)
{
    fprintf(stderr, "%s%s%s: ", program_name, command ? " " : "", command ? command : "");
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void remark(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

int fail(const char *command, brink_status status)
{
    complain(command, "%s", brink_status_text(status));
    switch (status) {
    case BRINK_OK:
        return STATUS_OK;
    case BRINK_ERR_ARGUMENT:
    case BRINK_ERR_INVALID:
    case BRINK_ERR_NOT_FOUND:
        return STATUS_USAGE;
    case BRINK_ERR_IO:
        return STATUS_IO;
    case BRINK_ERR_FAULT:
        return STATUS_FAULT;
    case BRINK_ERR_MEMORY:
    case BRINK_ERR_CANCELLED:
    case BRINK_ERR_INTERNAL:
        break;
    }
    return STATUS_INTERNAL;
}
