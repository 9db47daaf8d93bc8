// Single durable appends, one after the other, from the lines of a file.
//
//   durable raw LINES OUTPUT          write + fdatasync of each line to OUTPUT
//   durable drive LINES COMMAND …     each line to the command's standard input, the next only after
//                                     a line came back: its acknowledgement
//
// Prints {"seconds":…,"cpu":…,"count":…}, for `drive` without the start of the command: the clock
// begins with the second line.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec + at.tv_nsec / 1e9;
}

static double cpu(int who) {
  struct rusage used;
  getrusage(who, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec +
         (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void need(int holds, const char *what) {
  if (!holds) {
    perror(what);
    exit(1);
  }
}

static void put(int file, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t done = write(file, bytes, count);
    need(done > 0, "write");
    bytes += done;
    count -= done;
  }
}

/// Reads up to and with the next LF; the command must not say more than one line per event.
static void await_line(int file) {
  char reply[4096];
  for (;;) {
    ssize_t got = read(file, reply, sizeof reply);
    need(got > 0, "the command ended, or said nothing");
    if (reply[got - 1] == '\n') return;
  }
}

int main(int count, char **words) {
  need(count >= 4, "usage");
  int raw = strcmp(words[1], "raw") == 0;
  FILE *lines = fopen(words[2], "r");
  need(lines != NULL, words[2]);
  int to = -1, from = -1;
  pid_t child = 0;
  if (raw) {
    to = open(words[3], O_WRONLY | O_CREAT | O_APPEND, 0600);
    need(to >= 0, words[3]);
  } else {
    int input[2], output[2];
    need(pipe(input) == 0 && pipe(output) == 0, "pipe");
    child = fork();
    need(child >= 0, "fork");
    if (child == 0) {
      dup2(input[0], 0);
      dup2(output[1], 1);
      close(input[0]), close(input[1]), close(output[0]), close(output[1]);
      execvp(words[3], words + 3);
      _exit(127);
    }
    close(input[0]), close(output[1]);
    to = input[1], from = output[0];
  }
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  long appended = -1;  // the first one is not counted
  double began = 0, cpu_began = 0;
  while ((length = getline(&line, &room, lines)) > 0) {
    put(to, line, length);
    if (raw) need(fdatasync(to) == 0, "fdatasync");
    else await_line(from);
    if (++appended == 0) began = now(), cpu_began = cpu(RUSAGE_SELF);
  }
  double seconds = now() - began;
  close(to);
  if (child) {
    char rest[4096];
    while (read(from, rest, sizeof rest) > 0) continue;
    int status;
    waitpid(child, &status, 0);
    need(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the command failed");
  }
  printf("{\"seconds\":%.9f,\"cpu\":%.6f,\"count\":%ld}\n", seconds,
         cpu(RUSAGE_SELF) - cpu_began + (child ? cpu(RUSAGE_CHILDREN) : 0), appended);
  return 0;
}
