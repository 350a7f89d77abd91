/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/lexer.h"

#include "base/date.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

struct spelling {
    const char *text;
    brink_i_token_kind kind;
};

static const struct spelling KEYWORDS[] = {
    {"and", BRINK_I_TOKEN_AND}, {"or", BRINK_I_TOKEN_OR},   {"not", BRINK_I_TOKEN_NOT},
    {"in", BRINK_I_TOKEN_IN},   {"per", BRINK_I_TOKEN_PER},
};

/* Longest first. */
static const struct spelling MARKS[] = {
    {"<=", BRINK_I_TOKEN_LE},     {">=", BRINK_I_TOKEN_GE},   {"==", BRINK_I_TOKEN_EQ},
    {"!=", BRINK_I_TOKEN_NE},     {"<", BRINK_I_TOKEN_LT},    {">", BRINK_I_TOKEN_GT},
    {"+", BRINK_I_TOKEN_PLUS},    {"-", BRINK_I_TOKEN_MINUS}, {"*", BRINK_I_TOKEN_STAR},
    {"/", BRINK_I_TOKEN_SLASH},   {"^", BRINK_I_TOKEN_CARET}, {"(", BRINK_I_TOKEN_OPEN},
    {")", BRINK_I_TOKEN_CLOSE},   {",", BRINK_I_TOKEN_COMMA}, {".", BRINK_I_TOKEN_DOT},
    {"%", BRINK_I_TOKEN_PERCENT},
};

/* What people bring from elsewhere; looked at before MARKS. */
static const struct {
    const char *text, *hint;
} FOREIGN[] = {
    {"**", "a power is written ^"},
    {"//", "a whole quotient is written floor(a / b)"},
    {"?", "choose with if(condition, a, b)"},
    {"\xC2\xB2", "write ^2, or m2 in a unit"},
    {"\xC2\xB3", "write ^3, or m3 in a unit"},
    {"\xC2\xB0",
     "an angle is in 'degree'; a temperature in 'K', since degrees C and F count from a point that is not 0"},
    {"$", "money is written as in '3 USD'"},
    {"\xE2\x82\xAC", "money is written as in '3 EUR'"},
    {"&&", "write 'and'"},
    {"||", "write 'or'"},
    {"<>", "write !="},
    {"=<", "write <="},
    {"=>", "write >="},
    {"\xE2\x89\xA4", "write <="},
    {"\xE2\x89\xA5", "write >="},
    {"\xE2\x89\xA0", "write !="},
    {"\xC3\x97", "write *"},
    {"\xC2\xB7", "write *"},
    {"\xC3\xB7", "write /"},
    {"\xE2\x88\x92", "this is not the hyphen-minus of the keyboard: write -"},
    {"\xE2\x80\x93", "this is not the hyphen-minus of the keyboard: write -"},
};

static bool starts_with(const char *text, size_t length, size_t at, const char *piece)
{
    size_t n = strlen(piece);
    return length - at >= n && memcmp(text + at, piece, n) == 0;
}

static size_t number_end(const char *text, size_t length, size_t i)
{
    while (i < length && is_digit(text[i])) {
        i++;
    }
    if (i < length && text[i] == '.') {
        i++;
        while (i < length && is_digit(text[i])) {
            i++;
        }
    }
    if (i < length && (text[i] == 'e' || text[i] == 'E')) {
        size_t j = i + 1;
        j += j < length && (text[j] == '+' || text[j] == '-');
        if (j < length && is_digit(text[j])) {
            for (i = j; i < length && is_digit(text[i]); i++) {
            }
        }
    }
    return i;
}

static size_t character_length(const char *text, size_t length, size_t at)
{
    size_t n = 1;
    while (at + n < length && ((unsigned char)text[at + n] & 0xC0) == 0x80) {
        n++;
    }
    return n;
}

static brink_i_token lex_name(const char *text, size_t length, size_t at)
{
    size_t end = at;
    while (end < length && (is_letter(text[end]) || is_digit(text[end]))) {
        end++;
    }
    for (size_t k = 0; k < sizeof KEYWORDS / sizeof KEYWORDS[0]; k++) {
        if (strlen(KEYWORDS[k].text) == end - at && memcmp(text + at, KEYWORDS[k].text, end - at) == 0) {
            return (brink_i_token){KEYWORDS[k].kind, at, end - at, NULL};
        }
    }
    return (brink_i_token){BRINK_I_TOKEN_NAME, at, end - at, NULL};
}

