/* SPDX-License-Identifier: Apache-2.0 */
#include "page.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "output.h"

bool page_open(page_text *self)
{
    *self = (page_text){NULL, NULL, 0};
    self->out = open_memstream(&self->bytes, &self->length);
    return self->out != NULL;
}

int page_failed(const char *command) { return fail(command, BRINK_ERR_MEMORY); }

int page_print(page_text *self, const char *command)
{
    bool broken = ferror(self->out) != 0;
    broken |= fclose(self->out) != 0;
    int status =
        broken ? page_failed(command) : output_write(STDOUT_FILENO, NULL, self->bytes, self->length, command);
    free(self->bytes);
    return status;
}

int page_put(const char *command, const char *text)
{
    return output_write(STDOUT_FILENO, NULL, text, strlen(text), command);
}

int page_put_made(const char *command, brink_status made, char *text)
{
    int status = made == BRINK_OK ? page_put(command, text) : fail(command, made);
    size_t length = text ? strlen(text) : 0;
    if (status == STATUS_OK && (length == 0 || text[length - 1] != '\n')) {
        status = page_put(command, "\n");
    }
    free(text);
    return status;
}

int page_put_json(const char *command, const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_INDENT(2)) : NULL;
    if (!text) {
        return page_failed(command);
    }
    int status = page_put(command, text);
    free(text);
    return status == STATUS_OK ? page_put(command, "\n") : status;
}

json_t *page_json_text(const char *text)
{
    json_t *string = json_string(text);
    char *clean = string ? NULL : strdup(text);
    if (clean) {
        for (char *p = clean; *p; p++) {
            if ((unsigned char)*p >= 0x80) {
                *p = '?';
            }
        }
        string = json_string(clean);
        free(clean);
    }
    return string;
}

void page_flat(FILE *out, const char *text)
{
    static const char space[] = " \t\r\n";
    text += strspn(text, space);
    while (*text) {
        size_t length = strcspn(text, space);
        fprintf(out, "%.*s", (int)length, text);
        text += length;
        text += strspn(text, space);
        if (*text) {
            fputc(' ', out);
        }
    }
}
