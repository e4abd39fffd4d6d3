// Blocks of memory that are put aside for the next one who needs such a block, from any thread.
#include <pthread.h>
#include <stdlib.h>

#include "chain_rule.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void **blocks;
static int64_t count, capacity;

void cr_recycle(void *block) {
  pthread_mutex_lock(&lock);
  if (count == capacity) {
    int64_t wanted = capacity ? capacity * 2 : 16;
    void **grown = realloc(blocks, (size_t)wanted * sizeof(void *));
    // Out of memory: the block is never used again, which costs less than stopping.
    if (!grown) {
      pthread_mutex_unlock(&lock);
      return;
    }
    blocks = grown;
    capacity = wanted;
  }
  blocks[count++] = block;
  pthread_mutex_unlock(&lock);
}

void *cr_recycled(void) {
  pthread_mutex_lock(&lock);
  void *block = count ? blocks[--count] : NULL;
  pthread_mutex_unlock(&lock);
  return block;
}
