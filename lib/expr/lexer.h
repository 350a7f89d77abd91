/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_EXPR_LEXER_H
#define BRINK_EXPR_LEXER_H

#include <stddef.h>

/* Tokens of an expression. Keywords are their own kinds; units are names here, the parser knows them by their
 * place. */
typedef enum brink_i_token_kind {
    BRINK_I_TOKEN_END,
    BRINK_I_TOKEN_NUMBER,
    BRINK_I_TOKEN_DATE, /* 2027-01-20, a day of the calendar */
    BRINK_I_TOKEN_NAME,
    BRINK_I_TOKEN_PERCENT,
    BRINK_I_TOKEN_PLUS,
    BRINK_I_TOKEN_MINUS,
    BRINK_I_TOKEN_STAR,
    BRINK_I_TOKEN_SLASH,
    BRINK_I_TOKEN_CARET,
    BRINK_I_TOKEN_OPEN,
    BRINK_I_TOKEN_CLOSE,
    BRINK_I_TOKEN_COMMA,
    BRINK_I_TOKEN_DOT,
    BRINK_I_TOKEN_LT,
    BRINK_I_TOKEN_LE,
    BRINK_I_TOKEN_GT,
    BRINK_I_TOKEN_GE,
    BRINK_I_TOKEN_EQ,
    BRINK_I_TOKEN_NE,
    BRINK_I_TOKEN_AND,
    BRINK_I_TOKEN_OR,
    BRINK_I_TOKEN_NOT,
    BRINK_I_TOKEN_IN,
    BRINK_I_TOKEN_PER,
    BRINK_I_TOKEN_BAD /* no token starts here */
} brink_i_token_kind;

typedef struct brink_i_token {
    brink_i_token_kind kind;
    size_t at, length; /* bytes in the text */
    const char *hint;  /* BAD: what people usually mean by it; may be NULL */
} brink_i_token;

/* The token at or behind byte `at` of text[0..length), spaces skipped. */
brink_i_token brink_i_lex(const char *text, size_t length, size_t at);

#endif
