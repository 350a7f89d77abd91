/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/checker.h"

brink_i_expr *brink_i_checker_own(const brink_i_expr *expr)
{
    union {
        const brink_i_expr *in;
        brink_i_expr *out;
    } pointer = {.in = expr};
    return pointer.out;
}

brink_i_expr *brink_i_checker_new(brink_i_checker *c, const brink_i_node *node, brink_i_op op,
                                  brink_i_expr *const *args, int n)
{
    brink_i_expr *expr = BRINK_I_NEW(c->source.scope->arena, brink_i_expr);
    const brink_i_expr **list =
        n > 0 ? BRINK_I_NEW_ARRAY(c->source.scope->arena, const brink_i_expr *, (size_t)n) : NULL;
    if (!expr || (n > 0 && !list)) {
        c->memory = true;
        return NULL;
    }
    *expr = (brink_i_expr){.op = op,
                           .n = n,
                           .args = list,
                           .index = -1,
                           .comparison = -1,
                           .height = 1,
                           .size = 1,
                           .where = brink_i_source_where(&c->source, node->mark.at),
                           .length = brink_i_source_columns(&c->source, node->mark),
                           .offset = (int)node->mark.at};
    for (int i = 0; i < n; i++) {
        list[i] = args[i];
        expr->draws |= args[i]->draws;
        expr->binding = args[i]->binding > expr->binding ? args[i]->binding : expr->binding;
        expr->height = args[i]->height >= expr->height ? args[i]->height + 1 : expr->height;
        expr->size += args[i]->size;
        if (expr->height > BRINK_I_EXPR_HEIGHT || expr->size > BRINK_I_EXPR_SIZE) {
            brink_i_source_error(
                &c->source, node->mark, "too-deep", "definitions count wherever they are used",
                "this expression is too large: more than %d operations, or %d one inside the other",
                BRINK_I_EXPR_SIZE, BRINK_I_EXPR_HEIGHT);
            return NULL;
        }
    }
    return expr;
}
