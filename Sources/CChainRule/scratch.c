// Working memory of the kernels: one block per thread.
#include "scratch.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
// Holds each thread's block, so that the end of the thread frees it.
static pthread_key_t key;

static _Thread_local void *block;
static _Thread_local size_t capacity;

static void release(void *old) {
  free(old);
  block = NULL;
  capacity = 0;
}

static void make_key(void) {
  if (pthread_key_create(&key, release) != 0) abort();
}

void *cr_scratch(size_t bytes) {
  if (bytes <= capacity) return block;
  pthread_once(&once, make_key);
  free(block);
  block = NULL;
  if (posix_memalign(&block, 64, bytes) != 0) abort();
  capacity = bytes;
  pthread_setspecific(key, block);
  return block;
}
