/* A throwaway root: the machine's /usr, read-only; nothing else of it; a known tree; no network. */
#ifndef LASSO_BOX_ROOM_H
#define LASSO_BOX_ROOM_H

#include <stddef.h>
#include <stdint.h>

enum { ROOM_USER = 1000 };

/* One file or directory of the known tree. */
struct entry {
  char kind; /* d a directory, f a file, x a program, s a file that only root reads */
  const char *path;
  const char *content;
  uint32_t length;
};

/* Leaves the machine's namespaces. Returns in a new process that is number 1 of its own; the caller's
   waits for it and ends as it does. Ends with 77 and a reason where this machine does not permit it. */
void room_enter(void);

/* Makes the root from the tree, and goes there. */
void room_build(const struct entry *tree, size_t count);

/* The places that can be written are as they were. */
void room_restore(const struct entry *tree, size_t count);

/* Becomes the user that commands run as, for good. */
void room_drop(void);

#endif
