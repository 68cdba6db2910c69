#define _GNU_SOURCE
#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

bool paths_read(pid_t pid, uint64_t address, char text[PATH_SIZE]) {
  size_t have = 0;
  while (address != 0 && have < PATH_SIZE) {
    /* no further than the end of the page: the next one may not be there */
    size_t chunk = 4096 - ((size_t)(address + have) & 4095);
    if (chunk > PATH_SIZE - have) {
      chunk = PATH_SIZE - have;
    }
    struct iovec mine = {text + have, chunk};
    struct iovec theirs = {(void *)(uintptr_t)(address + have), chunk};
    ssize_t got = process_vm_readv(pid, &mine, 1, &theirs, 1, 0);
    if (got <= 0) {
      return false;
    }
    if (memchr(text + have, 0, (size_t)got) != NULL) {
      return true;
    }
    have += (size_t)got;
  }
  return false;
}

static bool real_of(int descriptor, char real[PATH_SIZE]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, real, PATH_SIZE - 1);
  if (length <= 0) {
    return false;
  }
  real[length] = 0;
  return real[0] == '/';
}

bool paths_of_descriptor(pid_t pid, int descriptor, char real[PATH_SIZE]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, descriptor);
  ssize_t length = readlink(link, real, PATH_SIZE - 1);
  if (length <= 0) {
    return false;
  }
  real[length] = 0;
  return real[0] == '/';
}

/* As the process sees it, in a form that means the same here. */
static bool seen_from_here(pid_t pid, int directory, const char *path, char whole[2 * PATH_SIZE]) {
  int length;
  if (strncmp(path, "/proc/self/", 11) == 0) {
    length = snprintf(whole, 2 * PATH_SIZE, "/proc/%d/%s", pid, path + 11);
  } else if (strncmp(path, "/dev/fd/", 8) == 0) {
    length = snprintf(whole, 2 * PATH_SIZE, "/proc/%d/fd/%s", pid, path + 8);
  } else if (strcmp(path, "/dev/stdin") == 0) {
    length = snprintf(whole, 2 * PATH_SIZE, "/proc/%d/fd/0", pid);
  } else if (strcmp(path, "/dev/stdout") == 0) {
    length = snprintf(whole, 2 * PATH_SIZE, "/proc/%d/fd/1", pid);
  } else if (strcmp(path, "/dev/stderr") == 0) {
    length = snprintf(whole, 2 * PATH_SIZE, "/proc/%d/fd/2", pid);
  } else if (path[0] == '/') {
    length = snprintf(whole, 2 * PATH_SIZE, "%s", path);
  } else if (directory == AT_FDCWD) {
    length = snprintf(whole, 2 * PATH_SIZE, "/proc/%d/cwd/%s", pid, path);
  } else {
    length = snprintf(whole, 2 * PATH_SIZE, "/proc/%d/fd/%d/%s", pid, directory, path);
  }
  return length > 0 && length < 2 * PATH_SIZE;
}

bool paths_resolve(pid_t pid, int directory, const char *path, bool follow, char real[PATH_SIZE]) {
  char whole[2 * PATH_SIZE];
  if (path[0] == 0) {
    return directory != AT_FDCWD && paths_of_descriptor(pid, directory, real);
  }
  if (!seen_from_here(pid, directory, path, whole)) {
    return false;
  }
  size_t end = strlen(whole);
  while (end > 1 && whole[end - 1] == '/') {
    whole[--end] = 0;
  }
  if (follow) {
    int found = open(whole, O_PATH | O_CLOEXEC);
    if (found >= 0) {
      bool known = real_of(found, real);
      close(found);
      return known;
    }
  }
  char *slash = strrchr(whole, '/');
  if (slash == NULL || strcmp(slash, "/..") == 0 || strcmp(slash, "/.") == 0) {
    int found = open(whole, O_PATH | O_CLOEXEC);
    bool known = found >= 0 && real_of(found, real);
    if (found >= 0) {
      close(found);
    }
    return known;
  }
  *slash = 0;
  int parent = open(slash == whole ? "/" : whole, O_PATH | O_CLOEXEC);
  if (parent < 0) {
    return false;
  }
  bool known = real_of(parent, real);
  close(parent);
  size_t length = strlen(real);
  if (!known || length + strlen(slash + 1) + 2 > PATH_SIZE) {
    return false;
  }
  if (length > 1) {
    real[length++] = '/';
  }
  strcpy(real + length, slash + 1);
  return true;
}
