/* SPDX-License-Identifier: Apache-2.0 */
/* The one name space of parameters, levers, stocks, machines, definitions and tables; definitions are
 * resolved when they are first used, so that their order does not matter. */
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "model/build.h"
#include "random/distribution.h"

enum { MOST_NESTED = 64 };

static const char *const KEYWORDS[] = {"if", "in", "and", "or", "not", "per", "true", "false"};

bool brink_i_build_is_name(const char *text)
{
    if (!((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || *text == '_')) {
        return false;
    }
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0';
}

static bool among(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool brink_i_build_is_keyword(const char *text)
{
    return among(text, KEYWORDS, sizeof KEYWORDS / sizeof *KEYWORDS);
}

const char *brink_i_build_kind(brink_i_symbol_kind kind, bool lever)
{
    switch (kind) {
    case BRINK_I_SYMBOL_PARAM:
        return lever ? "a lever" : "a parameter";
    case BRINK_I_SYMBOL_STOCK:
        return "a stock";
    case BRINK_I_SYMBOL_MACHINE:
        return "a machine";
    case BRINK_I_SYMBOL_DEFINE:
        return "a definition";
    case BRINK_I_SYMBOL_TABLE:
        return "a table";
    }
    return "a name";
}

static size_t bucket(const char *name)
{
    uint64_t hash = 14695981039346656037U; /* FNV-1a */
    for (; *name; name++) {
        hash = (hash ^ (unsigned char)*name) * 1099511628211U;
    }
    return (size_t)((hash ^ (hash >> 32)) % BRINK_I_BUCKETS);
}

brink_i_entry *brink_i_build_lookup(const brink_i_build *build, const char *name)
{
    brink_i_entry *entry = build->buckets[bucket(name)];
    while (entry && strcmp(entry->symbol.name, name) != 0) {
        entry = entry->next;
    }
    return entry;
}

static bool is_lever(const brink_i_build *build, const brink_i_entry *entry)
{
    return entry->symbol.kind == BRINK_I_SYMBOL_PARAM &&
           BRINK_I_DECLARED(build, parameters, brink_parameter_declaration)[entry->symbol.index].lever;
}

static bool good_form(brink_i_build *build, const char *what, brink_source_text name)
{
    if (name.text && brink_i_build_is_name(name.text)) {
        return true;
    }
    brink_i_build_error(build, "bad-name", name,
                        "a name is made of letters, digits and _, and does not begin with a digit",
                        "'%s' cannot be the name of %s", name.text ? name.text : "", what);
    return false;
}

/* Makes the entry of a declaration and, if its name is good and free, puts it where it is found. */
static brink_i_entry *add(brink_i_build *build, brink_i_symbol_kind kind, brink_source_text name,
                          size_t index, bool lever)
{
    brink_i_entry *entry = BRINK_I_BUILD_ARRAY(build, brink_i_entry, 1);
    char *own = brink_i_build_keep(build, name.text ? name.text : "");
    if (!entry || !own) {
        return NULL;
    }
    const char *what = brink_i_build_kind(kind, lever);
    entry->symbol = (brink_i_symbol){.kind = kind, .name = own, .index = (int)index, .unit = build->one};
    entry->where = name.where;
    if (!good_form(build, what, name)) {
        return entry;
    }
    if (brink_i_expr_is_reserved(own)) {
        brink_i_build_error(build, "reserved-name", name, "choose another name",
                            "'%s' has a meaning of its own in expressions", own);
        return entry;
    }
    const brink_i_entry *other = brink_i_build_lookup(build, own);
    if (other) {
        brink_i_build_error(build, "duplicate-name", name, brink_i_build_first_at(build, other->where),
                            "'%s' is already the name of %s", own,
                            brink_i_build_kind(other->symbol.kind, is_lever(build, other)));
        return entry;
    }
    entry->next = build->buckets[bucket(own)];
    build->buckets[bucket(own)] = entry;
    build->names[build->n_names++] = own;
    return entry;
}

static bool register_parameters(brink_i_build *build)
{
    const brink_parameter_declaration *declared =
        BRINK_I_DECLARED(build, parameters, brink_parameter_declaration);
    for (size_t i = 0; i < build->from->parameters.n; i++) {
        brink_i_entry *entry = add(build, BRINK_I_SYMBOL_PARAM, declared[i].name, i, declared[i].lever);
        if (!entry) {
            return false;
        }
        entry->symbol.unit = brink_i_build_unit(build, declared[i].unit, entry->symbol.name, build->one,
                                                &entry->symbol.broken);
        build->params[i] = entry;
        build->model->params[i].name = entry->symbol.name;
        build->model->params[i].unit = entry->symbol.unit;
    }
    return true;
}

static bool register_stocks(brink_i_build *build)
{
    const brink_stock_declaration *declared = BRINK_I_DECLARED(build, stocks, brink_stock_declaration);
    for (size_t i = 0; i < build->from->stocks.n; i++) {
        brink_i_entry *entry = add(build, BRINK_I_SYMBOL_STOCK, declared[i].name, i, false);
        if (!entry) {
            return false;
        }
        entry->symbol.unit = brink_i_build_unit(build, declared[i].unit, entry->symbol.name, build->one,
                                                &entry->symbol.broken);
        entry->symbol.decays = declared[i].decay.text != NULL;
        entry->symbol.moves = declared[i].flow.text || declared[i].decay.text;
        build->stocks[i] = entry;
        build->model->stocks[i].name = entry->symbol.name;
        build->model->stocks[i].unit = entry->symbol.unit;
        build->model->stocks[i].moves = entry->symbol.moves;
        build->model->stocks[i].decays = entry->symbol.decays;
    }
    return true;
}

static bool register_rest(brink_i_build *build)
{
    const brink_machine_declaration *machines = BRINK_I_DECLARED(build, machines, brink_machine_declaration);
    for (size_t i = 0; i < build->from->machines.n; i++) {
        if (!(build->machines[i] = add(build, BRINK_I_SYMBOL_MACHINE, machines[i].name, i, false))) {
            return false;
        }
        build->model->machines[i].name = build->machines[i]->symbol.name;
    }
    const brink_table_declaration *tables = BRINK_I_DECLARED(build, tables, brink_table_declaration);
    for (size_t i = 0; i < build->from->tables.n; i++) {
        if (!(build->tables[i] = add(build, BRINK_I_SYMBOL_TABLE, tables[i].name, i, false))) {
            return false;
        }
        build->model->tables[i].name = build->tables[i]->symbol.name;
    }
    const brink_define_declaration *defines = BRINK_I_DECLARED(build, defines, brink_define_declaration);
    const char **names = BRINK_I_BUILD_ARRAY(build, const char *, build->from->defines.n);
    for (size_t i = 0; i < build->from->defines.n; i++) {
        if (!names || !(build->defines[i] = add(build, BRINK_I_SYMBOL_DEFINE, defines[i].name, i, false))) {
            return false;
        }
        names[i] = build->defines[i]->symbol.name;
    }
    build->model->define_names = names;
    return true;
}

bool brink_i_build_register(brink_i_build *build)
{
    const brink_builder *from = build->from;
    size_t all = from->parameters.n + from->stocks.n + from->machines.n + from->tables.n + from->defines.n;
    build->names = BRINK_I_BUILD_ARRAY(build, const char *, all);
    build->params = BRINK_I_BUILD_ARRAY(build, brink_i_entry *, from->parameters.n);
    build->stocks = BRINK_I_BUILD_ARRAY(build, brink_i_entry *, from->stocks.n + (size_t)build->n_kept);
    build->machines = BRINK_I_BUILD_ARRAY(build, brink_i_entry *, from->machines.n);
    build->tables = BRINK_I_BUILD_ARRAY(build, brink_i_entry *, from->tables.n);
    build->defines = BRINK_I_BUILD_ARRAY(build, brink_i_entry *, from->defines.n);
    build->path = BRINK_I_BUILD_ARRAY(build, int, MOST_NESTED);
    return !build->failed && register_parameters(build) && register_stocks(build) &&
           brink_i_build_register_histories(build) && register_rest(build);
}

void brink_i_build_own_name(brink_i_build *build, const char *what, brink_source_text name, const void *items,
                            size_t stride, size_t before)
{
    if (!good_form(build, what, name)) {
        return;
    }
    for (size_t i = 0; i < before; i++) {
        /* Declarations of these lists begin with their name. */
        const brink_source_text *other = (const void *)((const char *)items + i * stride);
        if (other->text && strcmp(other->text, name.text) == 0) {
            brink_i_build_error(build, "duplicate-name", name, brink_i_build_first_at(build, other->where),
                                "'%s' is already the name of %s", name.text, what);
            return;
        }
    }
}

/* All definitions on the way back to this one go round in a circle. */
static void report_circle(brink_i_build *build, const brink_i_entry *entry)
{
    const brink_define_declaration *declared = BRINK_I_DECLARED(build, defines, brink_define_declaration);
    brink_i_text way;
    brink_i_text_init(&way);
    int first = build->nesting - 1;
    while (build->path[first] != entry->symbol.index) {
        first--;
    }
    for (int i = first; i < build->nesting; i++) {
        brink_i_entry *member = build->defines[build->path[i]];
        brink_i_text_addf(&way, "%s -> ", member->symbol.name);
        member->symbol.broken = true;
    }
    brink_i_text_add(&way, entry->symbol.name);
    if (way.failed) {
        build->failed = true;
    } else {
        brink_i_build_error(build, "cycle", declared[entry->symbol.index].value,
                            "a stock can remember a value from one event to the next",
                            "definitions use each other: %s", way.bytes);
    }
    brink_i_text_free(&way);
}

static void resolve(brink_i_build *build, brink_i_entry *entry)
{
    int i = entry->symbol.index;
    const brink_define_declaration *d = &BRINK_I_DECLARED(build, defines, brink_define_declaration)[i];
    if (entry->stage == BRINK_I_BUSY) {
        report_circle(build, entry);
    }
    if (entry->stage != BRINK_I_FRESH) {
        return;
    }
    entry->stage = BRINK_I_DONE;
    if (build->nesting == MOST_NESTED) {
        entry->symbol.broken = true;
        brink_i_build_error(build, "too-deep", d->value, NULL, "definitions nest more than %d deep",
                            MOST_NESTED);
        return;
    }
    entry->stage = BRINK_I_BUSY;
    build->path[build->nesting++] = i;

    bool bad_unit = false;
    const brink_i_unit *unit = brink_i_build_unit(build, d->unit, entry->symbol.name, NULL, &bad_unit);
    char *of = brink_i_build_text(build, "definition %s", entry->symbol.name);
    brink_i_want want = {.place = of, .type = BRINK_I_NUMBER, .unit = unit, .most = BRINK_I_MOVING};
    brink_i_rule rule = {0};
    if (!d->value.text) {
        brink_i_build_error(build, "missing-key", d->name, NULL, "definition %s has no value",
                            entry->symbol.name);
        entry->symbol.broken = true;
    } else if (!of || !brink_i_build_rule(build, d->value, &want, &rule) || bad_unit ||
               entry->symbol.broken) {
        entry->symbol.broken = true;
    } else {
        entry->symbol.body = rule.expr;
        entry->symbol.unit = rule.expr->unit;
    }
    build->nesting--;
    entry->stage = BRINK_I_DONE;
}

void brink_i_build_define(brink_i_build *build, int i) { resolve(build, build->defines[i]); }

/* ---- the expression checker's view ---- */

static const brink_i_symbol *find(void *self, const char *name)
{
    brink_i_build *build = self;
    brink_i_entry *entry = brink_i_build_lookup(build, name);
    if (!entry) {
        return NULL;
    }
    entry->used = true;
    if (entry->symbol.kind == BRINK_I_SYMBOL_DEFINE) {
        resolve(build, entry);
    }
    return &entry->symbol;
}

static size_t list_names(void *self, const char *const **names)
{
    const brink_i_build *build = self;
    *names = build->names;
    return build->n_names;
}

void brink_i_build_open_scope(brink_i_build *build)
{
    build->scope.self = build;
    build->scope.find = find;
    build->scope.names = list_names;
    build->scope.missing = brink_i_build_missing;
    build->scope.history = brink_i_build_history;
}
