/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_RANDOM_MODEL_H
#define BRINK_TESTS_SUPPORT_RANDOM_MODEL_H

#include <stddef.h>
#include <stdint.h>

/* A random scenario as YAML text that loads without errors and uses every part of the language: parameters
 * with distributions, definitions, a table, plain, linear and decaying stocks, every trigger, weighted
 * targets, choices, processes, every kind of measure, series. Some of them run into endless instant loops: a
 * fault that both engines must report alike. free() the text; NULL when out of memory. */
char *brink_i_random_model(uint64_t seed);

/* The same, with bytes as the generator's choices; what they leave open is chosen by their number. */
char *brink_i_random_model_of(const uint8_t *data, size_t size);

/* The same of what generated code samples in words: machines with chances only, plain and linear stocks. */
char *brink_i_random_chances(uint64_t seed);

/* The same of few parts, in which all is quiet until a first event, outcomes are states, and nothing is
 * measured. */
char *brink_i_random_crisis(uint64_t seed);

/* Models of every kind of event but draws in effects, whose dates nearly coincide. */
char *brink_i_random_ties(uint64_t seed);

#endif
