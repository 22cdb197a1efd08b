/* The compiled twins of the numpy kernels: the same results, the same bits.
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

#define KERN_ABI 1645316196 /* a fingerprint of these sources; tests/kernels/native/test_loader.py says which */

#define BLOCK 64
#define CHUNK 8192
#define GROUP (16 * BLOCK) /* rows whose common box is looked at before those of their blocks */
#define RECORD(d) (4 * (d) + 1)
#define LANES 8
#define TILE 256    /* places that are drawn at a time */
#define DIRECT 8    /* up to so many columns distances are never written down, and boxes are worth a look */
#define NEAR 256    /* up to so many centers are told apart by boxes */
#define FEW 8       /* centers that are counted one by one */
#define KEPT 8      /* clusters of a block whose sums are kept for the next round */
#define KEEP(d) (KEPT * (d) + 1)
#define SOME 2      /* clusters whose rows are picked out one by one */
#define MARGIN 1e-12

#if defined(_MSC_VER)
#define RESTRICT __restrict
#define EXPORT __declspec(dllexport)
#else
#define RESTRICT restrict
#define EXPORT __attribute__((visibility("default")))
#endif

#if defined(__GNUC__) /* what will be read soon */
#define AHEAD(at) __builtin_prefetch(at)
#else
#define AHEAD(at)
#endif

#if defined(_WIN32) && !defined(_MSC_VER)
#undef EXPORT
#define EXPORT __declspec(dllexport)
#endif

/* For filters: see filter.h. */
#define PANEL 256   /* columns that are narrowed at a time */
#define SCORED 5    /* centers whose scores are added up side by side */
#define RANKED (6 * SCORED)
#define SLACK 4.04
#define UNKNOWN (-1.0) /* the deadline of rows that may change their label at once */
#define LEAST_MARGIN 1e-30f
#define MOST_MARGIN 1e30f

/* For mixtures: see exp.py and gaussian_components.py. */
#define TALL 256    /* rows of a tile; whole blocks */
#define EIGHT 8     /* columns whose products with one are added up together */
#define SHORT 2048  /* rows whose moments are added up per lane */
#define FARTHEST 1e300
#define UNDECIDED 0.6
#define LEAST (-708.0)
#define TURNS 0x1.71547652b82fep+0
#define TURNING 0x1.8p+52
#define TURN 0x1.62e42feep-1
#define TURN_REST 0x1.a39ef35793c76p-33
#define E2 0x1.0000000000001p-1
#define E3 0x1.5555555555556p-3
#define E4 0x1.5555555553d68p-5
#define E5 0x1.11111111109b5p-7
#define E6 0x1.6c16c17889f3cp-10
#define E7 0x1.a01a01a7c2f2cp-13
#define E8 0x1.a019b914881bap-16
#define E9 0x1.71de0db2eb873p-19
#define E10 0x1.28917c9f3a495p-22
#define E11 0x1.af389eea54156p-26

#if defined(_MSC_VER)
#define INLINE static __forceinline
#else
#define INLINE static inline __attribute__((always_inline))
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
    const void *hints;
    void *labels;
    int64_t width;
    double *distances, *parts, *deadlines;
    double drift, *kept;
    int64_t totals;
} task;

/* Centers in single precision: less their mean and times -2 (k, d), their squared lengths (k,), of which the greatest
 * is the reach, and how great a share of the squared lengths rounding may be. */
typedef struct {
    const double *mean;
    const float *squares, *rows;
    float reach, slack;
} filter;

/* The filter that kern_narrow wrote: the mean (d,), the reach, and then the floats. */
static filter filter_of(const double *narrowed, int64_t k, int64_t d) {
    const float *squares = (const float *)(narrowed + d + 1);
    const filter found = {
        narrowed, squares, squares + k, (float)narrowed[d], (float)(SLACK * (double)(d + 8) * 0x1p-24)};
    return found;
}

static void keep(field *kept, int64_t d, const double *center, double number) {
    const int64_t j = kept->count++;
    kept->number[j] = number;
    for (int64_t c = 0; c < d; c++)
        kept->rows[j * d + c] = kept->across[c * NEAR + j] = center[c];
}

/* The sum of `rows` rows of `width` numbers each, in the order of the rows. */
EXPORT void kern_fold(const double *RESTRICT parts, int64_t rows, int64_t width, double *RESTRICT total) {
    memcpy(total, parts, (size_t)width * sizeof *total);
    for (int64_t row = 1; row < rows; row++)
        for (int64_t i = 0; i < width; i++)
            total[i] += parts[row * width + i];
}

/* The means (k, d) of clusters, of their sums and counts, and how far they are from their centers: the sum of the
 * squared moves times the counts, and without, and the greatest of them. Returns how many clusters are empty and so
 * have no mean. */
