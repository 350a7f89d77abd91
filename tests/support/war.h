/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_WAR_H
#define BRINK_TESTS_SUPPORT_WAR_H

/* War comes at a rate; with a higher one it comes no later in any trial, for the budget is the same. */
#define WAR(rate)                                                                                          \
    "title: war\ntime: {unit: day, horizon: 100 day}\nparameters: {push: {value: " rate "}}\n"             \
    "machines: {m: {initial: calm, states: [calm, war], transitions: [{from: calm, to: war, rate: push * " \
    "0.01 per day}]}}\n"                                                                                   \
    "outcomes: {war: m.war, peace: otherwise}\nmeasures: {on: {first: m.war}, calm: {time_in: m.calm}}\n"  \
    "series: {war: {value: m.war, every: 25 day}}\n"

#endif
