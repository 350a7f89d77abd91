/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_SCENARIO_KEYS_H
#define BRINK_SCENARIO_KEYS_H

/* Every key of the format, once. The loader refuses what is not here; a test holds the reference page
 * (docs/scenario-format.md) and the JSON Schema (docs/scenario.schema.json) to this table, word for word. */

#include <stdbool.h>
#include <stddef.h>

/* clang-format off */

/* What may stand behind a key: name, the word for it in messages and in the reference page. */
#define BRINK_I_SHAPES(SHAPE)                      \
    SHAPE(PROSE, "text")                           \
    SHAPE(NAME, "name")                            \
    SHAPE(EXPRESSION, "expression")                \
    SHAPE(CONDITION, "condition")                  \
    SHAPE(QUANTITY, "quantity")                    \
    SHAPE(UNIT, "unit")                            \
    SHAPE(DATE, "date")                            \
    SHAPE(WORD, "word")                            \
    SHAPE(NAMES, "name or list of names")          \
    SHAPE(WEIGHTS, "state or map of weights")      \
    SHAPE(STATES, "list or map of states")         \
    SHAPE(RANGE, "list of two quantities")         \
    SHAPE(BAND, "quantity or list of two")         \
    SHAPE(POINTS, "list of pairs")                 \
    SHAPE(EFFECTS, "list of effects")              \
    SHAPE(LIST, "list")                            \
    SHAPE(MAP, "map")

typedef enum brink_i_shape {
#define BRINK_I_SHAPE_ENTRY(id, word) BRINK_I_SHAPE_##id,
    BRINK_I_SHAPES(BRINK_I_SHAPE_ENTRY)
#undef BRINK_I_SHAPE_ENTRY
} brink_i_shape;

/* KEY(section, id, name, shape, required, help) */
#define BRINK_I_KEYS_SCENARIO(KEY)                                                                                   \
    KEY(SCENARIO, BRINK, "brink", WORD, true, "version of the format; this is version 1")                            \
    KEY(SCENARIO, TITLE, "title", PROSE, false, "one line")                                                          \
    KEY(SCENARIO, ABOUT, "about", PROSE, false, "what the scenario asks and what it leaves out")                     \
    KEY(SCENARIO, AS_OF, "as_of", DATE, false, "date of the numbers, YYYY-MM-DD")                                    \
    KEY(SCENARIO, INCLUDE, "include", LIST, false, "other files, relative to this one, read before it")              \
    KEY(SCENARIO, SET, "set", MAP, false, "other values for included parameters and levers")                         \
    KEY(SCENARIO, TIME, "time", MAP, false, "the clock; required in the main file, refused in included ones")        \
    KEY(SCENARIO, PARAMETERS, "parameters", MAP, false, "numbers fixed within a trial, given or drawn")              \
    KEY(SCENARIO, SAMPLES, "samples", MAP, false, "files of which each trial takes a row for several parameters")    \
    KEY(SCENARIO, CORRELATE, "correlate", LIST, false, "parameters that are drawn together")                         \
    KEY(SCENARIO, LEVERS, "levers", MAP, false, "parameters that a policy maker sets")                               \
    KEY(SCENARIO, DEFINE, "define", MAP, false, "names for expressions")                                             \
    KEY(SCENARIO, TABLES, "tables", MAP, false, "piecewise linear functions")                                        \
    KEY(SCENARIO, STOCKS, "stocks", MAP, false, "numbers that move")                                                 \
    KEY(SCENARIO, MACHINES, "machines", MAP, false, "finite-state machines that run side by side")                   \
    KEY(SCENARIO, PROCESSES, "processes", MAP, false, "effects that happen periodically")                            \
    KEY(SCENARIO, OUTCOMES, "outcomes", MAP, false, "how a trial may end")                                           \
    KEY(SCENARIO, MEASURES, "measures", MAP, false, "numbers recorded per trial")                                    \
    KEY(SCENARIO, SERIES, "series", MAP, false, "values over time")                                                  \
    KEY(SCENARIO, VARIANTS, "variants", MAP, false, "named sets of other values")                                    \
    KEY(SCENARIO, EXPECT, "expect", LIST, false, "known answers or bands, compared by brink verify")                 \
    KEY(SCENARIO, FILES, "files", MAP, false, "texts of all files that it reads: a closed scenario")

