/* A good plugin with bad manners while it is loaded; which ones is said on the command line. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "small.c"

#if defined(CLOSES_ALL)
static void behave(void) {
  for (int file = 0; file < 256; ++file) close(file);
}
#elif defined(WRITES_ALL)
static void behave(void) {
  for (int i = 0; i < 10000; ++i) {
    for (int file = 0; file < 10; ++file) {
      if (write(file, "R{\"refusal\": \"\"}\n", 17) < 0) continue;
    }
  }
}
#elif defined(FORKS)
/* What it leaves running is told in the file that RUDE_FILE names. */
static void behave(void) {
  const pid_t child = fork();
  while (child == 0) pause();
  FILE* file = fopen(getenv("RUDE_FILE"), "w");
  fprintf(file, "%d", (int)child);
  fclose(file);
}
#elif defined(KILLS_ITSELF)
static void behave(void) { raise(SIGKILL); }
#elif defined(CRASHES_AT_EXIT)
static void behave(void) { atexit(abort); }
#endif

__attribute__((constructor)) static void constructed(void) { behave(); }
