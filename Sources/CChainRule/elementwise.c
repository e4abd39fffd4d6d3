// Elementary operations, and fused steps over tiles of numbers that stay in the cache.
//
// Everything is compiled once per instruction set; cr_instruction_set() says which one runs.
#include <math.h>
#include <string.h>

#include "chain_rule.h"
#include "mathematics.h"
#include "reductions.h"
#include "scratch.h"
#include "templates.h"
#include "tiles.h"

#pragma STDC FP_CONTRACT OFF

#define SET baseline
#define VECTOR_BYTES 16
#if defined(__aarch64__)
#define FUSED 1
#else
#define FUSED 0
#endif
#include "elementwise_types.inc"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define VECTOR_BYTES 32
#define FUSED 1
#include "elementwise_types.inc"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#define SET avx512
#define VECTOR_BYTES 64
#define FUSED 1
#include "elementwise_types.inc"
#pragma clang attribute pop
#endif

static const cr_kernels *const kernels[CR_INSTRUCTION_SET_COUNT][2] = TABLE(&kernels);

const cr_kernels *cr_elementwise_kernels(cr_scalar type) { return kernels[cr_instruction_set()][type]; }

double cr_elementary(cr_scalar type, int32_t opcode, double a, double b, double c) {
  return cr_elementwise_kernels(type)->single(opcode, a, b, c);
}
