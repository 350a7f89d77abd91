/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/checker.h"

const brink_i_function brink_i_checker_functions[] = {
    {"if", BRINK_I_OP_IF, BRINK_I_RULE_BRANCHES, 3, 3, "if(condition, a, b)"},
    {"min", BRINK_I_OP_MIN, BRINK_I_RULE_SHARED, 2, BRINK_I_CALL_ARGUMENTS, "min(a, b, ...)"},
    {"max", BRINK_I_OP_MAX, BRINK_I_RULE_SHARED, 2, BRINK_I_CALL_ARGUMENTS, "max(a, b, ...)"},
    {"clamp", BRINK_I_OP_CLAMP, BRINK_I_RULE_SHARED, 3, 3, "clamp(x, low, high)"},
    {"abs", BRINK_I_OP_ABS, BRINK_I_RULE_KEEP, 1, 1, "abs(x)"},
    {"exp", BRINK_I_OP_EXP, BRINK_I_RULE_PURE, 1, 1, "exp(x)"},
    {"log", BRINK_I_OP_LOG, BRINK_I_RULE_PURE, 1, 1, "log(x)"},
    {"ln", BRINK_I_OP_LOG, BRINK_I_RULE_PURE, 1, 1, "ln(x)"},
    {"log10", BRINK_I_OP_LOG10, BRINK_I_RULE_PURE, 1, 1, "log10(x)"},
    {"sqrt", BRINK_I_OP_SQRT, BRINK_I_RULE_ROOT, 1, 1, "sqrt(x)"},
    {"logistic", BRINK_I_OP_LOGISTIC, BRINK_I_RULE_PURE, 1, 1, "logistic(x)"},
    {"floor", BRINK_I_OP_FLOOR, BRINK_I_RULE_PURE, 1, 1, "floor(x)"},
    {"ceil", BRINK_I_OP_CEIL, BRINK_I_RULE_PURE, 1, 1, "ceil(x)"},
    {"round", BRINK_I_OP_ROUND, BRINK_I_RULE_PURE, 1, 1, "round(x)"},
    {"sin", BRINK_I_OP_SIN, BRINK_I_RULE_PURE, 1, 1, "sin(x)"},
    {"cos", BRINK_I_OP_COS, BRINK_I_RULE_PURE, 1, 1, "cos(x)"},
};
const size_t brink_i_checker_n_functions =
    sizeof brink_i_checker_functions / sizeof brink_i_checker_functions[0];
