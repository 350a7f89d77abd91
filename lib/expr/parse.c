/* SPDX-License-Identifier: Apache-2.0 */
/* Precedence climbing. Nesting is limited by `depth` (so the C stack is), long chains by the height of the
 * tree (so that later walks are safe too). The first error ends parsing: what follows it would be guesses. */
#include "expr/parse.h"

#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/text.h"
#include "expr/decimal.h"
#include "expr/lexer.h"
#include "units/doubt.h"

enum { DEPTH = 200 };

enum precedence { OR = 1, AND, NOT, COMPARISON, SUM, PRODUCT };

struct parser {
    const brink_i_source *source;
    brink_i_arena *scratch;
    brink_i_token token;
    size_t end; /* of the last token taken */
    int depth;
    brink_i_span open[DEPTH + 2]; /* parentheses not closed yet */
    int n_open;
    brink_status status;
};

static const char YAML_HINT[] = "a comma inside { } or [ ] ends a YAML value: put the expression in quotes";

static brink_i_node *parse_binary(struct parser *p, int least);

static brink_i_span span_of(brink_i_token token) { return (brink_i_span){token.at, token.length}; }

static void advance(struct parser *p)
{
    p->end = p->token.at + p->token.length;
    p->token = brink_i_lex(p->source->text, p->source->length, p->end);
}

static bool is(const struct parser *p, brink_i_token_kind kind) { return p->token.kind == kind; }

static brink_i_node *fail(struct parser *p, brink_i_span span, const char *code, const char *hint,
                          const char *message)
{
    if (p->status == BRINK_OK) {
        p->status = BRINK_ERR_INVALID;
        brink_i_source_error(p->source, span, code, hint, "%s", message);
    }
    return NULL;
}

/* A keyword in capitals. */
static bool is_shouted(const struct parser *p)
{
    static const char *const WORDS[] = {"and", "or", "not", "in", "per"};
    bool found = false;
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0] && is(p, BRINK_I_TOKEN_NAME); i++) {
        found = found || (strlen(WORDS[i]) == p->token.length &&
                          strncasecmp(WORDS[i], p->source->text + p->token.at, p->token.length) == 0);
    }
    return found;
}

/* "expected X, found Y", or a better message where the cause is known. */
static brink_i_node *fail_expected(struct parser *p, const char *expected)
{
    if (p->status != BRINK_OK) {
        return NULL;
    }
    p->status = BRINK_ERR_INVALID;
    brink_i_excerpt found = brink_i_source_excerpt(p->source, span_of(p->token));
    if (is(p, BRINK_I_TOKEN_BAD)) {
        brink_i_source_error(p->source, span_of(p->token), "syntax", p->token.hint,
                             "%s is not part of an expression", found.text);
    } else if (is(p, BRINK_I_TOKEN_END) && p->n_open > 0) {
        brink_i_source_error(p->source, p->open[p->n_open - 1], "unclosed-parenthesis", YAML_HINT,
                             "this parenthesis is never closed");
    } else if (is(p, BRINK_I_TOKEN_END)) {
        brink_i_source_error(p->source, (brink_i_span){p->token.at, 0}, "syntax", NULL,
                             "expected %s, but the expression ends here", expected);
    } else if (is(p, BRINK_I_TOKEN_CLOSE) && p->n_open == 0) {
        brink_i_source_error(p->source, span_of(p->token), "syntax", YAML_HINT,
                             "this closing parenthesis has no opening one");
    } else if (is(p, BRINK_I_TOKEN_COMMA) && p->n_open == 0) {
        brink_i_source_error(p->source, span_of(p->token), "syntax",
                             "numbers have a decimal point and no thousands separator",
                             "a comma separates arguments of a function; here is none");
    } else {
        const char *hint =
            is(p, BRINK_I_TOKEN_PER)       ? "'per' stands right behind a number or a unit: '0.1 per day'"
            : is(p, BRINK_I_TOKEN_PERCENT) ? "the remainder of a / m is written a - m * floor(a / m)"
            : is_shouted(p)                ? "write 'and', 'or', 'not', 'in' and 'per' in small letters"
                                           : NULL;
        brink_i_source_error(p->source, span_of(p->token), "syntax", hint, "expected %s, found %s", expected,
                             found.text);
    }
    return NULL;
}

