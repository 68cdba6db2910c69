/*
 * lasso-box: runs commands one after another in a throwaway root, and says what each did.
 *
 * On standard input, all numbers of four bytes, the lowest first:
 *   once: how many entries the known tree has; of each its kind (one byte), path, content
 *   for each command: its time in milliseconds, how many words, the words
 * A text is its length and its bytes. On standard output for each command: the length of what follows; what
 * happened (see trace.h); at the end "Z", a letter (e it ended, t it was killed when its time was over), a zero.
 *
 * Ends with 0 when there is no more input; with 77 and a reason where this machine does not permit it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "room.h"
#include "trace.h"

enum { MAX_TEXT = 1 << 20, MAX_COUNT = 4096 };

static _Noreturn void broken(const char *what) {
  fprintf(stderr, "lasso-box: %s\n", what);
  exit(1);
}

static bool take(void *to, size_t length) {
  size_t have = 0;
  while (have < length) {
    ssize_t got = read(0, (char *)to + have, length - have);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      if (have > 0 || got < 0) {
        broken("the input ends early");
      }
      return false;
    }
    have += (size_t)got;
  }
  return true;
}

static uint32_t number(void) {
  uint32_t value = 0;
  if (!take(&value, sizeof value)) {
    exit(0);
  }
  return value;
}

static char *text(uint32_t *length) {
  uint32_t size = number();
  if (size > MAX_TEXT) {
    broken("a text that is too long");
  }
  char *bytes = malloc((size_t)size + 1);
  if (bytes == NULL || (size > 0 && !take(bytes, size))) {
    broken("no text");
  }
  bytes[size] = 0;
  if (length != NULL) {
    *length = size;
  }
  return bytes;
}

static void give(const void *from, size_t length) {
  size_t done = 0;
  while (done < length) {
    ssize_t put = write(1, (const char *)from + done, length - done);
    if (put < 0 && errno != EINTR) {
      exit(0);
    }
    done += put > 0 ? (size_t)put : 0;
  }
}

static void answer(const struct trace *trace) {
  char end[3] = {'Z', trace->timed_out ? 't' : 'e', 0};
  uint32_t length = (uint32_t)(trace->length + sizeof end);
  give(&length, sizeof length);
  give(trace->events, trace->length);
  give(end, sizeof end);
}

int main(void) {
  uint32_t entries = number();
  if (entries > MAX_COUNT) {
    broken("too many entries");
  }
  struct entry *tree = calloc((size_t)entries + 1, sizeof *tree);
  if (tree == NULL) {
    broken("no memory");
  }
  for (uint32_t i = 0; i < entries; i++) {
    if (!take(&tree[i].kind, 1)) {
      broken("no entry");
    }
    tree[i].path = text(NULL);
    tree[i].content = text(&tree[i].length);
  }
  room_enter();
  room_build(tree, entries);
  struct trace trace = {0};
  for (;;) {
    uint32_t milliseconds = number();
    uint32_t count = number();
    if (count == 0 || count > MAX_COUNT) {
      broken("no command");
    }
    char **words = calloc((size_t)count + 1, sizeof *words);
    if (words == NULL) {
      broken("no memory");
    }
    for (uint32_t i = 0; i < count; i++) {
      words[i] = text(NULL);
    }
    trace_run(words, milliseconds, &trace);
    if (trace.changed) {
      room_restore(tree, entries);
    }
    answer(&trace);
    for (uint32_t i = 0; i < count; i++) {
      free(words[i]);
    }
    free(words);
  }
}
