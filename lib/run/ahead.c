/* SPDX-License-Identifier: Apache-2.0 */
/* Code that is compiled before anybody runs it, and where it is looked for. */
#include <stdio.h>
#include <string.h>

#include "base/floats.h"
#include "brink/compile.h"
#include "model/part.h"
#include "native/compiler.h"
#include "native/native.h"
#include "run/proof.h"

const char *brink_machine_kind(int i) { return brink_i_machine_kind(i); }

static bool is_kind(const char *kind)
{
    int i = 0;
    while (brink_i_machine_kind(i) && strcmp(brink_i_machine_kind(i), kind) != 0) {
        i++;
    }
    return brink_i_machine_kind(i) != NULL;
}

bool brink_machine_is(const char *kind) { return kind && is_kind(kind) && brink_i_machine_is(kind); }

/* Code that this machine runs is compared before others use it. */
static brink_status prove(const brink_i_kernel *kernel, brink_i_native *native, brink_compile_report *out)
{
    brink_i_module *module = brink_i_native_module(native);
    if (!brink_i_module_is_loaded(module)) {
        return BRINK_OK;
    }
    snprintf(out->compiler, sizeof out->compiler, "%s", brink_i_module_code_of(module)->compiler);
    out->proved = brink_i_module_is_proved(module);
    brink_status status = out->proved ? BRINK_OK : brink_i_proof(kernel, native, &out->proved);
    if (status == BRINK_OK && out->proved) {
        brink_i_module_note_proof(module);
    } else if (status == BRINK_OK) {
        brink_i_module_refuse(module);
        snprintf(out->problem, sizeof out->problem,
                 "what %s compiled computed other numbers than the interpreter, and was removed",
                 out->compiler);
        status = BRINK_ERR_NOT_FOUND;
    }
    return status;
}

static brink_status make(const brink_i_kernel *kernel, brink_i_native *native, const volatile int *cancel,
                         brink_compile_report *out)
{
    brink_i_module *module = brink_i_native_module(native);
    out->needless = !brink_i_native_is_wanted(native);
    if (out->needless) {
        return BRINK_OK;
    }
    out->was_there = brink_i_module_poll(module) == BRINK_I_MODULE_READY;
    brink_i_module_start(module);
    brink_i_module_state state = brink_i_module_wait(module, cancel);
    brink_i_module_path(module, out->path);
    if (state == BRINK_I_MODULE_COMPILING) {
        return BRINK_ERR_CANCELLED;
    }
    if (state != BRINK_I_MODULE_READY) {
        brink_i_module_explain(module, out->problem, sizeof out->problem);
        return BRINK_ERR_NOT_FOUND;
    }
    return prove(kernel, native, out);
}

static brink_status compile_model(const brink_model *model, const brink_compile_options *options,
                                  brink_compile_report *out)
{
    const brink_i_ahead ahead = {options->kind ? options->kind : brink_i_machine_here(), options->folder};
    brink_i_kernel *kernel = NULL;
    brink_i_native *native = NULL;
    brink_status status = brink_i_kernel_new(model, 1, NULL, &kernel);
    status = status == BRINK_OK ? brink_i_native_new(kernel, &ahead, &native) : status;
    status = status == BRINK_OK ? make(kernel, native, options->cancel, out) : status;
    brink_i_native_free(native);
    brink_i_kernel_free(kernel);
    return status;
}

/* The caller may have been built with another version of the options. */
static bool read_options(const brink_compile_options *given, brink_compile_options *out)
{
    const brink_compile_options defaults = BRINK_COMPILE_OPTIONS_INIT;
    *out = defaults;
    if (!given) {
        return true;
    }
    if (given->size < offsetof(brink_compile_options, folder) || given->size > sizeof *out) {
        return false;
    }
    memcpy(out, given, given->size);
    return (out->only || out->n_only == 0) && (!out->kind || is_kind(out->kind));
}

brink_status brink_compile(const brink_model *model, const brink_compile_options *options,
                           brink_compile_report *out)
{
    BRINK_I_OWN_FLOATS;
    brink_compile_options checked;
    if (!model || !out || !read_options(options, &checked)) {
        return BRINK_ERR_ARGUMENT;
    }
    memset(out, 0, sizeof *out);
    if (!checked.only) {
        return compile_model(model, &checked, out);
    }
    brink_model *part;
    brink_status status = brink_i_part_new(model, checked.only, checked.n_only, NULL, &part);
    if (status == BRINK_OK) {
        status = compile_model(part, &checked, out);
        brink_i_part_free(part);
    }
    return status;
}

brink_status brink_code_folder(int i, brink_code_folder_view *out)
{
    brink_code_folder_view view = {.site = i > 0};
    _Static_assert(sizeof view.path >= BRINK_I_FOLDER_ROOM, "a folder's name has room");
    if (i < 0 || !out) {
        return BRINK_ERR_ARGUMENT;
    }
    const bool good = i == 0 ? brink_i_folder_own(view.path, &view.problem)
                             : brink_i_folder_site(i - 1, view.path, &view.problem);
    if (good) {
        view.problem = NULL;
    } else if (view.site && !*view.path) {
        return BRINK_ERR_NOT_FOUND;
    }
    *out = view;
    return BRINK_OK;
}
