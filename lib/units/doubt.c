/* SPDX-License-Identifier: Apache-2.0 */
#include "units/doubt.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct meaning {
    const char *word, *text;
} meaning;

static const meaning PREFIXES[] = {
    {"deci", "a tenth"},      {"centi", "a hundredth"},    {"milli", "a thousandth"},
    {"micro", "a millionth"}, {"nano", "a billionth"},     {"pico", "a trillionth"},
    {"d", "a tenth"},         {"c", "a hundredth"},        {"m", "a thousandth"},
    {"u", "a millionth"},     {"\xC2\xB5", "a millionth"}, {"\xCE\xBC", "a millionth"},
    {"n", "a billionth"},     {"p", "a trillionth"},       {"f", "a tiny part"},
    {"a", "a tiny part"},     {"z", "a tiny part"},        {"y", "a tiny part"},
};

/* Units that are counted in thousands and millions, never in thousandths. */
static const char *const WHOLE[] = {
    "bbl",
    "barrel",
    "barrels",
    "oil_barrel",
    "mi",
    "mile",
    "miles",
    "nmile",
    "nmiles",
    "nmi",
    "NM",
    "nautical_mile",
    "nautical_miles",
    "knot",
    "knots",
    "kn",
    "USD",
    "EUR",
    "JPY",
    "KRW",
    "TWD",
    "CNY",
    "RUB",
    "person",
    "persons",
    "people",
    "t",
    "tonne",
    "tonnes",
    "metric_ton",
    "metric_tons",
    "ton",
    "tons",
    "d",
    "day",
    "days",
    "h",
    "hr",
    "hour",
    "hours",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "yr",
    "acre",
    "acres",
    "short_ton",
    "short_tons",
    "long_ton",
    "long_tons",
    "Wh",
};

static bool same(const char *word, size_t length, const char *known)
{
    return strlen(known) == length && memcmp(word, known, length) == 0;
}

static bool is_whole(const char *word, size_t length)
{
    for (size_t i = 0; i < sizeof WHOLE / sizeof WHOLE[0]; i++) {
        if (same(word, length, WHOLE[i])) {
            return true;
        }
    }
    return false;
}

brink_i_doubt brink_i_unit_doubt(const char *word, size_t length, char hint[BRINK_I_DOUBT_ROOM])
{
    const char *text = brink_i_unit_doubt_word(word, length);
    if (text) {
        snprintf(hint, BRINK_I_DOUBT_ROOM, "%s", text);
        return BRINK_I_DOUBT_WORD;
    }
    for (size_t i = 0; i < sizeof PREFIXES / sizeof PREFIXES[0]; i++) {
        size_t n = strlen(PREFIXES[i].word);
        if (length > n && memcmp(word, PREFIXES[i].word, n) == 0 && is_whole(word + n, length - n)) {
            const int rest = (int)(length - n);
            snprintf(hint, BRINK_I_DOUBT_ROOM,
                     "%.*s would be %s of one %.*s: thousands are k%.*s, millions M%.*s", (int)length, word,
                     PREFIXES[i].text, rest, word + n, rest, word + n, rest, word + n);
            return BRINK_I_DOUBT_PREFIX;
        }
    }
    return BRINK_I_DOUBT_NONE;
}

brink_i_doubt brink_i_unit_doubt_in(const char *text, char hint[BRINK_I_DOUBT_ROOM])
{
    static const char between[] = " \t\r\n*./^-+0123456789()";
    brink_i_doubt doubt = BRINK_I_DOUBT_NONE;
    while (*text && doubt == BRINK_I_DOUBT_NONE) {
        text += strspn(text, between);
        size_t length = strcspn(text, between);
        doubt = length > 0 ? brink_i_unit_doubt(text, length, hint) : BRINK_I_DOUBT_NONE;
        text += length;
    }
    return doubt;
}
