/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "exit_status.h"
#include "manual.h"
#include "message.h"
#include "number.h"
#include "suggest.h"

static int usage_error(const manual *page)
{
    remark("See '%s %s --help'.", program_name, page->name);
    return STATUS_USAGE;
}

static option *find_long(const manual *page, const char *name, size_t length)
{
    for (size_t i = 0; i < page->n_options; i++) {
        option *o = &page->options[i];
        if (strlen(o->name) == length && memcmp(o->name, name, length) == 0) {
            return o;
        }
    }
    return NULL;
}

static option *find_letter(const manual *page, char letter)
{
    for (size_t i = 0; i < page->n_options; i++) {
        if (page->options[i].letter == letter) {
            return &page->options[i];
        }
    }
    return NULL;
}

static int unknown_option(const manual *page, const char *argument)
{
    char name[64] = "";
    const char *bare = argument + strspn(argument, "-");
    size_t length = strcspn(bare, "=");
    complain(page->name, "unknown option '%.*s'", (int)((size_t)(bare - argument) + length), argument);
    if (length < sizeof name) {
        memcpy(name, bare, length);
        nearest_name nearest = nearest_start(name);
        for (size_t i = 0; i < page->n_options; i++) {
            nearest_offer(&nearest, page->options[i].name);
        }
        nearest_offer(&nearest, "help");
        if (nearest.best) {
            remark("Did you mean '--%s'?", nearest.best);
        }
    }
    return usage_error(page);
}

/* A choice's value: an index of its words, or -1 after a complaint. */
static int read_word(const manual *page, const option *o, const char *value)
{
    nearest_name nearest = nearest_start(value);
    for (int i = 0; o->words[i]; i++) {
        if (strcmp(o->words[i], value) == 0) {
            return i;
        }
        nearest_offer(&nearest, o->words[i]);
    }
    complain(page->name, "--%s '%s': expected %s%s%s%s", o->name, value, o->value,
             nearest.best ? "; did you mean '" : "", nearest.best ? nearest.best : "",
             nearest.best ? "'?" : "");
    return -1;
}

/* Stores a value; an exit status. `room` is enough for a list of all arguments. */
static int store(const manual *page, option *o, const char *value, size_t room)
{
    if (o->given && o->kind != OPTION_LIST && o->kind != OPTION_FLAG) {
        complain(page->name, "--%s is given twice", o->name);
        return usage_error(page);
    }
    o->given = true;
    const char *wrong = NULL;
    switch (o->kind) {
    case OPTION_FLAG:
        *(bool *)o->target = true;
        break;
    case OPTION_TEXT:
        *(const char **)o->target = value;
        wrong = *value ? NULL : "is empty";
        break;
    case OPTION_LIST: {
        option_list *list = o->target;
        list->items = list->items ? list->items : calloc(room, sizeof *list->items);
        if (!list->items) {
            return fail(page->name, BRINK_ERR_MEMORY);
        }
        list->items[list->n++] = value;
        break;
    }
    case OPTION_COUNT:
        wrong = number_read_count(value, o->target);
        if (!wrong && *(uint64_t *)o->target < o->least) {
            complain(page->name, "--%s '%s' is too small (at least %llu)", o->name, value,
                     (unsigned long long)o->least);
            return usage_error(page);
        }
        break;
    case OPTION_DIGITS:
        wrong = number_read_digits(value, o->target);
        break;
    case OPTION_SHARE:
        wrong = number_read_share(value, o->target);
        break;
    case OPTION_CHOICE: {
        int word = read_word(page, o, value);
        if (word < 0) {
            return usage_error(page);
        }
        *(int *)o->target = word;
        break;
    }
    }
    if (wrong) {
        complain(page->name, "--%s '%s' %s", o->name, value, wrong);
        return usage_error(page);
    }
    return STATUS_OK;
}

/* One argument that starts with a hyphen; `next` is the argument after it. Says in *took_next whether it was
 * its value. */
static int parse_option(const manual *page, const char *argument, const char *next, size_t room,
                        bool *took_next)
{
    const bool is_long = argument[1] == '-';
    const char *equals = is_long ? strchr(argument, '=') : NULL;
    const char *value = equals ? equals + 1 : NULL;
    option *o = is_long ? find_long(page, argument + 2,
                                    equals ? (size_t)(equals - argument - 2) : strlen(argument + 2))
                        : find_letter(page, argument[1]);
    if (o && !is_long && argument[2]) {
        /* -j4; flags are not bundled */
        value = argument + 2;
    }
    if (!o || (!is_long && value && o->kind == OPTION_FLAG)) {
        return unknown_option(page, argument);
    }
    if (o->kind == OPTION_FLAG && value) {
        complain(page->name, "--%s takes no value", o->name);
        return usage_error(page);
    }
    if (o->kind != OPTION_FLAG && !value) {
        if (!next) {
            complain(page->name, "--%s needs a value: --%s %s", o->name, o->name, o->value);
            return usage_error(page);
        }
        value = next;
        *took_next = true;
    }
    return store(page, o, value, room);
}

static int check_count(const manual *page, int count, char **argv)
{
    if (count > page->most) {
        complain(page->name, "unexpected argument '%s'", argv[page->most]);
        const option *set = find_long(page, "set", 3);
        if (set && set->given) {
            remark("A value with spaces must be quoted: --set 'overland=0.4 Mbbl per day'");
        }
        return usage_error(page);
    }
    if (count < page->fewest) {
        complain(page->name, "%s is missing", page->argument);
        return usage_error(page);
    }
    return STATUS_OK;
}

bool options_parse(const manual *page, int argc, char **argv, int *count, int *status)
{
    bool only_arguments = false;
    /* Help wins over everything else that is wrong with a line. */
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            *status = manual_print(page);
            return false;
        }
    }
    int n = 0;
    *status = STATUS_OK;
    for (int i = 1; i < argc && *status == STATUS_OK; i++) {
        char *argument = argv[i];
        if (only_arguments || argument[0] != '-' || argument[1] == '\0') {
            argv[n++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            only_arguments = true;
        } else {
            bool took_next = false;
            *status =
                parse_option(page, argument, i + 1 < argc ? argv[i + 1] : NULL, (size_t)argc, &took_next);
            i += took_next;
        }
    }
    if (*status == STATUS_OK) {
        *status = check_count(page, n, argv);
    }
    *count = n;
    return *status == STATUS_OK;
}

void option_list_free(option_list *list)
{
    free((void *)list->items);
    list->items = NULL;
    list->n = 0;
}
