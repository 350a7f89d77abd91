/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/check.h"
#include "expr/checker.h"

/* What moves in an expression, and how. */
struct motion {
    brink_i_motion kind;
    int stock; /* DECAYING */
};

static const struct motion STILL = {BRINK_I_STILL, -1}, LINEAR = {BRINK_I_LINEAR, -1},
                           OTHER = {BRINK_I_NOT_AFFINE, -1};

/* Of a sum, or of either branch of an `if`. */
static struct motion join(struct motion a, struct motion b)
{
    if (a.kind == BRINK_I_STILL) {
        return b;
    }
    if (b.kind == BRINK_I_STILL || (a.kind == b.kind && a.stock == b.stock)) {
        return a;
    }
    return OTHER;
}

/* `decays` NULL: as the nodes say. */
static struct motion motion_of(const brink_i_expr *expr, const bool *decays)
{
    if (expr->binding <= BRINK_I_EVENT) {
        return STILL;
    }
    if (expr->draws) {
        return OTHER;
    }
    switch (expr->op) {
    case BRINK_I_OP_STOCK:
        return (decays ? decays[expr->index] : expr->decays) ? (struct motion){BRINK_I_DECAYING, expr->index}
                                                             : LINEAR;
    case BRINK_I_OP_TIME:
    case BRINK_I_OP_ELAPSED:
        return LINEAR;
    case BRINK_I_OP_DEFINE:
    case BRINK_I_OP_NEG:
        return motion_of(expr->args[0], decays);
    case BRINK_I_OP_ADD:
    case BRINK_I_OP_SUB:
        return join(motion_of(expr->args[0], decays), motion_of(expr->args[1], decays));
    case BRINK_I_OP_MUL:
        return expr->args[0]->binding <= BRINK_I_EVENT   ? motion_of(expr->args[1], decays)
               : expr->args[1]->binding <= BRINK_I_EVENT ? motion_of(expr->args[0], decays)
                                                         : OTHER;
    case BRINK_I_OP_DIV:
        return expr->args[1]->binding <= BRINK_I_EVENT ? motion_of(expr->args[0], decays) : OTHER;
    case BRINK_I_OP_IF:
        return expr->args[0]->binding <= BRINK_I_EVENT
                   ? join(motion_of(expr->args[1], decays), motion_of(expr->args[2], decays))
                   : OTHER;
    default:
        return OTHER;
    }
}

brink_i_motion brink_i_expr_motion(const brink_i_expr *expr, const bool *decays, int *stock)
{
    struct motion motion = motion_of(expr, decays);
    if (stock) {
        *stock = motion.stock;
    }
    return motion.kind;
}

brink_i_motion brink_i_checker_motion(const brink_i_expr *a, const brink_i_expr *b)
{
    return join(motion_of(a, NULL), motion_of(b, NULL)).kind;
}
