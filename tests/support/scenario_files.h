/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_SCENARIO_FILES_H
#define BRINK_TESTS_SUPPORT_SCENARIO_FILES_H

/* Calls visit for each complete scenario under a folder in alphabetical order: each *.yaml file with a line
 * `brink:`, in subfolders too, but not in modules/, which hold parts. The number of files. */
int brink_i_each_scenario(const char *folder, void (*visit)(const char *path, void *context), void *context);

#endif
