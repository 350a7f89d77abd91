/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/text.h"
#include "expr/check.h"
#include "expr/decimal.h"

/* How tightly the printed form binds; larger is tighter. As in parse.c. */
enum { OR = 1, AND, NOT, COMPARISON, SUM, PRODUCT, NEGATION, POWER, PRIMARY };

struct printer {
    brink_i_text text;
    const brink_i_names *names;
};

struct spelling {
    const char *text;
    int precedence;
};

static struct spelling operator_of(brink_i_op op)
{
    switch (op) {
    case BRINK_I_OP_ADD:
        return (struct spelling){" + ", SUM};
    case BRINK_I_OP_SUB:
        return (struct spelling){" - ", SUM};
    case BRINK_I_OP_MUL:
        return (struct spelling){" * ", PRODUCT};
    case BRINK_I_OP_DIV:
        return (struct spelling){" / ", PRODUCT};
    case BRINK_I_OP_POW:
        return (struct spelling){" ^ ", POWER};
    case BRINK_I_OP_LT:
        return (struct spelling){" < ", COMPARISON};
    case BRINK_I_OP_LE:
        return (struct spelling){" <= ", COMPARISON};
    case BRINK_I_OP_GT:
        return (struct spelling){" > ", COMPARISON};
    case BRINK_I_OP_GE:
        return (struct spelling){" >= ", COMPARISON};
    case BRINK_I_OP_EQ:
        return (struct spelling){" == ", COMPARISON};
    case BRINK_I_OP_NE:
        return (struct spelling){" != ", COMPARISON};
    case BRINK_I_OP_AND:
        return (struct spelling){" and ", AND};
    case BRINK_I_OP_OR:
        return (struct spelling){" or ", OR};
    case BRINK_I_OP_NOT:
        return (struct spelling){"not ", NOT};
    case BRINK_I_OP_NEG:
        return (struct spelling){"-", NEGATION};
    default:
        return (struct spelling){NULL, PRIMARY};
    }
}

static const char *function_of(brink_i_op op)
{
    switch (op) {
    case BRINK_I_OP_IF:
        return "if";
    case BRINK_I_OP_MIN:
        return "min";
    case BRINK_I_OP_MAX:
        return "max";
    case BRINK_I_OP_CLAMP:
        return "clamp";
    case BRINK_I_OP_ABS:
        return "abs";
    case BRINK_I_OP_EXP:
        return "exp";
    case BRINK_I_OP_LOG:
        return "log";
    case BRINK_I_OP_LOG10:
        return "log10";
    case BRINK_I_OP_SQRT:
        return "sqrt";
    case BRINK_I_OP_LOGISTIC:
        return "logistic";
    case BRINK_I_OP_FLOOR:
        return "floor";
    case BRINK_I_OP_CEIL:
        return "ceil";
    case BRINK_I_OP_ROUND:
        return "round";
    case BRINK_I_OP_SIN:
        return "sin";
    case BRINK_I_OP_COS:
        return "cos";
    default:
        return "?";
    }
}

static bool is_negative(const brink_i_expr *expr)
{
    return expr->op == BRINK_I_OP_CONST && expr->type == BRINK_I_NUMBER && signbit(expr->number);
}

static int precedence_of(const brink_i_expr *expr)
{
    return is_negative(expr) ? NEGATION : operator_of(expr->op).precedence;
}

static void print(struct printer *p, const brink_i_expr *expr);

/* In parentheses unless it binds at least as tightly as `least`. */
static void print_operand(struct printer *p, const brink_i_expr *expr, int least)
{
    bool enclose = precedence_of(expr) < least;
    brink_i_text_add(&p->text, enclose ? "(" : "");
    print(p, expr);
    brink_i_text_add(&p->text, enclose ? ")" : "");
}

static void print_constant(struct printer *p, const brink_i_expr *expr)
{
    if (expr->type == BRINK_I_CONDITION) {
        brink_i_text_add(&p->text, expr->number > 0.0 ? "true" : "false");
        return;
    }
    if (isinf(expr->number)) { /* a bound of truncate */
        brink_i_text_add(&p->text, expr->number > 0.0 ? "inf" : "-inf");
        return;
    }
    char digits[BRINK_I_DECIMAL_ROOM];
    brink_i_decimal_write(digits, expr->number);
    brink_i_text_add(&p->text, digits);
}