static brink_i_node *new_node(struct parser *p, brink_i_node_kind kind, brink_i_span mark)
{
    brink_i_node *node = BRINK_I_NEW(p->scratch, brink_i_node);
    if (!node) {
        p->status = BRINK_ERR_MEMORY;
        return NULL;
    }
    node->kind = kind;
    node->span = node->mark = mark;
    node->height = 1;
    return node;
}

static bool add_argument(struct parser *p, brink_i_node *parent, brink_i_node *argument)
{
    if (!argument) {
        return false;
    }
    if (parent->last) {
        parent->last->next = argument;
    } else {
        parent->first = argument;
    }
    parent->last = argument;
    parent->n++;
    if (argument->height >= parent->height) {
        parent->height = argument->height + 1;
    }
    if (parent->height > BRINK_I_EXPR_HEIGHT) {
        fail(p, parent->mark, "too-deep", "split it with definitions",
             "this expression has too many operations in a row (the limit is 1000)");
        return false;
    }
    return true;
}

static char *copy_name(struct parser *p, brink_i_token token)
{
    char *name = brink_i_arena_strndup(p->scratch, p->source->text + token.at, token.length);
    if (!name) {
        p->status = BRINK_ERR_MEMORY;
    }
    return name;
}

static bool enter(struct parser *p)
{
    if (++p->depth > DEPTH) {
        fail(p, span_of(p->token), "too-deep", "split it with definitions",
             "this expression is nested too deeply (the limit is 200 levels)");
        return false;
    }
    return true;
}

/* --- numbers and units -------------------------------------------------------------------------------- */

static const char *const COMMON_UNITS[] = {
    "second", "minute", "hour",          "day",     "week",    "month", "year",  "metre",
    "meter",  "km",     "nautical_mile", "nmi",     "knot",    "kg",    "tonne", "bbl",
    "kbbl",   "Mbbl",   "Gbbl",          "USD",     "kUSD",    "MUSD",  "GUSD",  "TUSD",
    "EUR",    "GEUR",   "JPY",           "GJPY",    "KRW",     "TWD",   "CNY",   "RUB",
    "person", "people", "kperson",       "Mperson", "percent", "W",     "kW",    "MW",
    "GW",     "Wh",     "MWh",           "GWh",     "TWh",     "J",     "litre", "liter",
    "degree"};

static brink_i_node *fail_unit(struct parser *p)
{
    char *name = copy_name(p, p->token);
    if (!name) {
        return NULL;
    }
    const char *near = brink_i_text_nearest(name, COMMON_UNITS, sizeof COMMON_UNITS / sizeof COMMON_UNITS[0]);
    const char *const *names = NULL;
    size_t n = p->source->scope->names(p->source->scope->self, &names);
    const char *hint = "behind a number stands its unit; to multiply, write *";
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            hint = brink_i_source_hint(p->source, "to multiply by '%s', write: * %s", name, name);
            near = NULL;
        }
    }
    char doubt[BRINK_I_DOUBT_ROOM];
    if (brink_i_unit_doubt(name, strlen(name), doubt) != BRINK_I_DOUBT_NONE) {
        hint = brink_i_source_hint(p->source, "%s", doubt);
    } else if (near) {
        hint = brink_i_source_hint(p->source, "did you mean '%s'?", near);
    }
    p->status = BRINK_ERR_INVALID;
    brink_i_source_error(p->source, span_of(p->token), "unknown-unit", hint, "unknown unit '%s'", name);
    return NULL;
}

static bool at_unit(const struct parser *p)
{
    return is(p, BRINK_I_TOKEN_PERCENT) ||
           (is(p, BRINK_I_TOKEN_NAME) &&
            brink_i_unit_is_word(p->source->scope->units, p->source->text + p->token.at, p->token.length));
}

