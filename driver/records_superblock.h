/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BRINK_DRIVER_RECORDS_SUPERBLOCK_H
#define BRINK_DRIVER_RECORDS_SUPERBLOCK_H

/* HDF5 marks a file that is being written, at its beginning, and opens a file so marked for readers only who
 * know that it is. A program that is killed leaves the mark behind, and the file, though it is whole, looks
 * broken to everybody else. This takes the mark off, and says how long the file is, as the specification has
 * it (HDF5 File Format Specification 3.0, II.A, superblock version 3). The library writes the beginning anew
 * when it closes the file. Where it is something else than expected, nothing is done. */
void records_superblock_mend(const char *path);

#endif
