/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_TESTS_SUPPORT_SCENARIO_FILES_H
#define BRINK_TESTS_SUPPORT_SCENARIO_FILES_H

/* Calls visit for each complete scenario (*.yaml) under a folder, its subfolders included except modules/, which hold parts, in
 * alphabetical order. The number of files. */
int brink_i_each_scenario(const char *folder, void (*visit)(const char *path, void *context), void *context);

#endif
