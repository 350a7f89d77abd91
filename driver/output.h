/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_OUTPUT_H
#define BRINK_DRIVER_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Where a result goes: standard output, or a file that appears complete or not at all. The file is opened
 * before the work begins, so that a wrong name costs nothing. */
typedef struct output {
    const char *name; /* as it was asked for; NULL: standard output */
    char *target;     /* what the temporary file will replace; NULL: written directly (a device, a pipe) */
    char *temporary;
    int descriptor;
    bool nameless; /* `temporary` is the name that it gets when it is complete */
    bool fresh;    /* a file of its name is not replaced: */
    bool refused;  /* there was one */
} output;

/* name NULL: standard output. An exit status, after a complaint if it is not STATUS_OK. */
int output_open(output *self, const char *name, const char *command);
/* Writes the whole text and puts the file in place; an exit status. Closes in any case. */
int output_finish(output *self, const char *text, const char *command);
/* The same of bytes[0..length). */
int output_finish_bytes(output *self, const void *bytes, size_t length, const char *command);
/* Leaves things as they were before output_open(). Allowed after output_finish() too. */
void output_discard(output *self);

/* Whether anything could not be written so far. */
bool output_failed(void);

/* Opens, writes and finishes a file, and synchronises its folder, so that it outlives what ends the machine.
 * `exists` NULL: a file of that name is replaced. Else it stays, *exists says whether there was one, and then
 * nothing is written. */
int output_store(const char *name, const void *bytes, size_t length, const char *command, bool *exists);

/* Synchronises the folder of a file, so that its name is there after a crash, too. A file system that cannot
 * do that has done what it can. */
void output_sync_folder(const char *name);

/* Writes all of text[0..length); an exit status, after a complaint naming `name` (NULL: standard output).
 * A reader that left is no reason to complain. */
int output_write(int descriptor, const char *name, const char *text, size_t length, const char *command);

#endif