/* Unit words and "per" behind a number, if there are any. */
static brink_i_node *parse_unit(struct parser *p, brink_i_node *number)
{
    const size_t start = p->token.at;
    while (is(p, BRINK_I_TOKEN_NAME) || is(p, BRINK_I_TOKEN_PERCENT) || is(p, BRINK_I_TOKEN_PER)) {
        bool per = is(p, BRINK_I_TOKEN_PER);
        if (per) {
            number->per = number->per            ? number->per
                          : p->token.at == start ? BRINK_I_PER_BARE
                                                 : BRINK_I_PER_UNIT;
            advance(p);
        }
        if (!at_unit(p)) {
            return is(p, BRINK_I_TOKEN_NAME) ? fail_unit(p)
                   : per                     ? fail_expected(p, "a unit behind 'per'")
                                             : number;
        }
        advance(p);
    }
    if (p->end <= start) {
        return number;
    }
    number->span.length = p->end - number->span.at;
    if (is(p, BRINK_I_TOKEN_CARET)) {
        return fail(p, span_of(p->token), "syntax",
                    "write '3 m2' for square metres, '(3 m)^2' for the square of 3 m",
                    "a power behind a unit could mean two things");
    }
    brink_status status =
        brink_i_unit_parse(p->source->scope->units, p->source->text + start, p->end - start, &number->unit);
    if (status == BRINK_ERR_MEMORY) {
        p->status = status;
        return NULL;
    }
    return status == BRINK_OK
               ? number
               : fail(p, (brink_i_span){start, p->end - start}, "unknown-unit", NULL, "this is not a unit");
}

static brink_i_node *parse_number(struct parser *p)
{
    brink_i_token token = p->token;
    brink_i_node *node = new_node(p, BRINK_I_NODE_NUMBER, span_of(token));
    if (!node) {
        return NULL;
    }
    switch (brink_i_decimal_read(p->source->text + token.at, token.length, &node->number)) {
    case BRINK_I_DECIMAL_LARGE:
        return fail(p, span_of(token), "bad-number", "the largest number is about 1.8e308",
                    "this number is too large");
    case BRINK_I_DECIMAL_SMALL:
        return fail(p, span_of(token), "bad-number",
                    "the smallest number beside 0 is about 2.2e-308: write 0 if that is what is meant",
                    "this number is too small");
    case BRINK_I_DECIMAL_GOOD:
        break;
    }
    advance(p);
    return parse_unit(p, node);
}

/* A date is the time from the start of a trial to it. */
static brink_i_node *parse_date(struct parser *p)
{
    brink_i_token token = p->token;
    const brink_i_scope *scope = p->source->scope;
    if (!scope->dated) {
        return fail(
            p, span_of(token), "no-start-date",
            "write the day at which a trial begins into the scenario, as in as_of: 2026-01-01; or write a "
            "time, as in 'time >= 384 day'; to subtract, put spaces around the -",
            "this is a date, and nothing says at which date a trial begins");
    }
    brink_i_node *node = new_node(p, BRINK_I_NODE_NUMBER, span_of(token));
    long day = 0;
    if (!node || !brink_i_date_read(p->source->text + token.at, token.length, &day)) {
        return NULL;
    }
    node->date = true;
    node->number = (double)(day - scope->first_day);
    if (brink_i_unit_parse(scope->units, "day", 3, &node->unit) != BRINK_OK) {
        p->status = BRINK_ERR_MEMORY;
        return NULL;
    }
    advance(p);
    return node;
}

/* --- names -------------------------------------------------------------------------------------------- */

static bool take(struct parser *p, brink_i_token_kind kind, const char *expected)
{
    if (!is(p, kind)) {
        fail_expected(p, expected);
        return false;
    }
    if (kind == BRINK_I_TOKEN_OPEN) {
        p->open[p->n_open++] = span_of(p->token);
    } else if (kind == BRINK_I_TOKEN_CLOSE) {
        p->n_open--;
    }
    advance(p);
    return true;
}

