// Working memory of the kernels: a few blocks per thread.
#include "scratch.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct block {
  void *memory;
  size_t capacity;
} block;

static pthread_once_t once = PTHREAD_ONCE_INIT;
// Holds each thread's blocks, so that the end of the thread frees them.
static pthread_key_t key;

static _Thread_local block *blocks;

static void release(void *old) {
  for (int use = 0; use < CR_SCRATCH_COUNT; use++) free(((block *)old)[use].memory);
  free(old);
  blocks = NULL;
}

static void make_key(void) {
  if (pthread_key_create(&key, release) != 0) abort();
}

static void *grown(int use, size_t bytes) {
  pthread_once(&once, make_key);
  if (!blocks) {
    blocks = calloc(CR_SCRATCH_COUNT, sizeof(block));
    if (!blocks) abort();
    pthread_setspecific(key, blocks);
  }
  block *it = &blocks[use];
  free(it->memory);
  it->capacity = 0;
  if (posix_memalign(&it->memory, 64, bytes) != 0) abort();
  it->capacity = bytes;
  return it->memory;
}

void *cr_scratch(int use, size_t bytes) {
  block *own = blocks;
  if (own && bytes <= own[use].capacity) return own[use].memory;
  return grown(use, bytes);
}
