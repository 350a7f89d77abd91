/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario/yaml.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "scenario/yaml_errors.h"

/* A list or map that is being filled. */
typedef struct frame {
    brink_i_node *node;
    brink_i_node **tail;
    size_t children;
} frame;

typedef struct reader {
    brink_i_arena *arena;
    brink_diagnostics *diagnostics;
    brink_i_input *source;
    size_t *nodes_left;
    bool *incomplete;
    brink_i_node *root;
    frame stack[BRINK_I_YAML_DEPTH];
    int depth;
    size_t reached; /* end of the last event that stood somewhere */
    int documents;
} reader;

const char *brink_i_node_describe(const brink_i_node *node)
{
    return node->kind == BRINK_I_NODE_MAP    ? "a map"
           : node->kind == BRINK_I_NODE_LIST ? "a list"
           : node->absent                    ? "nothing"
                                             : "text";
}

int brink_i_node_length(const brink_i_node *node)
{
    size_t length = node->kind == BRINK_I_NODE_TEXT && node->end > node->start ? node->end - node->start : 1;
    return length < 200 ? (int)length : 200;
}

static void refuse(reader *r, const char *code, size_t offset, int length, const char *hint,
                   const char *message)
{
    brink_where where = brink_i_input_place(r->source, offset);
    brink_i_diagnostics_add(r->diagnostics, BRINK_ERROR, code, where, length, hint, "%s", message);
    *r->incomplete = true;
}

/* A new node in its parent; NULL when out of memory. */
static brink_i_node *add_node(reader *r, brink_i_node_kind kind, size_t start, size_t end)
{
    brink_i_node *node = BRINK_I_NEW(r->arena, brink_i_node);
    if (!node) {
        return NULL;
    }
    *node = (brink_i_node){.kind = kind, .start = start, .end = end, .text = ""};
    node->where = brink_i_input_place(r->source, start);
    if (r->depth > 0) {
        frame *top = &r->stack[r->depth - 1];
        *top->tail = node;
        top->tail = &node->next;
        top->children++;
        top->node->n = top->node->kind == BRINK_I_NODE_MAP ? (top->children + 1) / 2 : top->children;
    } else {
        r->root = node;
    }
    return node;
}

static bool expects_key(const reader *r)
{
    const frame *top = r->depth > 0 ? &r->stack[r->depth - 1] : NULL;
    return top && top->node->kind == BRINK_I_NODE_MAP && top->children % 2 == 0;
}

/* Anchors and tags of an event. A tag may have swallowed what was meant as text. */
static void check_properties(reader *r, struct fy_token *anchor, struct fy_token *tag)
{
    const struct fy_mark *mark = anchor ? fy_token_start_mark(anchor) : NULL;
    if (anchor) {
        refuse(r, "yaml-feature", mark && mark->input_pos > 0 ? mark->input_pos - 1 : r->reached, 1,
               "repeat the text, use define, or quote it if it is meant as text",
               "YAML anchors (&) are not used here");
    }
    mark = tag ? fy_token_start_mark(tag) : NULL;
    if (tag) {
        size_t at = mark ? mark->input_pos : r->reached;
        for (int i = 0; i < 100 && at > 0 && r->source->text[at] != '!'; i++) {
            at--; /* the mark may be the tag's suffix */
        }
        refuse(r, "yaml-feature", at, 1, "write 'not' for a negation, or quote it if it is meant as text",
               "YAML tags (!) are not used here");
    }
}

static brink_status open_collection(reader *r, brink_i_node_kind kind, struct fy_event *event)
{
    if (r->depth == BRINK_I_YAML_DEPTH) {
        refuse(r, "too-large", r->reached, 1, NULL, "lists and maps are nested more than 64 deep");
        return BRINK_ERR_INVALID;
    }
    const struct fy_mark *mark = fy_event_start_mark(event);
    size_t start = mark ? mark->input_pos : r->reached;
    bool key = expects_key(r);
    brink_i_node *node = add_node(r, kind, start, start + 1);
    if (!node) {
        return BRINK_ERR_MEMORY;
    }
    node->flow = fy_event_get_node_style(event) == FYNS_FLOW;
    if (key) {
        refuse(r, "yaml-feature", start, 1, "keys are plain names", "a list or map cannot be a key");
        node->broken = true;
    }
    r->stack[r->depth++] = (frame){node, &node->first, 0};
    return BRINK_OK;
}

/* Reads a token in pieces: fy_token_get_text() of libfyaml 0.7 leaks where text has more than eight, as ''
 * makes them. */
static brink_status read_token(struct fy_token *token, brink_i_text *text)
{
    struct fy_token_iter *iterator = fy_token_iter_create(token);
    if (!iterator) {
        return BRINK_ERR_MEMORY;
    }
    const struct fy_iter_chunk *chunk = NULL;
    int failed = 0;
    while ((chunk = fy_token_iter_chunk_next(iterator, chunk, &failed)) != NULL) {
        brink_i_text_add_bytes(text, chunk->str, chunk->len);
    }
    fy_token_iter_finish(iterator);
    fy_token_iter_destroy(iterator);
    return failed || text->failed ? BRINK_ERR_MEMORY : BRINK_OK;
}