#define BRINK_I_KEYS_TIME(KEY)                                                                                       \
    KEY(TIME, UNIT, "unit", UNIT, true, "unit of time of the model")                                                 \
    KEY(TIME, HORIZON, "horizon", QUANTITY, true, "when a trial ends at the latest")

#define BRINK_I_KEYS_PARAMETER(KEY)                                                                                  \
    KEY(PARAMETER, VALUE, "value", EXPRESSION, true, "number or distribution; may read other parameters and levers") \
    KEY(PARAMETER, UNIT, "unit", UNIT, false, "its unit; dimensionless if left out")                                 \
    KEY(PARAMETER, ABOUT, "about", PROSE, false, "what it is")                                                       \
    KEY(PARAMETER, SOURCE, "source", PROSE, false, "where the number comes from")                                    \
    KEY(PARAMETER, RANGE, "range", RANGE, false, "what is plausible, low and high")                                  \
    KEY(PARAMETER, KIND, "kind", WORD, false, "unknown, if left out, or chance: a coin, which counts as luck")       \
    KEY(PARAMETER, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_SAMPLE(KEY)                                                                                     \
    KEY(SAMPLE, FILE, "file", PROSE, true, "a CSV file, relative to this one, with names in its first row")          \
    KEY(SAMPLE, COLUMNS, "columns", MAP, true, "parameters, each with the column that has its values")               \
    KEY(SAMPLE, WEIGHT, "weight", PROSE, false, "the column of weights; all rows alike if left out")                 \
    KEY(SAMPLE, ABOUT, "about", PROSE, false, "what they are samples of")                                            \
    KEY(SAMPLE, SOURCE, "source", PROSE, false, "where they come from")

#define BRINK_I_KEYS_COLUMN(KEY)                                                                                     \
    KEY(COLUMN, COLUMN, "column", PROSE, true, "its name in the file")                                               \
    KEY(COLUMN, UNIT, "unit", UNIT, false, "of the parameter; that of the column if left out")                       \
    KEY(COLUMN, ABOUT, "about", PROSE, false, "what it is")                                                          \
    KEY(COLUMN, SOURCE, "source", PROSE, false, "where the numbers come from")

#define BRINK_I_KEYS_CORRELATION(KEY)                                                                                \
    KEY(CORRELATION, OF, "of", NAMES, true, "two parameters, or more of which each two are tied so")                 \
    KEY(CORRELATION, RANK, "rank", QUANTITY, true, "their rank correlation, between -1 and 1")                       \
    KEY(CORRELATION, ABOUT, "about", PROSE, false, "why they go together")                                           \
    KEY(CORRELATION, SOURCE, "source", PROSE, false, "where the number comes from")

#define BRINK_I_KEYS_LEVER(KEY)                                                                                      \
    KEY(LEVER, VALUE, "value", EXPRESSION, true, "its value; no draws")                                              \
    KEY(LEVER, RANGE, "range", RANGE, true, "what can be chosen, low and high")                                      \
    KEY(LEVER, UNIT, "unit", UNIT, false, "its unit; dimensionless if left out")                                     \
    KEY(LEVER, COST, "cost", QUANTITY, false, "what one unit of it costs")                                           \
    KEY(LEVER, PAYER, "payer", PROSE, false, "who pays")                                                             \
    KEY(LEVER, ABOUT, "about", PROSE, false, "what it is")                                                           \
    KEY(LEVER, SOURCE, "source", PROSE, false, "where the numbers come from")                                        \
    KEY(LEVER, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_DEFINE(KEY)                                                                                     \
    KEY(DEFINE, VALUE, "value", EXPRESSION, true, "number or condition; no draws")                                   \
    KEY(DEFINE, UNIT, "unit", UNIT, false, "its unit; that of the expression if left out")                           \
    KEY(DEFINE, ABOUT, "about", PROSE, false, "what it is")                                                          \
    KEY(DEFINE, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_TABLE(KEY)                                                                                      \
    KEY(TABLE, POINTS, "points", POINTS, false, "pairs [x, y] with increasing x")                                    \
    KEY(TABLE, FILE, "file", PROSE, false, "or a CSV file, relative to this one, with names in its first row")       \
    KEY(TABLE, X, "x", PROSE, false, "its column of x; the first if left out")                                       \
    KEY(TABLE, Y, "y", PROSE, false, "its column of y; the second if left out")                                      \
    KEY(TABLE, ARGUMENT, "argument", UNIT, false, "unit of x; dimensionless if left out")                            \
    KEY(TABLE, UNIT, "unit", UNIT, false, "unit of y; dimensionless if left out")                                    \
    KEY(TABLE, ABOUT, "about", PROSE, false, "what it is")                                                           \
    KEY(TABLE, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_STOCK(KEY)                                                                                      \
    KEY(STOCK, INITIAL, "initial", EXPRESSION, true, "value at the start of a trial; may draw")                      \
    KEY(STOCK, UNIT, "unit", UNIT, false, "its unit; dimensionless if left out")                                     \
    KEY(STOCK, MIN, "min", EXPRESSION, false, "it never falls below")                                                \
    KEY(STOCK, MAX, "max", EXPRESSION, false, "it never rises above")                                                \
    KEY(STOCK, FLOW, "flow", EXPRESSION, false, "change per time; constant between events")                          \
    KEY(STOCK, DECAY, "decay", EXPRESSION, false, "fraction lost per time; constant between events")                 \
    KEY(STOCK, ABOUT, "about", PROSE, false, "what it is")                                                           \
    KEY(STOCK, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_MACHINE(KEY)                                                                                    \
    KEY(MACHINE, STATES, "states", STATES, true, "1 to 64 names; as a map, each with a line about it")               \
    KEY(MACHINE, INITIAL, "initial", WEIGHTS, true, "state at the start of a trial; weights draw it")                \
    KEY(MACHINE, TRANSITIONS, "transitions", LIST, false, "ways from state to state")                                \
    KEY(MACHINE, CHOICES, "choices", LIST, false, "decisions of an actor")                                           \
    KEY(MACHINE, ABOUT, "about", PROSE, false, "what it is")                                                         \
    KEY(MACHINE, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_TRANSITION(KEY)                                                                                 \
    KEY(TRANSITION, FROM, "from", NAMES, true, "a state, a list of states, or any")                                  \
    KEY(TRANSITION, TO, "to", WEIGHTS, true, "a state, or weights that draw it")                                     \
    KEY(TRANSITION, RATE, "rate", EXPRESSION, false, "trigger: a hazard per time")                                   \
    KEY(TRANSITION, CHANCE, "chance", EXPRESSION, false, "trigger: the probability that it happens within `within`") \
    KEY(TRANSITION, WITHIN, "within", EXPRESSION, false, "the period of `chance`")                                   \
    KEY(TRANSITION, AFTER, "after", EXPRESSION, false, "trigger: a delay from the entry into the state; may draw")   \
    KEY(TRANSITION, WHEN, "when", CONDITION, false, "trigger: fires the instant it is true")                         \
    KEY(TRANSITION, DO, "do", EFFECTS, false, "what else happens at that instant")                                   \
    KEY(TRANSITION, ABOUT, "about", PROSE, false, "what it is")                                                      \
    KEY(TRANSITION, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_CHOICE(KEY)                                                                                     \
    KEY(CHOICE, IN, "in", NAMES, true, "a state or a list of states")                                                \
    KEY(CHOICE, OPTIONS, "options", LIST, true, "what can be chosen")                                                \
    KEY(CHOICE, BY, "by", PROSE, false, "the actor")                                                                 \
    KEY(CHOICE, EVERY, "every", EXPRESSION, false, "time between reviews; once, on entry, if left out")              \
    KEY(CHOICE, PRECISION, "precision", EXPRESSION, false, "how sharply utility decides; 1 if left out")             \
    KEY(CHOICE, ABOUT, "about", PROSE, false, "what it is")                                                          \
    KEY(CHOICE, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_OPTION(KEY)                                                                                     \
    KEY(OPTION, TO, "to", NAME, false, "the state that it leads to")                                                 \
    KEY(OPTION, STAY, "stay", WORD, false, "true: nothing moves")                                                    \
    KEY(OPTION, UTILITY, "utility", EXPRESSION, true, "what it is worth to the actor")                               \
    KEY(OPTION, DO, "do", EFFECTS, false, "what else happens if it is taken")

#define BRINK_I_KEYS_EFFECT(KEY)                                                                                     \
    KEY(EFFECT, IF, "if", CONDITION, true, "tested at this point of the list")                                       \
    KEY(EFFECT, DO, "do", EFFECTS, true, "what happens if it holds")                                                 \
    KEY(EFFECT, ELSE, "else", EFFECTS, false, "what happens if it does not")

#define BRINK_I_KEYS_PROCESS(KEY)                                                                                    \
    KEY(PROCESS, EVERY, "every", EXPRESSION, true, "its period; it first acts one period after the start")           \
    KEY(PROCESS, DO, "do", EFFECTS, true, "what happens")                                                            \
    KEY(PROCESS, ABOUT, "about", PROSE, false, "what it is")                                                         \
    KEY(PROCESS, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_OUTCOME(KEY)                                                                                    \
    KEY(OUTCOME, WHEN, "when", CONDITION, true, "ends the trial; otherwise: at the horizon")                         \
    KEY(OUTCOME, ABOUT, "about", PROSE, false, "what it means")                                                      \
    KEY(OUTCOME, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_MEASURE(KEY)                                                                                    \
    KEY(MEASURE, AT_END, "at_end", EXPRESSION, false, "value at the end of the trial")                               \
    KEY(MEASURE, TIME_IN, "time_in", CONDITION, false, "time during which it holds")                                 \
    KEY(MEASURE, FIRST, "first", CONDITION, false, "when it first holds; undefined if never")                        \
    KEY(MEASURE, COUNT, "count", CONDITION, false, "number of entries into machine.state or machine in (...)")       \
    KEY(MEASURE, MIN, "min", EXPRESSION, false, "smallest value")                                                    \
    KEY(MEASURE, MAX, "max", EXPRESSION, false, "largest value")                                                     \
    KEY(MEASURE, UNIT, "unit", UNIT, false, "unit it is reported in")                                                \
    KEY(MEASURE, ABOUT, "about", PROSE, false, "what it is")                                                         \
    KEY(MEASURE, HEADLINE, "headline", WORD, false, "true: one of the few that the short page has")                  \
    KEY(MEASURE, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_SERIES(KEY)                                                                                     \
    KEY(SERIES, VALUE, "value", EXPRESSION, true, "what is recorded; a condition gives the share of trials")         \
    KEY(SERIES, EVERY, "every", QUANTITY, true, "time between its points")                                           \
    KEY(SERIES, UNIT, "unit", UNIT, false, "unit it is reported in")                                                 \
    KEY(SERIES, ABOUT, "about", PROSE, false, "what it is")                                                          \
    KEY(SERIES, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_VARIANT(KEY)                                                                                    \
    KEY(VARIANT, SET, "set", MAP, true, "other values for parameters and levers")                                    \
    KEY(VARIANT, ABOUT, "about", PROSE, false, "what it asks")                                                       \
    KEY(VARIANT, MECHANISM, "mechanism", NAMES, false, "mechanisms of a catalogue that it expresses, as M30")

#define BRINK_I_KEYS_EXPECT(KEY)                                                                                     \
    KEY(EXPECT, OUTCOME, "outcome", NAME, false, "the outcome that is known")                                        \
    KEY(EXPECT, MEASURE, "measure", NAME, false, "the measure that is known")                                        \
    KEY(EXPECT, SERIES, "series", NAME, false, "the series that is known, at the time `at`")                         \
    KEY(EXPECT, AT, "at", QUANTITY, false, "time of the point of the series")                                        \
    KEY(EXPECT, PROBABILITY, "probability", BAND, false, "of the outcome")                                           \
    KEY(EXPECT, MEAN, "mean", BAND, false, "over the trials")                                                        \
    KEY(EXPECT, SD, "sd", BAND, false, "standard deviation over the trials")                                         \
    KEY(EXPECT, MEDIAN, "median", BAND, false, "over the trials")                                                    \
    KEY(EXPECT, EVERY_TRIAL, "every_trial", QUANTITY, false, "the value in each trial, to within `within`")          \
    KEY(EXPECT, WITHIN, "within", QUANTITY, false, "largest difference from `every_trial`; 0 if left out")           \
    KEY(EXPECT, UNIT, "unit", UNIT, false, "unit of these numbers")                                                  \
    KEY(EXPECT, VARIANT, "variant", NAME, false, "the variant that this is about; the scenario itself if left out")  \
    KEY(EXPECT, SOURCE, "source", PROSE, false, "how it is known")

/* Catalogues: what the tags of scenarios stand for (docs/traceability.md). */
#define BRINK_I_KEYS_CATALOGUE(KEY)                                                                                  \
    KEY(CATALOGUE, BRINK, "brink_references", WORD, true, "version of this kind of file; this is version 1")         \
    KEY(CATALOGUE, ABOUT, "about", PROSE, false, "what the file holds")                                              \
    KEY(CATALOGUE, AS_OF, "as_of", DATE, false, "date of its contents, YYYY-MM-DD")                                  \
    KEY(CATALOGUE, MECHANISMS, "mechanisms", MAP, false, "causal claims, as M30")                                    \
    KEY(CATALOGUE, REFERENCES, "references", MAP, false, "what was read, as A1")                                     \
    KEY(CATALOGUE, PARAMETERS, "parameters", MAP, false, "rows of a data sheet, as P-OIL7")                          \
    KEY(CATALOGUE, CASES, "cases", MAP, false, "benchmark cases, as B13")

#define BRINK_I_KEYS_CLAIM(KEY)                                                                                      \
    KEY(CLAIM, ABOUT, "about", PROSE, true, "what is claimed")                                                       \
    KEY(CLAIM, GROUP, "group", PROSE, false, "heading that it and those behind it stand under")                      \
    KEY(CLAIM, HONOURED, "honoured", PROSE, false, "how it is heeded where it is no dynamics: a rule of reading")

#define BRINK_I_KEYS_REFERENCE(KEY)                                                                                  \
    KEY(REFERENCE, TITLE, "title", PROSE, true, "its title, or what the page is about")                              \
    KEY(REFERENCE, AUTHOR, "author", PROSE, false, "who wrote or published it")                                      \
    KEY(REFERENCE, DATE, "date", PROSE, false, "year or date")                                                       \
    KEY(REFERENCE, FORM, "form", PROSE, false, "report, article, page, data")                                        \
    KEY(REFERENCE, ADDRESS, "address", PROSE, false, "where it was found")

#define BRINK_I_KEYS_ROW(KEY)                                                                                        \
    KEY(ROW, ABOUT, "about", PROSE, true, "what is measured")                                                        \
    KEY(ROW, LOW, "low", PROSE, false, "about one in twenty is below")                                               \
    KEY(ROW, CENTRAL, "central", PROSE, false, "about half are below")                                               \
    KEY(ROW, HIGH, "high", PROSE, false, "about one in twenty is above")                                             \
    KEY(ROW, UNIT, "unit", PROSE, false, "of these numbers")                                                         \
    KEY(ROW, GROUP, "group", PROSE, false, "heading that it and those behind it stand under")                        \
    KEY(ROW, BASIS, "basis", PROSE, true, "how it is known, with tags")

#define BRINK_I_KEYS_CASE(KEY)                                                                                       \
    KEY(CASE, ABOUT, "about", PROSE, true, "what is compared")                                                       \
    KEY(CASE, BASIS, "basis", PROSE, true, "how it is known, with tags")

/* SECTION(id, name in the reference page and the schema) */
#define BRINK_I_SECTIONS(SECTION)    \
    SECTION(SCENARIO, "scenario")     \
    SECTION(TIME, "time")             \
    SECTION(PARAMETER, "parameter")   \
    SECTION(SAMPLE, "sample")         \
    SECTION(COLUMN, "column")         \
    SECTION(CORRELATION, "correlation") \
    SECTION(LEVER, "lever")           \
    SECTION(DEFINE, "define")         \
    SECTION(TABLE, "table")           \
    SECTION(STOCK, "stock")           \
    SECTION(MACHINE, "machine")       \
    SECTION(TRANSITION, "transition") \
    SECTION(CHOICE, "choice")         \
    SECTION(OPTION, "option")         \
    SECTION(EFFECT, "effect")         \
    SECTION(PROCESS, "process")       \
    SECTION(OUTCOME, "outcome")       \
    SECTION(MEASURE, "measure")       \
    SECTION(SERIES, "series")         \
    SECTION(VARIANT, "variant")       \
    SECTION(EXPECT, "expect")

/* The same for catalogues. */
#define BRINK_I_CATALOGUE_SECTIONS(SECTION) \
    SECTION(CATALOGUE, "catalogue")          \
    SECTION(CLAIM, "mechanism")              \
    SECTION(REFERENCE, "reference")          \
    SECTION(ROW, "row")                      \
    SECTION(CASE, "case")

/* clang-format on */

typedef enum brink_i_section_id {
#define BRINK_I_SECTION_ENTRY(id, name) BRINK_I_SECTION_##id,
    BRINK_I_SECTIONS(BRINK_I_SECTION_ENTRY) /* of scenarios: BRINK_I_SECTION_COUNT of them */
    BRINK_I_CATALOGUE_SECTIONS(BRINK_I_SECTION_ENTRY)
#undef BRINK_I_SECTION_ENTRY
        BRINK_I_SECTION_END,
    BRINK_I_SECTION_COUNT = BRINK_I_SECTION_CATALOGUE
} brink_i_section_id;

/* BRINK_I_KEY_<section>_<key>: index of a key in its section. */
#define BRINK_I_KEY_ENTRY(section, id, name, shape, required, help) BRINK_I_KEY_##section##_##id,
#define BRINK_I_SECTION_ENTRY(id, name) enum brink_i_keys_##id{BRINK_I_KEYS_##id(BRINK_I_KEY_ENTRY)};
BRINK_I_SECTIONS(BRINK_I_SECTION_ENTRY)
BRINK_I_CATALOGUE_SECTIONS(BRINK_I_SECTION_ENTRY)
#undef BRINK_I_SECTION_ENTRY
#undef BRINK_I_KEY_ENTRY

enum { BRINK_I_KEYS_MOST = 40 }; /* the largest number of keys of a section */

typedef struct brink_i_key {
    const char *name;
    brink_i_shape shape;
    bool required;
    const char *help;
} brink_i_key;

typedef struct brink_i_section {
    const char *name;
    const brink_i_key *keys;
    size_t n;
} brink_i_section;

const brink_i_section *brink_i_keys_section(brink_i_section_id id);
/* "expression", "list of two quantities" */
const char *brink_i_keys_shape(brink_i_shape shape);

#endif
