/* The compiled twins of the numpy kernels in nearest.py and splat.py: the same results, the same bits.
 *
 * Points lie column by column: column c of row i is x[c * stride + i]. Rows are worked on in blocks of 64 and
 * chunks of 8192; whoever cuts the work up cuts it where a chunk begins. Sums are taken per lane of a block,
 * lanes in order, blocks in order per chunk. No function here allocates, and none is called with sizes that nearest.py's wrapper has not
 * checked. The header is included once for each instruction set; without fused multiply-add, whose rounding
 * differs, all of them return the same bits.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define KERN_ABI 3264221688 /* a fingerprint of these sources; tests/kernels/test_compiled.py says which */

#define BLOCK 64
#define CHUNK 8192
#define TILE 256  /* rows whose best center so far is kept near; whole blocks */
#define DIRECT 8  /* up to so many columns the distances are never written down */
#define LANES 8
#define FEW 4     /* clusters in a block whose distances are computed for every row of it */
#define MANY 16   /* after so many columns it is worth asking whether a center can still win */

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

#define JOINED(name, level) name##_##level
#define AT(name, level) JOINED(name, level)
#define NAME(name) AT(name, LEVEL)

#define LEVEL base
#define TARGET
#include "_kern_impl.h"
#include "_kern_splat.h"
#undef LEVEL
#undef TARGET

#if defined(__GNUC__) && defined(__x86_64__) && !defined(_MSC_VER)
#define LEVEL avx2
#define TARGET __attribute__((target("avx2")))
#include "_kern_impl.h"
#include "_kern_splat.h"
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
#include "_kern_splat.h"
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
