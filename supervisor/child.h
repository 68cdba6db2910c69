/* Starting one program: from a decoded SPAWN to execve. */
#ifndef LASSO_CHILD_H
#define LASSO_CHILD_H

#include "frame.h"

#include <sys/types.h>

enum stage { STAGE_FORK = 1, STAGE_CWD = 2, STAGE_EXEC = 3, STAGE_FULL = 4 };

/* What the child writes to its report pipe when it cannot become the program. */
struct failure {
    int stage;
    int error;
};

/* Our ends, all nonblocking and close-on-exec. `in` is -1 when stdin is /dev/null. */
struct child {
    pid_t pid;
    int in;
    int out;
    int err;
    int report; /* end of file: the program runs; a struct failure: it does not */
};

/* Returns 0, or the errno of what could not be made (pipes, process); nothing is left behind then. */
int child_start(const struct spawn *spawn, struct child *child);

#endif
