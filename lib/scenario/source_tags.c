/* SPDX-License-Identifier: Apache-2.0 */
/* What a text of `source` says: tags, and marks of how well the number is known. */
#include <string.h>

#include "brink/references.h"

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
/* What a word is made of; tags and marks are words of their own. */
static bool in_word(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '+'; }

/* The length of the tag that text begins with, or 0: capitals, perhaps with hyphens in between, then digits,
 * then perhaps one small letter, or a point and digits. */
static size_t tag_length(const char *text)
{
    size_t n = 0;
    while (is_upper(text[n]) || (text[n] == '-' && n > 0 && is_upper(text[n + 1]))) {
        n++;
    }
    size_t letters = n;
    while (is_digit(text[n])) {
        n++;
    }
    if (letters == 0 || n == letters) {
        return 0;
    }
    if (text[n] >= 'a' && text[n] <= 'z' && !in_word(text[n + 1])) {
        n++;
    } else if (text[n] == '.' && is_digit(text[n + 1])) {
        n++;
        while (is_digit(text[n])) {
            n++;
        }
    }
    return in_word(text[n]) ? 0 : n;
}

/* The start of the next word at or behind text. */
static const char *next_word(const char *text)
{
    while (*text && !in_word(*text)) {
        text++;
    }
    return text;
}

static const char *skip_word(const char *text)
{
    while (in_word(*text)) {
        text++;
    }
    return text;
}

bool brink_source_tag(const char **at, const char **tag, size_t *length)
{
    if (!at || !*at || !tag || !length) {
        return false;
    }
    for (const char *text = next_word(*at); *text; text = next_word(skip_word(text))) {
        size_t n = tag_length(text);
        if (n > 0) {
            *tag = text;
            *length = n;
            *at = text + n;
            return true;
        }
    }
    *at += strlen(*at);
    return false;
}

static brink_standing mark_of(const char *word)
{
    size_t length = (size_t)(skip_word(word) - word);
    if (length == strlen("judgement") && strncmp(word, "judgement", length) == 0) {
        return BRINK_STANDING_JUDGEMENT;
    }
    if (length != 1) {
        return BRINK_STANDING_UNSTATED;
    }
    switch (word[0]) {
    case 'V':
        return word[1] == '~' ? BRINK_STANDING_COPIED : BRINK_STANDING_VERIFIED;
    case 'C':
        return BRINK_STANDING_COMPUTED;
    case 'U':
        return BRINK_STANDING_UNVERIFIED;
    case 'J':
        return BRINK_STANDING_JUDGEMENT;
    default:
        return BRINK_STANDING_UNSTATED;
    }
}

/* The worst mark of a text. */
static brink_standing worst(const char *source)
{
    brink_standing found = BRINK_STANDING_UNSTATED;
    for (const char *word = next_word(source); *word; word = next_word(skip_word(word))) {
        brink_standing mark = mark_of(word);
        bool is_mark = mark != BRINK_STANDING_UNSTATED;
        found = is_mark && (found == BRINK_STANDING_UNSTATED || mark > found) ? mark : found;
    }
    return found;
}

brink_standing brink_source_standing(const char *source, const brink_references *references)
{
    if (!source) {
        return BRINK_STANDING_UNSTATED;
    }
    const char *word = next_word(source);
    if (strncmp(word, "none", 4) == 0 && !in_word(word[4])) {
        return BRINK_STANDING_DEVICE;
    }
    brink_standing found = worst(source);
    const char *at = source, *tag;
    size_t length;
    while (references && found == BRINK_STANDING_UNSTATED && brink_source_tag(&at, &tag, &length)) {
        char own[64];
        if (length < sizeof own) {
            memcpy(own, tag, length);
            own[length] = '\0';
            const brink_reference *entry = brink_references_find(references, own);
            found = entry ? worst(entry->basis) : found;
        }
    }
    return found;
}

const char *brink_standing_name(brink_standing standing)
{
    switch (standing) {
    case BRINK_STANDING_VERIFIED:
        return "verified";
    case BRINK_STANDING_COMPUTED:
        return "computed";
    case BRINK_STANDING_COPIED:
        return "verified in a copy";
    case BRINK_STANDING_UNVERIFIED:
        return "unverified";
    case BRINK_STANDING_JUDGEMENT:
        return "judgement";
    case BRINK_STANDING_DEVICE:
        return "not about the world";
    case BRINK_STANDING_UNSTATED:
        return "not stated";
    }
    return "";
}