static brink_i_node *parse_state(struct parser *p)
{
    if (!is(p, BRINK_I_TOKEN_NAME)) {
        return fail_expected(p, "the name of a state");
    }
    brink_i_node *state = new_node(p, BRINK_I_NODE_NAME, span_of(p->token));
    if (!state || !(state->name = copy_name(p, p->token))) {
        return NULL;
    }
    advance(p);
    return state;
}

/* Arguments or states up to the closing parenthesis. */
static brink_i_node *parse_list(struct parser *p, brink_i_node *parent,
                                brink_i_node *(*parse_item)(struct parser *))
{
    if (!take(p, BRINK_I_TOKEN_OPEN, "'('")) {
        return NULL;
    }
    while (!is(p, BRINK_I_TOKEN_CLOSE) || parent->n > 0) {
        if (!add_argument(p, parent, parse_item(p))) {
            return NULL;
        }
        if (!is(p, BRINK_I_TOKEN_COMMA)) {
            break;
        }
        advance(p);
    }
    if (!take(p, BRINK_I_TOKEN_CLOSE, "',' or ')'")) {
        return NULL;
    }
    parent->span.length = p->end - parent->span.at;
    return parent;
}

static brink_i_node *parse_argument(struct parser *p) { return parse_binary(p, OR); }

static brink_i_node *parse_name(struct parser *p)
{
    brink_i_node *node = new_node(p, BRINK_I_NODE_NAME, span_of(p->token));
    if (!node || !(node->name = copy_name(p, p->token))) {
        return NULL;
    }
    advance(p);
    if (is(p, BRINK_I_TOKEN_OPEN)) {
        node->kind = BRINK_I_NODE_CALL;
        return parse_list(p, node, parse_argument);
    }
    if (is(p, BRINK_I_TOKEN_IN)) {
        node->kind = BRINK_I_NODE_IN_STATE;
        advance(p);
        if (!is(p, BRINK_I_TOKEN_OPEN)) {
            return fail_expected(p, "a list of states in parentheses");
        }
        brink_i_span list = span_of(p->token);
        if (!parse_list(p, node, parse_state)) {
            return NULL;
        }
        return node->n > 0
                   ? node
                   : fail(p, list, "syntax", NULL, "expected at least one state between the parentheses");
    }
    if (is(p, BRINK_I_TOKEN_DOT)) {
        node->kind = BRINK_I_NODE_IN_STATE;
        advance(p);
        if (!add_argument(p, node, parse_state(p))) {
            return NULL;
        }
        node->span.length = p->end - node->span.at;
        if (is(p, BRINK_I_TOKEN_OPEN)) {
            return fail(p, node->span, "syntax",
                        "functions stand alone here, as in log(x); a state takes no arguments",
                        "this is called like a function of a module");
        }
    }
    return node;
}

/* --- operators ---------------------------------------------------------------------------------------- */

static brink_i_node *parse_unary(struct parser *p);

static brink_i_node *parse_primary(struct parser *p)
{
    switch (p->token.kind) {
    case BRINK_I_TOKEN_NUMBER:
        return parse_number(p);
    case BRINK_I_TOKEN_DATE:
        return parse_date(p);
    case BRINK_I_TOKEN_NAME:
        return parse_name(p);
    case BRINK_I_TOKEN_OPEN: {
        size_t start = p->token.at;
        take(p, BRINK_I_TOKEN_OPEN, "'('");
        brink_i_node *inner = parse_binary(p, OR);
        if (!inner || !take(p, BRINK_I_TOKEN_CLOSE, "')'")) {
            return NULL;
        }
        inner->span = (brink_i_span){start, p->end - start};
        return inner;
    }
    case BRINK_I_TOKEN_NOT:
        return fail_expected(p, "a value (put 'not ...' in parentheses here)");
    default:
        return fail_expected(p, "a value");
    }
}

