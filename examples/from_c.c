/* SPDX-License-Identifier: Apache-2.0 */
/* Builds a model in C, without a file, and sweeps one of its parameters.
 *
 * A crisis ends in talks or escalates; both are hazards. How much does it help if the mediator works faster?
 * The sweep prints the sampled probability of escalation beside the exact one. All rows have the same seed
 * and share their luck, so where one of them is a little too low, so are its neighbours.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <brink/brink.h>

static const double escalation = 0.02; /* per day */
static const double horizon = 90;      /* days */

/* The model, with `talks` still free to be set. Problems in it are reported by brink_builder_build(), all at
 * once; until then only memory can fail. */
static brink_status declare(brink_builder *builder)
{
    brink_status status =
        brink_builder_describe(builder, BRINK_TEXT("A mediated crisis"), BRINK_TEXT(NULL), BRINK_TEXT(NULL));
    if (status == BRINK_OK) {
        status = brink_builder_time(builder, BRINK_TEXT("day"), BRINK_TEXT("90 day"));
    }
    if (status == BRINK_OK) {
        const brink_parameter_declaration talks = {
            .name = BRINK_TEXT("talks"),
            .value = BRINK_TEXT("0.02"),
            .unit = BRINK_TEXT("1/day"),
            .about = BRINK_TEXT("hazard of a negotiated end"),
        };
        status = brink_builder_parameter(builder, &talks);
    }
    if (status == BRINK_OK) {
        const brink_state_declaration states[] = {
            {.name = BRINK_TEXT("tense")},
            {.name = BRINK_TEXT("settled")},
            {.name = BRINK_TEXT("escalated")},
        };
        const brink_weighted_state initial = {.state = BRINK_TEXT("tense")};
        const brink_machine_declaration crisis = {
            .name = BRINK_TEXT("crisis"),
            .states = states,
            .n_states = sizeof states / sizeof *states,
            .initial = &initial,
            .n_initial = 1,
        };
        status = brink_builder_machine(builder, &crisis);
    }
    const struct {
        const char *to, *rate;
    } ways[] = {{"settled", "talks"}, {"escalated", "0.02 per day"}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways && status == BRINK_OK; i++) {
        const brink_source_text from = BRINK_TEXT("tense");
        const brink_weighted_state to = {.state = BRINK_TEXT(ways[i].to)};
        const brink_transition_declaration transition = {
            .machine = BRINK_TEXT("crisis"),
            .from = &from,
            .n_from = 1,
            .to = &to,
            .n_to = 1,
            .trigger = BRINK_RATE,
            .value = BRINK_TEXT(ways[i].rate),
        };
        status = brink_builder_transition(builder, &transition);
    }
    const brink_outcome_declaration outcomes[] = {
        {.name = BRINK_TEXT("escalation"), .condition = BRINK_TEXT("crisis.escalated")},
        {.name = BRINK_TEXT("settlement"), .condition = BRINK_TEXT("crisis.settled")},
        {.name = BRINK_TEXT("undecided"), .condition = BRINK_TEXT("otherwise")},
    };
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes && status == BRINK_OK; i++) {
        status = brink_builder_outcome(builder, &outcomes[i]);
    }
    return status;
}

/* One row of the table: the model with this hazard of talks, sampled. */
static brink_status sample(brink_builder *builder, double talks)
{
    char value[32];
    snprintf(value, sizeof value, "%.3f", talks);
    brink_status status = brink_builder_set(builder, BRINK_TEXT("talks"), BRINK_TEXT(value), "sweep");
    brink_model *model = NULL;
    if (status == BRINK_OK) {
        status = brink_builder_build(builder, &model);
    }
    brink_result *result = NULL;
    if (status == BRINK_OK) {
        status = brink_run(model, NULL, &result, NULL); /* 100,000 trials, seed 1 */
    }
    brink_outcome_view outcome;
    if (status == BRINK_OK) {
        status = brink_result_outcome(result, 0, &outcome);
    }
    if (status == BRINK_OK) {
        const double total = escalation + talks;
        const double exact = escalation / total * -expm1(-total * horizon);
        printf("%5.3f per day   %.4f   %.4f to %.4f   %.4f\n", talks, outcome.probability.value,
               outcome.probability.low, outcome.probability.high, exact);
    }
    brink_result_free(result);
    brink_model_free(model);
    return status;
}

int main(void)
{
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_builder *builder = problems ? brink_builder_new(problems) : NULL;
    brink_status status = builder ? declare(builder) : BRINK_ERR_MEMORY;

    if (status == BRINK_OK) {
        printf("talks           escalation, 95 %% interval    exact\n");
    }
    for (int i = 0; i <= 5 && status == BRINK_OK; i++) {
        status = sample(builder, 0.02 * i);
    }
    if (status != BRINK_OK) {
        char *text = NULL;
        if (problems && brink_diagnostics_text(problems, false, &text) == BRINK_OK) {
            fputs(text, stderr);
        }
        free(text);
        fprintf(stderr, "from_c: %s\n", brink_status_text(status));
    }
    brink_builder_free(builder);
    brink_diagnostics_free(problems);
    return status == BRINK_OK ? 0 : 1;
}