static brink_i_token lex_foreign(const char *text, size_t length, size_t at)
{
    for (size_t k = 0; k < sizeof FOREIGN / sizeof FOREIGN[0]; k++) {
        if (starts_with(text, length, at, FOREIGN[k].text)) {
            return (brink_i_token){BRINK_I_TOKEN_BAD, at, strlen(FOREIGN[k].text), FOREIGN[k].hint};
        }
    }
    const char *hint = NULL;
    if (text[at] == '=' && !starts_with(text, length, at, "==")) {
        hint = "two values are compared with ==";
    } else if (text[at] == '!' && !starts_with(text, length, at, "!=")) {
        hint = "write 'not'";
    } else if (text[at] == '[' || text[at] == '{') {
        hint = "expressions use ( ) only";
    }
    return (brink_i_token){hint ? BRINK_I_TOKEN_BAD : BRINK_I_TOKEN_END, at,
                           character_length(text, length, at), hint};
}

/* Digits, a mark and digits, and so on: how many of each stand at `at` without a space, "4-2-2" for
 * 2027-01-20. Returns the length; 0 if there are not `most` groups, or more of them. */
static size_t shape(const char *text, size_t length, size_t at, char mark, int most, size_t digits[3])
{
    size_t i = at;
    for (int k = 0; k < most; k++) {
        size_t start = i;
        while (i < length && is_digit(text[i])) {
            i++;
        }
        digits[k] = i - start;
        if (digits[k] == 0 || (k + 1 < most && (i >= length || text[i] != mark))) {
            return 0;
        }
        i += k + 1 < most;
    }
    bool ends = i >= length || !(text[i] == mark || text[i] == '.' || is_letter(text[i]));
    return ends ? i - at : 0;
}

static int two_digits(const char *text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

static bool is_year(const char *text)
{
    int century = two_digits(text);
    return century >= 19 && century <= 21;
}

/* Dates in the ways that people write them. Taken for arithmetic they would be wrong in silence: 2027-01-20
 * is 2006. An END token: none stands here. */
static brink_i_token lex_date(const char *text, size_t length, size_t at)
{
    static const char WRITTEN[] = "a date is written 2027-01-20; for arithmetic put spaces around the signs";
    size_t n, digits[3] = {0};
    long day;
    if ((n = shape(text, length, at, '-', 3, digits)) > 0 && digits[0] == 4 && digits[1] == 2 &&
        digits[2] == 2) {
        return brink_i_date_read(text + at, n, &day)
                   ? (brink_i_token){BRINK_I_TOKEN_DATE, at, n, NULL}
                   : (brink_i_token){
                         BRINK_I_TOKEN_BAD, at, n,
                         "it looks like a date, but the calendar has no such day; to subtract, put "
                         "spaces around the -"};
    }
    if ((n = shape(text, length, at, '-', 2, digits)) > 0 && digits[0] == 4 && digits[1] == 2 &&
        is_year(text + at) && two_digits(text + at + 5) <= 12) {
        return (brink_i_token){BRINK_I_TOKEN_BAD, at, n, WRITTEN};
    }
    for (const char *mark = "/."; *mark; mark++) {
        if ((n = shape(text, length, at, *mark, 3, digits)) > 0 && digits[0] <= 2 && digits[1] <= 2 &&
            digits[2] == 4 && is_year(text + at + n - 4)) {
            return (brink_i_token){BRINK_I_TOKEN_BAD, at, n, WRITTEN};
        }
    }
    return (brink_i_token){BRINK_I_TOKEN_END, at, 0, NULL};
}

brink_i_token brink_i_lex(const char *text, size_t length, size_t at)
{
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
        at++;
    }
    if (at >= length) {
        return (brink_i_token){BRINK_I_TOKEN_END, length, 0, NULL};
    }
    brink_i_token date = lex_date(text, length, at);
    if (date.kind != BRINK_I_TOKEN_END) {
        return date;
    }
    if (is_digit(text[at]) || (text[at] == '.' && at + 1 < length && is_digit(text[at + 1]))) {
        return (brink_i_token){BRINK_I_TOKEN_NUMBER, at, number_end(text, length, at) - at, NULL};
    }
    if (is_letter(text[at])) {
        return lex_name(text, length, at);
    }
    brink_i_token foreign = lex_foreign(text, length, at);
    if (foreign.kind == BRINK_I_TOKEN_BAD) {
        return foreign;
    }
    for (size_t k = 0; k < sizeof MARKS / sizeof MARKS[0]; k++) {
        if (starts_with(text, length, at, MARKS[k].text)) {
            return (brink_i_token){MARKS[k].kind, at, strlen(MARKS[k].text), NULL};
        }
    }
    return (brink_i_token){BRINK_I_TOKEN_BAD, at, character_length(text, length, at), NULL};
}
