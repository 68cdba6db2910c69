/* Where the paths that a traced process names lead, as the kernel resolves them. */
#ifndef LASSO_BOX_PATHS_H
#define LASSO_BOX_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PATH_SIZE = 4096 };

/* Copies the string at an address of a process. False where there is none that ends. */
bool paths_read(pid_t pid, uint64_t address, char text[PATH_SIZE]);

/* What a file descriptor of a process is; false where it is none of a path (a pipe, a socket). */
bool paths_of_descriptor(pid_t pid, int descriptor, char real[PATH_SIZE]);

/*
 * The real path of what a process names, relative to a directory of its own (AT_FDCWD is the working
 * directory). The last name is followed too where it is a link and `follow`; it need not exist.
 */
bool paths_resolve(pid_t pid, int directory, const char *path, bool follow, char real[PATH_SIZE]);

#endif