/* Text of a scalar, proved to be text: escapes may have made anything of it. */
static brink_status take_text(reader *r, brink_i_node *node, struct fy_token *token)
{
    brink_i_text text;
    brink_i_text_init(&text);
    brink_status status = read_token(token, &text);
    if (status == BRINK_OK && brink_i_input_bad_byte(text.bytes, text.length) < text.length) {
        refuse(r, "not-text", node->start, brink_i_node_length(node), NULL,
               "an escape in this text makes a control character or a character that does not exist");
        node->broken = true;
    } else if (status == BRINK_OK && text.length > 0) {
        node->text = brink_i_arena_strndup(r->arena, text.bytes, text.length);
        status = node->text ? BRINK_OK : BRINK_ERR_MEMORY;
    }
    brink_i_text_free(&text);
    return status;
}

static brink_status add_scalar(reader *r, struct fy_event *event)
{
    const struct fy_mark *from = fy_event_start_mark(event), *to = fy_event_end_mark(event);
    size_t start = from ? from->input_pos : r->reached, end = to ? to->input_pos : start;
    enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
    const char *text = r->source->text;
    /* The mark of a block scalar is the start of its line. */
    while ((style == FYSS_LITERAL || style == FYSS_FOLDED) && start < end &&
           (text[start] == ' ' || text[start] == '\n')) {
        start++;
    }
    bool key = expects_key(r);
    brink_i_node *node = add_node(r, BRINK_I_NODE_TEXT, start, end);
    if (!node) {
        return BRINK_ERR_MEMORY;
    }
    node->plain = style == FYSS_PLAIN;
    node->absent = node->plain && start == end;
    node->broken = event->scalar.tag != NULL;
    brink_status status = node->absent ? BRINK_OK : take_text(r, node, event->scalar.value);
    if (status == BRINK_OK && key && node->plain && strcmp(node->text, "<<") == 0) {
        refuse(r, "yaml-feature", start, 2, "repeat the keys", "YAML merge keys (<<) are not used here");
        node->broken = true;
    }
    return status;
}

static int compare_keys(const void *a, const void *b)
{
    const brink_i_node *const *x = a, *const *y = b;
    int order = strcmp((*x)->text, (*y)->text);
    return order ? order : ((*x)->start > (*y)->start) - ((*x)->start < (*y)->start);
}

/* A key that is given again is reported with both places, and left out. */
static brink_status check_duplicates(reader *r, brink_i_node *map)
{
    brink_i_node **keys = malloc((map->n + 1) * sizeof(brink_i_node *));
    if (!keys) {
        return BRINK_ERR_MEMORY;
    }
    size_t n = 0;
    for (brink_i_node *key = map->first; key; key = key->next->next) {
        if (key->kind == BRINK_I_NODE_TEXT && !key->broken) {
            keys[n++] = key;
        }
    }
    qsort(keys, n, sizeof(brink_i_node *), compare_keys);
    size_t first = 0;
    for (size_t i = 1; i < n; i++) {
        if (strcmp(keys[first]->text, keys[i]->text) != 0) {
            first = i;
            continue;
        }
        brink_i_diagnostics_add(r->diagnostics, BRINK_ERROR, "duplicate-key", keys[i]->where,
                                brink_i_node_length(keys[i]), NULL,
                                "'%.80s' is given twice: first at line %d, column %d", keys[i]->text,
                                keys[first]->where.line, keys[first]->where.column);
        keys[i]->repeated = true;
    }
    free(keys);
    return BRINK_OK;
}

static brink_status close_collection(reader *r, struct fy_event *event)
{
    brink_i_node *node = r->stack[--r->depth].node;
    const struct fy_mark *mark = fy_event_end_mark(event);
    node->end = mark ? mark->input_pos : r->reached;
    if (node->first && node->first->start < node->start) {
        node->start = node->first->start; /* [a: b] is a list of a map, whose mark is its colon */
        node->where = node->first->where;
    }
    brink_status status = BRINK_OK;
    if (node->flow) {
        status = brink_i_commas_mend(r->arena, r->diagnostics, r->source, node);
    }
    return status == BRINK_OK && node->kind == BRINK_I_NODE_MAP ? check_duplicates(r, node) : status;
}

static brink_status add_alias(reader *r, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    size_t start = mark && mark->input_pos > 0 ? mark->input_pos - 1 : r->reached;
    refuse(r, "yaml-feature", start, 1, "repeat the text, use define, or quote it if it is meant as text",
           "YAML aliases (*) are not used here");
    brink_i_node *node = add_node(r, BRINK_I_NODE_TEXT, start, start + 1);
    if (node) {
        node->broken = true;
    }
    return node ? BRINK_OK : BRINK_ERR_MEMORY;
}

