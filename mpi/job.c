/* SPDX-License-Identifier: Apache-2.0 */
#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/scenario.h"
#include "exit_status.h"
#include "interrupt.h"
#include "message.h"

/* JSON's integers have 63 bits. */
static uint64_t number_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? strtoull(text, NULL, 10) : 0;
}

static int integer_of(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

/* A list of texts as an array; NULL: no memory, or there are none. */
static const char **texts_of(const json_t *list, size_t *n)
{
    *n = json_array_size(list);
    const char **texts = *n > 0 ? calloc(*n, sizeof *texts) : NULL;
    for (size_t i = 0; texts && i < *n; i++) {
        texts[i] = json_string_value(json_array_get(list, i));
    }
    return texts;
}

static int load(const json_t *text, const json_t *item, brink_variant *out)
{
    const json_t *scenario = json_object_get(text, "scenario");
    brink_scenario_options options = BRINK_SCENARIO_OPTIONS_INIT;
    brink_diagnostics *problems = brink_diagnostics_new();
    brink_model *model = NULL;
    size_t n;
    const char **sets = texts_of(json_object_get(item, "sets"), &n);
    options.variant = json_string_value(json_object_get(item, "variant"));
    options.sets = sets;
    options.n_sets = n;
    brink_status status =
        problems && (sets || n == 0)
            ? brink_scenario_load_text(json_string_value(json_object_get(text, "name")),
                                       json_string_value(scenario), json_string_length(scenario), &options,
                                       problems, &model)
            : BRINK_ERR_MEMORY;
    brink_diagnostics_free(problems);
    free((void *)sets);
    *out = (brink_variant){.name = json_string_value(json_object_get(item, "label")),
                           .about = json_string_value(json_object_get(item, "about")),
                           .model = model,
                           .against = integer_of(item, "against")};
    return status == BRINK_OK ? STATUS_OK : fail("job", status);
}

static int load_all(joint_job *self)
{
    const json_t *list = json_object_get(self->text, "variants");
    const size_t n = json_array_size(list);
    self->variants = calloc(n, sizeof *self->variants);
    if (!self->variants) {
        return fail("job", BRINK_ERR_MEMORY);
    }
    int status = STATUS_OK;
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        status = load(self->text, json_array_get(list, i), &self->variants[i]);
        self->n++;
    }
    return status;
}

int job_open(joint_job *self, json_t *text)
{
    const brink_run_options defaults = BRINK_RUN_OPTIONS_INIT;
    *self = (joint_job){.text = text, .run = defaults};
    if (!text) {
        return fail("job", BRINK_ERR_MEMORY);
    }
    self->compare = json_is_true(json_object_get(text, "compare"));
    self->run.seed = number_of(text, "seed");
    self->run.trials = number_of(text, "trials");
    self->run.first_trial = number_of(text, "first_trial");
    self->run.until = json_real_value(json_object_get(text, "until"));
    self->run.threads = integer_of(text, "threads");
    self->run.engine = (brink_engine)integer_of(text, "engine");
    self->run.cancel = interrupt_flag();
    self->only = texts_of(json_object_get(text, "only"), &self->run.n_only);
    self->run.only = self->only;
    self->folder = json_string_value(json_object_get(text, "folder"));
    self->seconds = json_real_value(json_object_get(text, "seconds"));
    self->launch = integer_of(text, "launch");
    if (self->run.n_only > 0 && !self->only) {
        return fail("job", BRINK_ERR_MEMORY);
    }
    int status = load_all(self);
    if (status == STATUS_OK) {
        const brink_status hashed =
            brink_question_hash(self->variants, self->n, self->run.only, self->run.n_only, self->question);
        status = hashed == BRINK_OK ? STATUS_OK : fail("job", hashed);
    }
    return status;
}

void job_close(joint_job *self)
{
    union {
        const brink_model *in;
        brink_model *own; /* made by load() */
    } model;
    for (int i = 0; i < self->n; i++) {
        model.in = self->variants[i].model;
        brink_model_free(model.own);
    }
    free(self->variants);
    free((void *)self->only);
    json_decref(self->text);
    *self = (joint_job){0};
}

/* ---- results ---- */

brink_status job_unpack(const joint_job *job, const void *bytes, size_t n, sampled *out,
                        brink_store_failure *failure)
{
    *out = (sampled){0};
    return job->compare ? brink_comparison_unpack(bytes, n, job->variants, job->n, &out->comparison, failure)
                        : brink_result_unpack(bytes, n, job->variants[0].model, &out->result, failure);
}

int job_copy(const joint_job *job, const sampled *self, sampled *out)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    *out = (sampled){0};
    if (!sampled_any(self)) {
        return STATUS_OK;
    }
    brink_status status = sampled_pack(self, &bytes, &n);
    status = status == BRINK_OK ? job_unpack(job, bytes, n, out, NULL) : status;
    free(bytes);
    return status == BRINK_OK ? STATUS_OK : fail(NULL, status);
}

brink_status job_play(const joint_job *self, uint64_t first, uint64_t count, uint64_t look, sampled *out,
                      brink_fault *fault, int *variant)
{
    const brink_run_part part = {.first = first, .count = count, .of = 1, .look = look};
    brink_run_options options = self->run;
    options.part = &part;
    *out = (sampled){0};
    *variant = 0;
    if (!self->compare) {
        return brink_run(self->variants[0].model, &options, &out->result, fault);
    }
    brink_compare_failure failure;
    const brink_status status = brink_compare(self->variants, self->n, &options, &out->comparison, &failure);
    *fault = failure.fault;
    *variant = failure.variant >= 0 ? failure.variant : 0;
    return status;
}