static void print_states(struct printer *p, const brink_i_expr *expr)
{
    const char *machine = p->names->machines[expr->index];
    const char *const *states = p->names->states[expr->index];
    bool single = (expr->states & (expr->states - 1)) == 0;
    brink_i_text_addf(&p->text, "%s%s", machine, single ? "." : " in (");
    bool any = false;
    for (int i = 0; i < 64; i++) {
        if (expr->states >> i & 1) {
            brink_i_text_addf(&p->text, "%s%s", any ? ", " : "", states[i]);
            any = true;
        }
    }
    brink_i_text_add(&p->text, single ? "" : ")");
}

static void print_arguments(struct printer *p, const char *name, const brink_i_expr *expr, int n)
{
    brink_i_text_addf(&p->text, "%s(", name);
    for (int i = 0; i < n; i++) {
        brink_i_text_add(&p->text, i > 0 ? ", " : "");
        print(p, expr->args[i]);
    }
    brink_i_text_add(&p->text, ")");
}

/* The distribution that the first n arguments make. */
static void print_distribution(struct printer *p, const brink_i_expr *expr, int n)
{
    int own = expr->truncated ? n - 2 : n;
    brink_i_text_add(&p->text, expr->truncated ? "truncate(" : "");
    print_arguments(p, brink_i_dist_name(expr->dist), expr, own);
    for (int i = own; i < n; i++) {
        brink_i_text_add(&p->text, ", ");
        print(p, expr->args[i]);
    }
    brink_i_text_add(&p->text, expr->truncated ? ")" : "");
}

static void print_answer(struct printer *p, const brink_i_expr *expr)
{
    brink_i_text_add(&p->text, expr->op == BRINK_I_OP_CDF ? "cdf(" : "quantile(");
    print_distribution(p, expr, expr->n - 1);
    brink_i_text_add(&p->text, ", ");
    print(p, expr->args[expr->n - 1]);
    brink_i_text_add(&p->text, ")");
}

static void print_operator(struct printer *p, const brink_i_expr *expr)
{
    struct spelling spelling = operator_of(expr->op);
    if (expr->n == 1) {
        brink_i_text_add(&p->text, spelling.text);
        /* -(-x): two signs in a row read badly. */
        print_operand(p, expr->args[0], spelling.precedence == NEGATION ? POWER : spelling.precedence);
        return;
    }
    /* Left associative, except ^; comparisons are not associative at all. */
    int left = spelling.precedence, right = spelling.precedence + 1;
    if (spelling.precedence == POWER) {
        left = PRIMARY;
        right = NEGATION;
    } else if (spelling.precedence == COMPARISON) {
        left = right;
    }
    print_operand(p, expr->args[0], left);
    brink_i_text_add(&p->text, spelling.text);
    print_operand(p, expr->args[1], right);
}

static void print(struct printer *p, const brink_i_expr *expr)
{
    switch (expr->op) {
    case BRINK_I_OP_CONST:
        print_constant(p, expr);
        break;
    case BRINK_I_OP_PARAM:
        brink_i_text_add(&p->text, p->names->params[expr->index]);
        break;
    case BRINK_I_OP_STOCK:
        brink_i_text_add(&p->text, p->names->stocks[expr->index]);
        break;
    case BRINK_I_OP_DEFINE:
        brink_i_text_add(&p->text, p->names->defines[expr->index]);
        break;
    case BRINK_I_OP_IN_STATE:
        print_states(p, expr);
        break;
    case BRINK_I_OP_TIME:
        brink_i_text_add(&p->text, "time");
        break;
    case BRINK_I_OP_ELAPSED:
        brink_i_text_addf(&p->text, "elapsed(%s)", p->names->machines[expr->index]);
        break;
    case BRINK_I_OP_TABLE:
        print_arguments(p, p->names->tables[expr->index], expr, 1);
        break;
    case BRINK_I_OP_DRAW:
        print_distribution(p, expr, expr->n);
        break;
    case BRINK_I_OP_QUANTILE:
    case BRINK_I_OP_CDF:
        print_answer(p, expr);
        break;
    default:
        if (operator_of(expr->op).text) {
            print_operator(p, expr);
        } else {
            print_arguments(p, function_of(expr->op), expr, expr->n);
        }
    }
}

brink_status brink_i_expr_print(const brink_i_expr *expr, const brink_i_names *names, char **out)
{
    struct printer p = {.names = names};
    brink_i_text_init(&p.text);
    print(&p, expr);
    *out = brink_i_text_take(&p.text);
    return *out ? BRINK_OK : BRINK_ERR_MEMORY;
}