static brink_i_node *operation(struct parser *p, brink_i_op op, brink_i_span mark, brink_i_node *a,
                               brink_i_node *b)
{
    brink_i_node *node = new_node(p, BRINK_I_NODE_OPERATOR, mark);
    if (!node || !add_argument(p, node, a) || (b && !add_argument(p, node, b))) {
        return NULL;
    }
    node->op = op;
    node->span.at = a->span.at < mark.at ? a->span.at : mark.at;
    node->span.length = p->end - node->span.at;
    return node;
}

static brink_i_node *parse_power(struct parser *p)
{
    brink_i_node *base = parse_primary(p);
    if (!base || !is(p, BRINK_I_TOKEN_CARET)) {
        return base;
    }
    brink_i_span mark = span_of(p->token);
    advance(p);
    brink_i_node *exponent = parse_unary(p); /* right associative, and 2^-3 */
    return exponent ? operation(p, BRINK_I_OP_POW, mark, base, exponent) : NULL;
}

static brink_i_node *parse_unary(struct parser *p)
{
    if (!enter(p)) {
        return NULL;
    }
    brink_i_node *node;
    if (is(p, BRINK_I_TOKEN_MINUS)) {
        brink_i_span mark = span_of(p->token);
        advance(p);
        brink_i_node *operand = parse_unary(p);
        node = operand ? operation(p, BRINK_I_OP_NEG, mark, operand, NULL) : NULL;
    } else {
        node = parse_power(p);
    }
    p->depth--;
    return node;
}

static int precedence_of(brink_i_token_kind kind, brink_i_op *op)
{
    switch (kind) {
    case BRINK_I_TOKEN_OR:
        *op = BRINK_I_OP_OR;
        return OR;
    case BRINK_I_TOKEN_AND:
        *op = BRINK_I_OP_AND;
        return AND;
    case BRINK_I_TOKEN_LT:
        *op = BRINK_I_OP_LT;
        return COMPARISON;
    case BRINK_I_TOKEN_LE:
        *op = BRINK_I_OP_LE;
        return COMPARISON;
    case BRINK_I_TOKEN_GT:
        *op = BRINK_I_OP_GT;
        return COMPARISON;
    case BRINK_I_TOKEN_GE:
        *op = BRINK_I_OP_GE;
        return COMPARISON;
    case BRINK_I_TOKEN_EQ:
        *op = BRINK_I_OP_EQ;
        return COMPARISON;
    case BRINK_I_TOKEN_NE:
        *op = BRINK_I_OP_NE;
        return COMPARISON;
    case BRINK_I_TOKEN_PLUS:
        *op = BRINK_I_OP_ADD;
        return SUM;
    case BRINK_I_TOKEN_MINUS:
        *op = BRINK_I_OP_SUB;
        return SUM;
    case BRINK_I_TOKEN_STAR:
        *op = BRINK_I_OP_MUL;
        return PRODUCT;
    case BRINK_I_TOKEN_SLASH:
        *op = BRINK_I_OP_DIV;
        return PRODUCT;
    default:
        return 0;
    }
}

static brink_i_node *parse_not(struct parser *p)
{
    if (!enter(p)) {
        return NULL;
    }
    brink_i_span mark = span_of(p->token);
    advance(p);
    brink_i_node *operand = parse_binary(p, NOT);
    p->depth--;
    return operand ? operation(p, BRINK_I_OP_NOT, mark, operand, NULL) : NULL;
}

/* An excerpt without its quotes. */
static const char *bare_of(brink_i_excerpt *excerpt)
{
    excerpt->text[strlen(excerpt->text) - 1] = '\0';
    return excerpt->text + 1;
}

/* Numbers without units only. */
static bool is_arithmetic(const brink_i_node *node)
{
    bool good = node->kind == BRINK_I_NODE_OPERATOR || (node->kind == BRINK_I_NODE_NUMBER && !node->unit);
    for (const brink_i_node *a = node->first; a && good; a = a->next) {
        good = is_arithmetic(a);
    }
    return good;
}

/* `a / 365 per day`, `a / 3 Mbbl per day`. Of a number people mean the fraction, per day. What a name is to
 * be divided by, 365 or 365 per day, they have to say; and likewise whether `1/2 Mbbl per day` is half a
 * Mbbl. */
