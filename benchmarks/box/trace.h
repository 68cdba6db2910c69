/* Runs one command and notes what it and its descendants do with files, programs and the network. */
#ifndef LASSO_BOX_TRACE_H
#define LASSO_BOX_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What happened: each a letter, + (done) or - (refused by the kernel for want of a right), a path, a zero.
 *   X a program is executed (the name it was called by), x the file that it is
 *   R a file is opened for reading, L a directory is listed
 *   W a file is made or changed, T one is made that was not there, D one is removed
 *   C a connection (the address), N there was more than is noted
 */
struct trace {
  uint8_t *events;
  size_t length;
  size_t capacity;
  bool changed;   /* something that can be written may not be as it was */
  bool timed_out; /* it was killed when its time was over */
  int status;     /* as wait gives it */
};

/* Ends the process where the machine does not permit it. */
void trace_run(char *const argv[], unsigned milliseconds, struct trace *trace);

#endif
