// The kernels of matrix products. One template is compiled for every instruction set and scalar type; see
// Docs/Kernels.md.
#include "matmul.h"

#include <string.h>

#include "scratch.h"
#include "templates.h"

// A tile has TILE_ROWS rows of TILE_VECTORS vectors; tiles of the direct way may have fewer. A block of A is
// ROW_BLOCK × DEPTH_BLOCK numbers.

// So many steps along the depth are packed at a time where panels lie side by side.
#define NEIGHBOURS 8

#define SET baseline
#define VECTOR_BYTES 16
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define ROW_BLOCK 96
#define DEPTH_BLOCK 256
#include "matmul_types.inc"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define SET avx2
#define VECTOR_BYTES 32
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define ROW_BLOCK 192
#define DEPTH_BLOCK 256
#include "matmul_types.inc"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), \
                             apply_to = function)
#define SET avx512
#define VECTOR_BYTES 64
#define TILE_ROWS 8
#define TILE_VECTORS 2
#define ROW_BLOCK 128
#define DEPTH_BLOCK 512
#include "matmul_types.inc"
#pragma clang attribute pop
#endif

#if defined(__aarch64__)
#define SET neon
#define VECTOR_BYTES 16
#define TILE_ROWS 8
#define TILE_VECTORS 2
#define ROW_BLOCK 192
#define DEPTH_BLOCK 256
#include "matmul_types.inc"
#endif

static const kernels *const table[CR_INSTRUCTION_SET_COUNT][2] = {
    [CR_BASELINE] = {&kernels_baseline_f32, &kernels_baseline_f64},
#if defined(__x86_64__)
    [CR_AVX2] = {&kernels_avx2_f32, &kernels_avx2_f64},
    [CR_AVX512] = {&kernels_avx512_f32, &kernels_avx512_f64},
#elif defined(__aarch64__)
    [CR_NEON] = {&kernels_neon_f32, &kernels_neon_f64},
#endif
};

const kernels *cr_matmul_kernels(cr_scalar type) { return table[cr_instruction_set()][type]; }
