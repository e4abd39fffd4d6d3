// Moving numbers between layouts.
#include "chain_rule.h"

#define COPY(T)                                                                                             \
  static void copy_##T(int32_t rank, const int32_t *shape, const int32_t *from, const T *s, const int32_t *to, T *d) { \
    if (rank == 0) {                                                                                        \
      *d = *s;                                                                                              \
      return;                                                                                               \
    }                                                                                                       \
    if (rank == 1) {                                                                                        \
      int64_t n = shape[0], a = from[0], b = to[0];                                                         \
      for (int64_t i = 0; i < n; i++) d[i * b] = s[i * a];                                                  \
      return;                                                                                               \
    }                                                                                                       \
    for (int64_t i = 0; i < shape[0]; i++)                                                                  \
      copy_##T(rank - 1, shape + 1, from + 1, s + i * from[0], to + 1, d + i * to[0]);                      \
  }                                                                                                         \
  static void fill_##T(T value, T *d, int64_t n) {                                                          \
    for (int64_t i = 0; i < n; i++) d[i] = value;                                                           \
  }                                                                                                         \
  static void gather_##T(int64_t rows, int64_t row, int64_t column, const T *s, const int64_t *indices, int64_t n, T *d) { \
    for (int64_t r = 0; r < rows; r++)                                                                      \
      for (int64_t i = 0; i < n; i++) d[r * n + i] = s[r * row + indices[i] * column];                      \
  }
#define SELECT(T)                                                                                           \
  static void gather_axis_##T(int64_t outer, int64_t length, int64_t inner, const T *s, const int64_t *indices, int64_t n, T *d) { \
    for (int64_t o = 0; o < outer; o++, s += length * inner)                                                \
      for (int64_t i = 0; i < n; i++, d += inner)                                                           \
        for (int64_t j = 0; j < inner; j++) d[j] = s[indices[i] * inner + j];                               \
  }                                                                                                         \
  static void scatter_axis_##T(int64_t outer, int64_t length, int64_t inner, const T *s, const int64_t *indices, int64_t n, T *d) { \
    fill_##T(0, d, outer *length *inner);                                                                   \
    for (int64_t o = 0; o < outer; o++, d += length * inner)                                                \
      for (int64_t i = 0; i < n; i++, s += inner)                                                           \
        for (int64_t j = 0; j < inner; j++) d[indices[i] * inner + j] += s[j];                              \
  }
COPY(float)
COPY(double)
SELECT(float)
SELECT(double)

void cr_copy(cr_scalar type, int32_t rank, const int32_t *shape, const int32_t *source_strides, const void *source,
             const int32_t *destination_strides, void *destination) {
  if (type == CR_FLOAT32)
    copy_float(rank, shape, source_strides, source, destination_strides, destination);
  else
    copy_double(rank, shape, source_strides, source, destination_strides, destination);
}

void cr_fill(cr_scalar type, double value, void *destination, int64_t count) {
  if (type == CR_FLOAT32)
    fill_float((float)value, destination, count);
  else
    fill_double(value, destination, count);
}

void cr_gather(cr_scalar type, int64_t rows, int64_t row_stride, int64_t column_stride, const void *source,
               const int64_t *indices, int64_t count, void *destination) {
  if (type == CR_FLOAT32)
    gather_float(rows, row_stride, column_stride, source, indices, count, destination);
  else
    gather_double(rows, row_stride, column_stride, source, indices, count, destination);
}

void cr_gather_axis(cr_scalar type, int64_t outer, int64_t length, int64_t inner, const void *source,
                    const int64_t *indices, int64_t count, void *destination) {
  if (type == CR_FLOAT32)
    gather_axis_float(outer, length, inner, source, indices, count, destination);
  else
    gather_axis_double(outer, length, inner, source, indices, count, destination);
}

void cr_scatter_axis(cr_scalar type, int64_t outer, int64_t length, int64_t inner, const void *source,
                     const int64_t *indices, int64_t count, void *destination) {
  if (type == CR_FLOAT32)
    scatter_axis_float(outer, length, inner, source, indices, count, destination);
  else
    scatter_axis_double(outer, length, inner, source, indices, count, destination);
}