static brink_status take_event(reader *r, struct fy_event *event)
{
    bool node = event->type == FYET_SCALAR || event->type == FYET_ALIAS ||
                event->type == FYET_MAPPING_START || event->type == FYET_SEQUENCE_START;
    if (node && (*r->nodes_left)-- == 0) {
        *r->nodes_left = 0;
        refuse(r, "too-large", r->reached, 1, NULL,
               "a scenario may have a million values at most, its included files counted");
        return BRINK_ERR_INVALID;
    }
    switch (event->type) {
    case FYET_DOCUMENT_START:
        if (r->documents++ > 0) {
            const struct fy_mark *mark = fy_event_start_mark(event);
            refuse(r, "yaml-feature", mark ? mark->input_pos : r->reached, 3,
                   "one file, one scenario: remove the line ---", "a second YAML document starts here");
            return BRINK_ERR_INVALID;
        }
        return BRINK_OK;
    case FYET_SCALAR:
        check_properties(r, event->scalar.anchor, event->scalar.tag);
        return add_scalar(r, event);
    case FYET_ALIAS:
        return add_alias(r, event);
    case FYET_MAPPING_START:
        check_properties(r, event->mapping_start.anchor, event->mapping_start.tag);
        return open_collection(r, BRINK_I_NODE_MAP, event);
    case FYET_SEQUENCE_START:
        check_properties(r, event->sequence_start.anchor, event->sequence_start.tag);
        return open_collection(r, BRINK_I_NODE_LIST, event);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        return close_collection(r, event);
    default:
        return BRINK_OK;
    }
}

/* Lines that start with % are directives; libfyaml searches their end again for each character. */
static bool has_directive(reader *r)
{
    const char *text = r->source->text;
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (*line == '%') {
            refuse(r, "yaml-feature", (size_t)(line - text), 1, "remove the line",
                   "YAML directives (%) are not used here");
            return true;
        }
    }
    return false;
}

enum { BRACKETS_IN_A_ROW = 1000, BLANKS_IN_A_ROW = 2000 };

/* Opening brackets in a row, which libfyaml would read to their end before it gives the first; and blanks and
 * empty lines, which it goes through again for each of them. */
static bool has_long_run(reader *r)
{
    const char *text = r->source->text;
    size_t brackets = 0, blanks = 0;
    for (size_t i = 0; i < r->source->length; i++) {
        bool space = text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t';
        brackets = text[i] == '[' || text[i] == '{' ? brackets + 1 : space ? brackets : 0;
        blanks = space ? blanks + 1 : 0;
        if (brackets > BRACKETS_IN_A_ROW || blanks > BLANKS_IN_A_ROW) {
            refuse(r, "too-large", i, 1, NULL,
                   blanks > BLANKS_IN_A_ROW ? "2,000 blanks and empty lines in a row"
                                            : "1,000 opening brackets in a row");
            return true;
        }
    }
    return false;
}

static brink_status read_events(reader *r, struct fy_parser *parser)
{
    brink_status status = BRINK_OK;
    struct fy_event *event = NULL;
    while (status == BRINK_OK && (event = fy_parser_parse(parser)) != NULL) {
        status = take_event(r, event);
        const struct fy_mark *end = fy_event_end_mark(event);
        if (end && end->input_pos > r->reached) {
            r->reached = end->input_pos;
        }
        fy_parser_event_free(parser, event);
    }
    return status;
}

static void ignore_output(struct fy_diag *diag, void *user, const char *text, size_t length)
{
    (void)diag, (void)user, (void)text, (void)length;
}

brink_status brink_i_yaml_parse(brink_i_arena *arena, brink_diagnostics *diagnostics, brink_i_input *source,
                                size_t *nodes_left, bool *incomplete, brink_i_node **root)
{
    *root = NULL;
    reader r = {.arena = arena,
                .diagnostics = diagnostics,
                .source = source,
                .nodes_left = nodes_left,
                .incomplete = incomplete};
    if (has_directive(&r) || has_long_run(&r)) {
        return BRINK_ERR_INVALID;
    }
    /* Errors are collected, and whatever libfyaml prints beside them goes nowhere. */
    struct fy_diag_cfg config;
    memset(&config, 0, sizeof config);
    config.output_fn = ignore_output;
    config.level = FYET_ERROR;
    config.module_mask = ~0U;
    struct fy_diag *diag = fy_diag_create(&config);
    if (!diag) {
        return BRINK_ERR_MEMORY;
    }
    fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg parse = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 |
                                          FYPCF_JSON_NONE,
                                 .diag = diag};
    struct fy_parser *parser = fy_parser_create(&parse);
    brink_status status = parser && fy_parser_set_string(parser, source->text, source->length) == 0
                              ? BRINK_OK
                              : BRINK_ERR_MEMORY;
    if (status == BRINK_OK) {
        status = read_events(&r, parser);
    }
    if (status == BRINK_OK && (fy_diag_got_error(diag) || fy_parser_get_stream_error(parser))) {
        brink_i_yaml_errors(diagnostics, source, diag, r.reached);
        status = BRINK_ERR_INVALID;
    }
    if (status == BRINK_OK) {
        *root = r.root;
    }
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    return status;
}