static brink_i_node *divide_per(struct parser *p, brink_i_span mark, brink_i_node *left, brink_i_node *right)
{
    const bool number = is_arithmetic(left), bare = right->per == BRINK_I_PER_BARE;
    if (!number && !bare) { /* oil / 3 Mbbl per day */
        return operation(p, BRINK_I_OP_DIV, mark, left, right);
    }
    if (number && bare) {
        brink_i_node *one = new_node(p, BRINK_I_NODE_NUMBER, right->span);
        if (!one) {
            return NULL;
        }
        one->number = 1;
        one->unit = right->unit;
        right->unit = NULL;
        brink_i_node *fraction = operation(p, BRINK_I_OP_DIV, mark, left, right);
        return fraction ? operation(p, BRINK_I_OP_MUL, mark, fraction, one) : NULL;
    }
    const size_t behind = right->mark.at + right->mark.length;
    brink_i_excerpt a = brink_i_source_excerpt(p->source, left->span),
                    b = brink_i_source_excerpt(p->source, right->span),
                    n = brink_i_source_excerpt(p->source, right->mark),
                    u = brink_i_source_excerpt(p->source, (brink_i_span){behind, p->end - behind});
    const char *over = bare_of(&a), *under = bare_of(&b), *number_alone = bare_of(&n), *unit = bare_of(&u);
    const char *hint = brink_i_source_hint(p->source, "write %s / (%s), or %s / %s * 1%s", over, under, over,
                                           number_alone, unit);
    return fail(p, (brink_i_span){mark.at, p->end - mark.at}, "syntax", hint,
                "what is divided could be all or only the number in front of the unit");
}

static brink_i_node *parse_binary(struct parser *p, int least)
{
    brink_i_node *left = is(p, BRINK_I_TOKEN_NOT) && least <= NOT ? parse_not(p) : parse_unary(p);
    bool compared = false;
    while (left) {
        brink_i_op op;
        int precedence = precedence_of(p->token.kind, &op);
        if (precedence == 0 || precedence < least) {
            break;
        }
        brink_i_span mark = span_of(p->token);
        if (precedence == COMPARISON && compared) {
            return fail(p, mark, "chained-comparison", "write 'a < b and b < c'",
                        "comparisons cannot be chained");
        }
        compared = precedence == COMPARISON;
        advance(p);
        brink_i_node *right = parse_binary(p, precedence + 1);
        const bool per = right && op == BRINK_I_OP_DIV && right->per && right->span.at == right->mark.at;
        left = per ? divide_per(p, mark, left, right) : right ? operation(p, op, mark, left, right) : NULL;
    }
    return left;
}

brink_status brink_i_parse(const brink_i_source *source, brink_i_arena *scratch, const brink_i_node **out)
{
    struct parser p = {.source = source, .scratch = scratch};
    *out = NULL;
    if (source->length > BRINK_I_SOURCE_LIMIT) {
        fail(&p, (brink_i_span){0, 1}, "too-long", "split it with definitions",
             "this expression is longer than 64 KiB");
        return p.status;
    }
    p.token = brink_i_lex(source->text, source->length, 0);
    if (is(&p, BRINK_I_TOKEN_END)) {
        fail(&p, (brink_i_span){0, 0}, "syntax", NULL, "an expression is missing here");
        return p.status;
    }
    brink_i_node *root = parse_binary(&p, OR);
    if (root && !is(&p, BRINK_I_TOKEN_END)) {
        fail_expected(&p, "an operator");
        root = NULL;
    }
    if (root && root->date) { /* as a delay it would count from wherever the delay begins */
        root = fail(&p, root->span, "lone-date", "compare it with the clock, as in 'time >= 2027-01-20'",
                    "a date alone is no value here");
    }
    if (!root) {
        return p.status == BRINK_OK ? BRINK_ERR_MEMORY : p.status;
    }
    *out = root;
    return BRINK_OK;
}
