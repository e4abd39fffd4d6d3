// Reductions. Sums are pairwise: the error grows with log n, and the order depends on the length alone, so that every
// instruction set gives the same bits.
#include "reductions.h"

#include <math.h>
#include <string.h>

#include "scratch.h"
#include "templates.h"

// Neighbouring numbers are added in so many sums side by side, which vector instructions of any length divide.
#define LANES 32
// Runs of so many numbers, and so many rows, are added one after the other.
#define RUN 1024
#define ROWS 32
// So many runs shorter than LANES are added side by side.
#define SHORT_RUNS 8
// Rows are worked on in strips of so many columns, whose results stay in the cache.
#define STRIP 512

#define SET baseline
#include "reductions_types.inc"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#include "reductions_types.inc"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define SET avx512
#include "reductions_types.inc"
#pragma clang attribute pop
#endif

static cr_reduction *const sum_table[CR_INSTRUCTION_SET_COUNT][2] = TABLE(sum);
static cr_reduction *const max_table[CR_INSTRUCTION_SET_COUNT][2] = TABLE(max);
static cr_reduction *const argmax_table[CR_INSTRUCTION_SET_COUNT][2] = TABLE(argmax);

cr_reduction *cr_sum_kernel(cr_scalar type) { return sum_table[cr_instruction_set()][type]; }
cr_reduction *cr_max_kernel(cr_scalar type) { return max_table[cr_instruction_set()][type]; }

// Longer reductions are cut into parts of about so many numbers, which threads share.
#define PART 32768

// A reduction in parts: runs of matrices, or runs of one matrix's rows, which are the leaves of the tree that the kernel
// itself would follow.
typedef struct cut {
  cr_reduction *kernel;
  const char *source;
  char *destination;
  int64_t outer, count, inner, width;  // width: bytes of a scalar
  int64_t matrices;                    // in a part
  const int64_t *ends;                 // of the leaves, in rows
} cut;

static void reduce_matrices(void *context, int64_t part) {
  const cut *c = context;
  int64_t first = part * c->matrices, n = c->outer - first < c->matrices ? c->outer - first : c->matrices;
  c->kernel(c->source + first * c->count * c->inner * c->width, c->destination + first * c->inner * c->width, n, c->count,
            c->inner);
}

static int is_leaf(int64_t count, int64_t inner) { return count * inner <= PART || count <= ROWS; }

// How sums of runs, and of rows, are halved.
static int64_t half_of(int64_t count, int64_t inner) {
  if (inner > 1) return count / 2;
  return (count / 2 + RUN - 1) / RUN * RUN;
}

static int64_t leaves_of(int64_t count, int64_t inner) {
  if (is_leaf(count, inner)) return 1;
  int64_t half = half_of(count, inner);
  return leaves_of(half, inner) + leaves_of(count - half, inner);
}

// Writes where the leaves of a tree end; returns the place behind the last.
static int64_t *find_leaves(int64_t first, int64_t count, int64_t inner, int64_t *ends) {
  if (is_leaf(count, inner)) {
    *ends = first + count;
    return ends + 1;
  }
  int64_t half = half_of(count, inner);
  return find_leaves(first + half, count - half, inner, find_leaves(first, half, inner, ends));
}

static void reduce_leaf(void *context, int64_t leaf) {
  const cut *c = context;
  int64_t first = leaf > 0 ? c->ends[leaf - 1] : 0, bytes = c->inner * c->width;
  c->kernel(c->source + first * bytes, c->destination + leaf * bytes, 1, c->ends[leaf] - first, c->inner);
}

#define JOIN_LEAVES(T)                                                                                                \
  /* Puts the results of a tree's leaves together in the place of the first; returns the end of the last. */         \
  static T *join_##T(int32_t is_sum, T *leaf, int64_t count, int64_t inner) {                                         \
    if (is_leaf(count, inner)) return leaf + inner;                                                                   \
    int64_t half = half_of(count, inner);                                                                             \
    T *right = join_##T(is_sum, leaf, half, inner), *end = join_##T(is_sum, right, count - half, inner);              \
    for (int64_t j = 0; j < inner; j++)                                                                               \
      if (is_sum)                                                                                                     \
        leaf[j] += right[j];                                                                                          \
      else if (leaf[j] == leaf[j] && !(right[j] <= leaf[j]))                                                          \
        leaf[j] = right[j];                                                                                           \
    return end;                                                                                                       \
  }
JOIN_LEAVES(float)
JOIN_LEAVES(double)

static void reduce(cr_scalar type, int32_t is_sum, const void *source, void *destination, int64_t outer, int64_t count,
                   int64_t inner) {
  cr_reduction *kernel = (is_sum ? cr_sum_kernel : cr_max_kernel)(type);
  if (outer * count * inner <= 2 * PART) return kernel(source, destination, outer, count, inner);
  cut c = {kernel, source, destination, outer, count, inner, type == CR_FLOAT32 ? 4 : 8, 1, NULL};
  if (is_leaf(count, inner)) {
    c.matrices = count * inner < PART ? PART / (count * inner) : 1;
    cr_parallel((outer + c.matrices - 1) / c.matrices, &c, reduce_matrices);
    return;
  }
  int64_t leaves = leaves_of(count, inner), bytes = inner * c.width;
  int64_t *ends = cr_scratch(CR_SCRATCH_PARTIALS, (size_t)leaves * sizeof(int64_t) + (size_t)(leaves * bytes));
  find_leaves(0, count, inner, ends);
  c.ends = ends;
  c.destination = (char *)(ends + leaves);
  for (int64_t i = 0; i < outer; i++) {
    cr_parallel(leaves, &c, reduce_leaf);
    if (type == CR_FLOAT32)
      join_float(is_sum, (float *)c.destination, count, inner);
    else
      join_double(is_sum, (double *)c.destination, count, inner);
    memcpy((char *)destination + i * bytes, c.destination, (size_t)bytes);
    c.source += count * bytes;
  }
}

void cr_sum(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count, int64_t inner) {
  reduce(type, 1, source, destination, outer, count, inner);
}

void cr_max(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count, int64_t inner) {
  reduce(type, 0, source, destination, outer, count, inner);
}

void cr_argmax(cr_scalar type, const void *source, void *destination, int64_t outer, int64_t count, int64_t inner) {
  argmax_table[cr_instruction_set()][type](source, destination, outer, count, inner);
}
