/* The compiled twins of the numpy kernels in nearest.py: the same results, the same bits.
 *
 * Points lie column by column: column c of row i is x[c * stride + i]. Rows are worked on in blocks of 64 and
 * chunks of 8192; whoever cuts the work up cuts it where a chunk begins. Sums are taken per lane of a block,
 * lanes by halves, blocks in order per chunk. A block has a record of 4 d + 1 numbers: the low and the high corner
 * of its box, the sums of its rows, the sums and the squared length of their offsets from the middle of the box.
 * No function here allocates, and none is called with sizes that its wrapper has not checked. The headers are
 * included once for each instruction set; without fused multiply-add, whose rounding differs, all of them return
 * the same bits.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define KERN_ABI 321738071 /* a fingerprint of these sources; tests/kernels/test_compiled.py says which */

#define BLOCK 64
#define CHUNK 8192
#define GROUP (16 * BLOCK) /* rows whose common box is looked at before those of their blocks */
#define LANES 8
#define DIRECT 8    /* up to so many columns distances are never written down, and boxes are worth a look */
#define NEAR 256    /* up to so many centers are told apart by boxes */
#define BATCH 32    /* centers that race side by side */
#define MANY 16     /* after so many columns it is worth asking whether a center can still win */
#define MARGIN 1e-12

#if defined(_MSC_VER)
#define RESTRICT __restrict
#define EXPORT __declspec(dllexport)
#else
#define RESTRICT restrict
#define EXPORT __attribute__((visibility("default")))
#endif

#if defined(_WIN32) && !defined(_MSC_VER)
#undef EXPORT
#define EXPORT __declspec(dllexport)
#endif

/* The best center so far of the rows of a block: two buffers, of which `now` is the one to be read. */
typedef struct {
    double best[2][BLOCK], labels[2][BLOCK];
    int now;
} contest;

/* Some centers: their numbers, and their coordinates row by row and column by column. */
typedef struct {
    int64_t count;
    double number[NEAR], rows[NEAR * DIRECT], across[NEAR * DIRECT];
} field;

/* What kern_assign was asked for. */
typedef struct {
    const double *x;
    int64_t stride, n, d;
    const double *boxes, *centers;
    int64_t k;
    const double *quarters;
    const void *hints;
    void *labels;
    int64_t width;
    double *distances, *parts;
} task;

static void keep(field *kept, int64_t d, const double *center, double number) {
    const int64_t j = kept->count++;
    kept->number[j] = number;
    for (int64_t c = 0; c < d; c++)
        kept->rows[j * d + c] = kept->across[c * NEAR + j] = center[c];
}

#define JOINED(name, level) name##_##level
#define AT(name, level) JOINED(name, level)
#define NAME(name) AT(name, LEVEL)

#define LEVEL base
#define TARGET
#include "_kern_impl.h"
#undef LEVEL
#undef TARGET

#if defined(__GNUC__) && defined(__x86_64__) && !defined(_MSC_VER)
#define LEVEL avx2
#define TARGET __attribute__((target("avx2")))
#include "_kern_impl.h"
#undef LEVEL
#undef TARGET

#if defined(__clang__) /* clang drops the whole attribute at a word that it does not know */
#define WIDE
#else
#define WIDE ",prefer-vector-width=512"
#endif
#define LEVEL avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl" WIDE)))
#include "_kern_impl.h"
#undef LEVEL
#undef TARGET
#endif

EXPORT int64_t kern_abi(void) { return KERN_ABI; }

/* The best level that this processor has: 0 base, 1 avx2, 2 avx512. */
EXPORT int64_t kern_level(void) {
#if defined(__GNUC__) && defined(__x86_64__) && !defined(_MSC_VER)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return 2;
    if (__builtin_cpu_supports("avx2"))
        return 1;
#endif
    return 0;
}

/* The sum of `rows` rows of `width` numbers each, in the order of the rows. */
EXPORT void kern_fold(const double *RESTRICT parts, int64_t rows, int64_t width, double *RESTRICT total) {
    memcpy(total, parts, (size_t)width * sizeof *total);
    for (int64_t row = 1; row < rows; row++)
        for (int64_t i = 0; i < width; i++)
            total[i] += parts[row * width + i];
}

/* Windows builds of Python extensions must export this name; the library is loaded by ctypes, never imported. */
EXPORT void *PyInit__kern(void) { return 0; }