EXPORT int64_t kern_means(const double *RESTRICT sums, const double *RESTRICT counts, const double *RESTRICT centers,
    int64_t k, int64_t d, double *RESTRICT means, double *RESTRICT moves) {
    int64_t empty = 0;
    moves[0] = moves[1] = moves[2] = 0;
    for (int64_t j = 0; j < k; j++) {
        double own = 0;
        empty += counts[j] == 0;
        for (int64_t i = j * d; i < (j + 1) * d; i++) {
            const double mean = sums[i] / counts[j], away = mean - centers[i], square = away * away;
            means[i] = mean;
            moves[0] += counts[j] * square;
            moves[1] += square;
            own += square;
        }
        moves[2] = own > moves[2] ? own : moves[2];
    }
    return empty;
}

#define JOINED(name, level) name##_##level
#define AT(name, level) JOINED(name, level)
#define NAME(name) AT(name, LEVEL)

#define LEVEL base
#define TARGET
#if defined(__GNUC__)
#define WIDTH 2
#else
#define WIDTH 1
#endif
#include "filter.h"
#include "nearest.h"
#include "gmm.h"
#include "rasterize.h"
#undef LEVEL
#undef TARGET
#undef WIDTH

#if defined(__GNUC__) && defined(__x86_64__) && !defined(_MSC_VER)
#define LEVEL avx2
#define TARGET __attribute__((target("avx2")))
#define WIDTH 4
#include "filter.h"
#include "nearest.h"
#include "gmm.h"
#include "rasterize.h"
#undef LEVEL
#undef TARGET
#undef WIDTH

#if defined(__clang__) /* clang drops the whole attribute at a word that it does not know */
#define WIDE
#else
#define WIDE ",prefer-vector-width=512"
#endif
#define LEVEL avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl" WIDE)))
#define WIDTH 8
#include "filter.h"
#include "nearest.h"
#include "gmm.h"
#include "rasterize.h"
#undef LEVEL
#undef TARGET
#undef WIDTH
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

/* Writes the filter of k centers of d columns; see filter_of. */
EXPORT void kern_narrow(const double *RESTRICT centers, int64_t k, int64_t d, double *RESTRICT narrowed) {
    double *mean = narrowed, reach = 0, all = 0;
    float *squares = (float *)(narrowed + d + 1), *rows = squares + k;
    memset(mean, 0, (size_t)d * sizeof *mean);
    for (int64_t j = 0; j < k; j++)
        for (int64_t c = 0; c < d; c++)
            mean[c] += centers[j * d + c] / (double)k;
    for (int64_t j = 0; j < k; j++) {
        double square = 0;
        for (int64_t c = 0; c < d; c++) {
            const double away = centers[j * d + c] - mean[c];
            square += away * away;
            rows[j * d + c] = (float)(-2 * away);
        }
        squares[j] = (float)square;
        reach = square > reach ? square : reach;
        all += square;
    }
    narrowed[d] = all < INFINITY ? reach : INFINITY; /* NaN too */
}

/* The first of n rising numbers that is greater than a place, n where none is. */
static int64_t first_beyond(const double *reach, int64_t n, double place) {
    int64_t low = 0, high = n;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (reach[middle] > place)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The row of m at which their weights, added up, exceed a place; the last that has a weight where none does. */
static int64_t row_at(const double *weights, int64_t m, double place) {
    double reach = 0;
    int64_t last = 0;
    for (int64_t i = 0; i < m; i++) {
        reach += weights[i];
        last = weights[i] > 0 ? i : last;
        if (reach > place)
            return i;
    }
    return last;
}

/* Rows drawn by D^2: those at which it, added up over the blocks and then within one, exceeds each of m shares of
 * the whole. `reach` has room for a number of each block. */
EXPORT void kern_drawn(const double *RESTRICT distances, int64_t n, const double *RESTRICT sums,
    double *RESTRICT reach, const double *RESTRICT shares, int64_t m, int64_t *RESTRICT rows) {
    const int64_t blocks = (n + BLOCK - 1) / BLOCK;
    double whole = 0;
    for (int64_t block = 0; block < blocks; block++)
        reach[block] = whole += sums[block];
    for (int64_t j = 0; j < m; j++) {
        const double place = shares[j] * whole;
        int64_t block = first_beyond(reach, blocks, place);
        while (block == blocks || (block > 0 && reach[block - 1] == whole))
            block--;
        const int64_t at = block * BLOCK, size = n - at < BLOCK ? n - at : BLOCK;
        rows[j] = at + row_at(distances + at, size, place - (reach[block] - sums[block]));
    }
}

/* Windows builds of Python extensions must export this name; the library is loaded by ctypes, never imported. */
EXPORT void *PyInit__kern(void) { return 0; }
