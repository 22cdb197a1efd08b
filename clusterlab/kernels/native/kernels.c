/* The native implementations of the numpy kernels, which return the same bits.
 *
 * Points are column-major: column c of row i is x[c * stride + i]. Rows are processed in blocks of 64 and
 * chunks of 8192; callers may divide the work at the start of any chunk. Sums are taken per lane of a block,
 * lanes are added by halves, and blocks in order per chunk. The record of a block has 4 d + 1 numbers: the
 * lower and upper corner of its bounding box, the sums of its rows, the sums of their offsets from the box
 * center, and the sum of the squared offsets. No function here allocates, and the Python wrappers check all
 * sizes. The headers are included once per instruction set; all sets return the same bits because fused
 * multiply-add, which rounds differently, is off, but where single precision decides what is computed. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define KERN_ABI 2147817939 /* the fingerprint of these sources; see tests/kernels/native/test_loader.py */

#define BLOCK 64
#define CHUNK 8192
#define GROUP (16 * BLOCK) /* rows whose common box is tested before the boxes of their blocks */
#define RECORD(d) (4 * (d) + 1)
#define LANES 8
#define POSITIONS_AT_ONCE 256
#define MAX_BOX_COLUMNS 8 /* with more columns, distances are stored and boxes are not used */
#define MAX_PRUNED 256    /* the most centers that may be nearest within a box; more are not pruned */
#define MAX_COUNTED 8     /* the most centers whose presence in a block is counted one by one */
#define MAX_SELECTED 4    /* the most clusters of a block whose rows are read once for each */
#define MAX_CACHED 8      /* the most clusters of a block whose sums are cached for the next iteration */
#define CACHE_WIDTH(d) (MAX_CACHED * (d) + 1)
#define SLOTS (4 * BLOCK) /* of a hash table of the labels of a block */
#define ROUNDING_MARGIN 1e-12
#define FETCHED_AHEAD 32 /* rows from random places in memory */
#define CELL_MARGIN 1e-6 /* MARGIN of morton.py */
#define MEAN_ROUNDING 1e-9 /* MEAN_ROUNDING of reductions.py */
#define MIN_RELATIVE_GAIN 1e-12 /* MIN_RELATIVE_GAIN of single_transfers.py */
#define MAX_LEAF (2 * LANES) /* the most points of a leaf of a k-d tree, unless they are equal */

#if defined(_MSC_VER)
#define RESTRICT __restrict
#define EXPORT __declspec(dllexport)
#else
#define RESTRICT restrict
#define EXPORT __attribute__((visibility("default")))
#endif

#if defined(__GNUC__) /* prefetches memory that is read soon; unrolls a loop of up to eight turns */
#define PREFETCH(at) __builtin_prefetch(at)
#define UNROLLED _Pragma("GCC unroll 8")
#else
#define PREFETCH(at)
#define UNROLLED
#endif

#if defined(_WIN32) && !defined(_MSC_VER)
#undef EXPORT
#define EXPORT __declspec(dllexport)
#endif

/* The single-precision filter: see filter.h. */
#define PANEL 256          /* columns whose single-precision values stay in the cache */
#define DISTANCE_PANEL 32  /* columns that stay in the cache while several centers are compared */
#define CENTERS_AT_ONCE 6  /* centers whose distances are summed together */
#define MIN_WIDE 512     /* blocks of so many columns do not stay in the cache for the next center */
#define SCORES_AT_ONCE 5 /* centers whose scores are accumulated at a time */
#define RANKED (6 * SCORES_AT_ONCE)
#define PLACES 31 /* the lowest bits of a score, which number the centers that are ranked together */
#define PLACE_ERROR 0x1.01p-18f
#define MIN_SCORED 16 /* the fewest centers of few columns that are scored */
#define SLACK 4.04
#define UNKNOWN (-1.0) /* the deadline of rows whose label may change at any time */
#define MIN_MARGIN 1e-30f
#define MAX_MARGIN 1e30f

/* Bounds of distances: see bounds.h. */
#define MAX_BOUNDED 1024    /* the most centers that rows have bounds for; MAX_BOUNDED_CENTERS of bounded.py */
#define ROW_FLOATS 32       /* rows in single precision have a multiple of so many columns; see bounded.py */
#define PLACE_FLOATS 16     /* and bounds of so many centers */
#define COPIED_COLUMNS 16
#define PRODUCTS_AT_ONCE 4 /* centers whose products with a row are summed together */
#define ROUNDED 0x1p-21f
#define BOUND_GAP 0x1p-19f
#define MAX_DRIFT 1e38f
#define CACHE_TAKEN 1.0 /* what is done with the cached sums of a block */
#define CACHE_WRITTEN 2.0
#define PADDED(count, multiple) (((count) + (multiple) - 1) / (multiple) * (multiple))

/* Mixtures: see exp.py, e_step.py and gmm.h. */
#define TILE_ROWS 256     /* a multiple of BLOCK; TILE_ROWS of e_step.py */
#define COLUMNS_AT_ONCE 8 /* columns whose products with one column are summed together */
#define PANEL_COLUMNS 16  /* columns that are processed together; PANEL_COLUMNS of e_step.py */
#define MOMENT_COLUMNS 4  /* columns whose moments are summed together */
#define MIN_FILTERED 16   /* the fewest columns for which components may be found to be too far away */
#define MOMENT_CHUNK 2048 /* rows whose moments are summed per lane; CHUNK of e_step.py */
#define MAX_SQUARED_DISTANCE 1e300
#define UNDECIDED_BELOW 0.6
#define MIN_ARGUMENT (-708.0)
#define INVERSE_LOG2 0x1.71547652b82fep+0
#define ROUNDING_SHIFT 0x1.8p+52
#define LOG2_HIGH 0x1.62e42feep-1
#define LOG2_LOW 0x1.a39ef35793c76p-33
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

/* The nearest center so far of the rows of a block, in two buffers: `current` is read, the other is
 * written. */
typedef struct {
    double best[2][BLOCK], labels[2][BLOCK];
    int current;
} running_min;

/* Some centers: their coordinates row by row, and column by column at a distance of `stride`, and their
 * indices, 0, 1, ... if null. Infinite centers follow those of a set up to a multiple of LANES. */
typedef struct {
    int64_t count, stride;
    const double *rows, *by_column, *number;
} center_list;

/* The centers that may be nearest to a point of a box. */
typedef struct {
    int64_t count;
    double number[MAX_PRUNED], rows[MAX_PRUNED * MAX_BOX_COLUMNS], by_column[MAX_PRUNED * MAX_BOX_COLUMNS];
} center_set;

/* The clusters of the rows of a block, their labels and sizes, and the place of each row's cluster there. */
typedef struct {
    int64_t count, labels[BLOCK + 1], sizes[BLOCK + 1], index[BLOCK];
} block_clusters;

/* The arguments of kern_assign. */
typedef struct {
    const double *x;
    int64_t stride, n, d;
    const double *boxes, *centers;
    int64_t k;
    const void *hints;
    void *labels;
    int64_t width;
    double *distances, *parts, *deadlines;
    double drift, *cached;
    int64_t totals;
} task;

/* Centers in single precision: minus their mean and times -2 (k, d), and their squared lengths (k,) with the
 * largest, `max_square`. `slack` is the bound of the rounding error relative to the squared lengths. */
typedef struct {
    const double *mean;
    const float *squares, *rows;
    float max_square, slack;
    int64_t k;
} filter;

/* Rows in single precision (n, width), their squared lengths, and bounds of their distances, see bounds.h;
 * centers (k, width) times -2 with their squared lengths, of which `max_square` is the largest, and drifts
 * (places,). `all` are the numbers of all centers. */
typedef struct {
    const double *x;
    int64_t stride, d;
    const double *centers;
    int64_t k;
    const double *shift;
    const float *single, *squares, *drifts;
    float slack, max_square;
    int64_t width, places;
    const int32_t *all;
    float *rows, *lengths, *upper, *lower;
} bounded;

/* The filter written by kern_single_precision: the mean (d,), max_square, and then the floats. */
static filter filter_of(const double *single_centers, int64_t k, int64_t d) {
    const float *squares = (const float *)(single_centers + d + 1);
    const filter found = {single_centers, squares, squares + k, (float)single_centers[d],
        (float)(SLACK * (double)(d + 8) * 0x1p-24), k};
    return found;
}

/* The filter of some of the centers of another, whose numbers are copied to `single_centers`. */
static filter filter_of_list(
    const filter *all, const center_list *list, int64_t d, float *single_centers) {
    filter found = *all;
    float *squares = single_centers, *rows = single_centers + list->count;
    for (int64_t j = 0; j < list->count; j++) {
        const int64_t from = (int64_t)list->number[j];
        squares[j] = all->squares[from];
        memcpy(rows + j * d, all->rows + from * d, (size_t)d * sizeof *rows);
    }
    found.squares = squares, found.rows = rows, found.k = list->count;
    return found;
}

/* Cells of one size over two columns, from their lower corner: the cells of a length of 1, how many there
 * are, and how many cells away two points may be that lie within the radius of a search. */
typedef struct {
    double low[2], scale;
    int64_t counts[2], reach;
} grid;

/* The k-d trees of the cells of a grid, and the squared radius of a search; see kd_tree.h. */
typedef struct {
    const double *x;
    int64_t stride, d, nodes;
    const double *boxes;
    const int64_t *ends, *parents, *starts, *first;
    const grid *grid;
    double limit;
} tree;

/* The points start .. stop of a node that is added to a tree, and its parent. */
typedef struct {
    int64_t parent, start, stop;
} new_node;

/* The nodes from .. stop of a tree. */
typedef struct {
    int64_t from, stop;
} node_range;

/* How many neighbors each of m points, the sources, has; counting ends when all have `needed`. `box` is
 * their bounding box, `work` counts the numbers compared. */
typedef struct {
    const double *box, *sources;
    int64_t stride, m, needed, work, counts[MAX_LEAF];
} neighbor_count;

/* Where the growth of clusters stands: the next seed, the cluster and wave, how many points the next wave
 * has so far, the next of the listed leaves, and which half of the list is that of this wave. */
typedef struct {
    int64_t seed, cluster, wave, reached, at, n_listed, n_next, turn;
} growth_state;

/* The clusters that grow wave by wave. Labels and waves of free points are -1; `n_free` counts them per
 * node. `leaves` has two lists of at most `capacity` leaves, with core points of this and of the next wave;
 * `listed` is the last wave that a leaf was listed for. */
typedef struct {
    const uint8_t *core;
    int64_t *labels, *waves, *n_free, *leaves, *listed, capacity;
    growth_state *state;
} growth;

/* Where the chain of nearest neighbors stands: the numbers of positions, of clusters and of links, and
 * whether boxes are computed. */
typedef struct {
    int64_t n_positions, n_active, n_chain, has_boxes;
} chain_state;

/* Boxes: the bounds of their columns, column-major, and the least sizes of their clusters. */
typedef struct {
    double *low, *high, *sizes;
    int64_t stride;
} box_table;

/* The clusters that are not merged yet, by position: means, column-major, sizes, the highest costs of their
 * merges, numbers (-1 where a position is free), and slots; `at` is the position of a slot, `chain` holds
 * positions. */
typedef struct {
    double *x;
    int64_t stride, d;
    double *sizes, *costs;
    int64_t *numbers, *slots, *at, *chain;
    box_table boxes, outer;
    double *bounds;
    chain_state *state;
} clusters;

/* The cluster whose merge with `own` costs least, both by position, and the numbers compared to find it. */
typedef struct {
    int64_t own, found, work;
    double cost;
} nearest_cluster;

/* Clusters of n rows between which single rows are transferred: means (k, d), counts (k,), and what leaving
 * and joining each of them multiplies a squared distance by. */
typedef struct {
    const double *x;
    int64_t stride, n, d;
    double *centers, *counts;
    int64_t k;
    double *leaving, *joining;
} transfers;

static center_list list_of(const center_set *set) {
    const center_list list = {set->count, MAX_PRUNED, set->rows, set->by_column, set->number};
    return list;
}

/* Adds center j of a list. */
static void add_to_set(center_set *set, int64_t d, const center_list *list, int64_t j) {
    const int64_t at = set->count++;
    set->number[at] = list->number ? list->number[j] : (double)j;
    for (int64_t c = 0; c < d; c++)
        set->rows[at * d + c] = set->by_column[c * MAX_PRUNED + at] = list->rows[j * d + c];
}

/* Writes infinite centers after the centers of a set, so that these fill packs of LANES. */
static void fill_up(center_set *set, int64_t d) {
    for (int64_t at = set->count; at % LANES; at++) {
        set->number[at] = 0;
        for (int64_t c = 0; c < d; c++)
            set->rows[at * d + c] = set->by_column[c * MAX_PRUNED + at] = INFINITY;
    }
}

/* The sum (width,) of `parts` (rows, width), with rows added in order. */
EXPORT void kern_sum_parts(
    const double *RESTRICT parts, int64_t rows, int64_t width, double *RESTRICT total) {
    memcpy(total, parts, (size_t)width * sizeof *total);
    for (int64_t row = 1; row < rows; row++)
        for (int64_t i = 0; i < width; i++)
            total[i] += parts[row * width + i];
}

/* The index of the first of n ascending numbers that is greater than a threshold, or n. */
static int64_t first_greater(const double *cumulative, int64_t n, double threshold) {
    int64_t low = 0, high = n;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (cumulative[middle] > threshold)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The row of m at which the cumulative weight exceeds a threshold, or else the last row with a weight. */
static int64_t row_at(const double *weights, int64_t m, double threshold) {
    double cumulative = 0;
    int64_t last = 0;
    for (int64_t i = 0; i < m; i++) {
        cumulative += weights[i];
        last = weights[i] > 0 ? i : last;
        if (cumulative > threshold)
            return i;
    }
    return last;
}

/* Rows sampled by D^2: those at which its cumulative sum, first over blocks and then within one, exceeds
 * each of m shares of the total. `cumulative` is scratch memory of a number per block. */
EXPORT void kern_rows_at_shares(const double *RESTRICT distances, int64_t n, const double *RESTRICT sums,
    double *RESTRICT cumulative, const double *RESTRICT shares, int64_t m, int64_t *RESTRICT rows) {
    const int64_t blocks = (n + BLOCK - 1) / BLOCK;
    double total = 0;
    for (int64_t block = 0; block < blocks; block++)
        cumulative[block] = total += sums[block];
    for (int64_t j = 0; j < m; j++) {
        const double threshold = shares[j] * total;
        int64_t block = first_greater(cumulative, blocks, threshold);
        while (block == blocks || (block > 0 && cumulative[block - 1] == total))
            block--;
        const int64_t at = block * BLOCK, size = n - at < BLOCK ? n - at : BLOCK;
        rows[j] = at + row_at(distances + at, size, threshold - (cumulative[block] - sums[block]));
    }
}

static int64_t label_of(const void *labels, int64_t width, int64_t row) {
    switch (width) {
    case 1:
        return ((const int8_t *)labels)[row];
    case 2:
        return ((const int16_t *)labels)[row];
    case 4:
        return ((const int32_t *)labels)[row];
    default:
        return ((const int64_t *)labels)[row];
    }
}

static void set_label(void *labels, int64_t width, int64_t row, int64_t label) {
    switch (width) {
    case 1:
        ((int8_t *)labels)[row] = (int8_t)label;
        break;
    case 2:
        ((int16_t *)labels)[row] = (int16_t)label;
        break;
    case 4:
        ((int32_t *)labels)[row] = (int32_t)label;
        break;
    default:
        ((int64_t *)labels)[row] = label;
    }
}

/* One of the rows of each cluster of more than two, where `rows` has none; -1 where there is none. Every
 * 64th row is looked at first, which nearly always suffices. */
static void find_rows(const void *labels, int64_t width, int64_t n, const double *counts, int64_t k,
    int64_t *rows) {
    int64_t missing = 0;
    for (int64_t j = 0; j < k; j++)
        if (counts[j] > 2 && (rows[j] < 0 || label_of(labels, width, rows[j]) != j)) {
            rows[j] = -1;
            missing++;
        }
    for (int64_t step = BLOCK; missing && step; step = step == BLOCK)
        for (int64_t row = 0; row < n && missing; row += step) {
            const int64_t j = label_of(labels, width, row);
            if (j >= 0 && j < k && counts[j] > 2 && rows[j] < 0) {
                rows[j] = row;
                missing--;
            }
        }
}

static int is_constant(const double *column, const void *labels, int64_t width, int64_t n, int64_t j,
    double value) {
    for (int64_t row = 0; row < n; row++)
        if (column[row] != value && label_of(labels, width, row) == j)
            return 0;
    return 1;
}

/* Makes the mean of a column that has one value in a cluster exactly this value: the rounding of its sum
 * would part equal points from their mean. Only means that nearly equal the value of one row need a look. */
static void correct_means(const double *x, int64_t stride, const void *labels, int64_t width, int64_t n,
    const double *counts, int64_t k, int64_t d, const int64_t *rows, double *means) {
    for (int64_t j = 0; j < k; j++)
        for (int64_t c = 0; c < d && counts[j] > 2 && rows[j] >= 0; c++) {
            const double value = x[c * stride + rows[j]], mean = means[j * d + c];
            if (mean != value && fabs(mean - value) <= MEAN_ROUNDING * fabs(value) &&
                is_constant(x + c * stride, labels, width, n, j, value))
                means[j * d + c] = value;
        }
}

/* The means (k, d) of the clusters of n points with labels, sums and counts, and their distances from the
 * centers: `moves` are the sum of the squared distances times the counts, their sum, and the largest. `rows`
 * (k,) are rows that may be in the clusters, at first -1. Returns the number of empty clusters, which have
 * no mean. */
EXPORT int64_t kern_cluster_means(const double *x, int64_t stride, int64_t n, const void *labels,
    int64_t width, const double *RESTRICT sums, const double *RESTRICT counts,
    const double *RESTRICT centers, int64_t k, int64_t d, int64_t *RESTRICT rows, double *RESTRICT means,
    double *RESTRICT moves) {
    int64_t empty = 0;
    for (int64_t j = 0; j < k; j++)
        for (int64_t i = j * d; i < (j + 1) * d; i++)
            means[i] = sums[i] / counts[j];
    find_rows(labels, width, n, counts, k, rows);
    correct_means(x, stride, labels, width, n, counts, k, d, rows, means);
    moves[0] = moves[1] = moves[2] = 0;
    for (int64_t j = 0; j < k; j++) {
        double own = 0;
        empty += counts[j] == 0;
        for (int64_t i = j * d; i < (j + 1) * d; i++) {
            const double difference = means[i] - centers[i], square = difference * difference;
            moves[0] += counts[j] * square;
            moves[1] += square;
            own += square;
        }
        moves[2] = own > moves[2] ? own : moves[2];
    }
    return empty;
}

/* Adds the deviations of some rows from the means of their clusters, and their squares, in `count` columns,
 * times the shares of the rows unless these are null. */
static inline void add_deviations(const double *x, int64_t stride, const int64_t count, const int64_t *rows,
    const double *shares, int64_t m, const double *mean, double *first, double *second) {
    double sums[MOMENT_COLUMNS], squares[MOMENT_COLUMNS];
    for (int64_t c = 0; c < count; c++)
        sums[c] = squares[c] = 0;
    for (int64_t i = 0; i < m; i++) {
        const double share = shares ? shares[i] : 1.0;
        for (int64_t c = 0; c < count; c++) {
            const double deviation = x[c * stride + rows[i]] - mean[c], own = share * deviation;
            sums[c] += own;
            squares[c] += own * deviation;
        }
    }
    for (int64_t c = 0; c < count; c++)
        first[c] = sums[c], second[c] = squares[c];
}

/* The sums (k, d) of the deviations of rows from the means (k, d) of their clusters, and those of their
 * squares, times the `shares` of the rows unless these are null. `rows` has those of cluster j from ends[j]
 * to ends[j + 1] - 1. In the columns from one to another. */
EXPORT void kern_deviations(const double *x, int64_t stride, int64_t d, const int64_t *rows,
    const double *shares, const int64_t *ends, int64_t k, const double *means, double *firsts,
    double *seconds, int64_t from, int64_t to) {
    for (int64_t c = from, count; c < to; c += count) {
        count = to - c < MOMENT_COLUMNS ? 1 : MOMENT_COLUMNS;
        for (int64_t j = 0, at = c; j < k; j++, at += d) {
            const double *own = shares ? shares + ends[j] : 0;
            const int64_t m = ends[j + 1] - ends[j];
            if (count == 1)
                add_deviations(x + c * stride, stride, 1, rows + ends[j], own, m, means + at, firsts + at,
                    seconds + at);
            else
                add_deviations(x + c * stride, stride, MOMENT_COLUMNS, rows + ends[j], own, m, means + at,
                    firsts + at, seconds + at);
        }
    }
}

/* Writes k centers of d columns, minus a shift and times -2, in single precision, and their squared lengths;
 * returns the largest, infinity where one is no number. */
static double write_single(const double *RESTRICT centers, int64_t k, int64_t d, const double *RESTRICT shift,
    float *RESTRICT squares, float *RESTRICT rows, int64_t width) {
    double max_square = 0, total = 0;
    for (int64_t j = 0; j < k; j++) {
        double square = 0;
        for (int64_t c = 0; c < d; c++) {
            const double difference = centers[j * d + c] - shift[c];
            square += difference * difference;
            rows[j * width + c] = (float)(-2 * difference);
        }
        squares[j] = (float)square;
        max_square = square > max_square ? square : max_square;
        total += square;
    }
    return total < INFINITY ? max_square : INFINITY; /* also for NaN */
}

static void write_mean(const double *RESTRICT centers, int64_t k, int64_t d, double *RESTRICT mean) {
    memset(mean, 0, (size_t)d * sizeof *mean);
    for (int64_t j = 0; j < k; j++)
        for (int64_t c = 0; c < d; c++)
            mean[c] += centers[j * d + c] / (double)k;
}

/* Writes the filter of k centers of d columns; see filter_of. */
EXPORT void kern_single_precision(
    const double *RESTRICT centers, int64_t k, int64_t d, double *RESTRICT single_centers) {
    float *squares = (float *)(single_centers + d + 1);
    write_mean(centers, k, d, single_centers);
    single_centers[d] = write_single(centers, k, d, single_centers, squares, squares + k, d);
}

/* Prepares an iteration of bounds.h: adds the moves of k centers since `before`, times a `margin`, to their
 * drifts, and writes the centers in single precision (k, width), their squared lengths (places,) and drifts
 * (places,). Before the first iteration the drifts are negative; `shift` is then the mean. Returns
 * the largest squared length. */
EXPORT double kern_bounded_centers(const double *RESTRICT centers, int64_t k, int64_t d,
    double *RESTRICT before, double *RESTRICT drifts, double margin, double *RESTRICT shift,
    float *RESTRICT single) {
    const int64_t width = PADDED(d, ROW_FLOATS), places = PADDED(k, PLACE_FLOATS);
    float *squares = single + k * width, *rounded = squares + places;
    if (drifts[0] < 0)
        write_mean(centers, k, d, shift);
    for (int64_t j = 0; j < k; j++) {
        double square = 0;
        for (int64_t c = 0; c < d; c++) {
            const double difference = centers[j * d + c] - before[j * d + c];
            square += difference * difference;
        }
        drifts[j] = drifts[j] < 0 ? 0 : (drifts[j] + sqrt(square) * margin) * margin;
        rounded[j] = drifts[j] < MAX_DRIFT ? (float)drifts[j] : MAX_DRIFT; /* also for NaN */
    }
    memcpy(before, centers, (size_t)(k * d) * sizeof *before);
    return write_single(centers, k, d, shift, squares, single, width);
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
#include "seeding.h"
#include "labeled.h"
#include "bounds.h"
#include "packs.h"
#include "blocks.h"
#include "gmm.h"
#include "transfers.h"
#include "rasterize.h"
#include "kd_tree.h"
#include "density.h"
#include "distances.h"
#include "linkage.h"
#undef LEVEL
#undef TARGET
#undef WIDTH

#if defined(__GNUC__) && defined(__x86_64__) && !defined(_MSC_VER)
#define FUSED /* fused multiply-add is there: see plus_product in filter.h */
#define LEVEL avx2
#define TARGET __attribute__((target("avx2,fma")))
#define WIDTH 4
#include "filter.h"
#include "nearest.h"
#include "seeding.h"
#include "labeled.h"
#include "bounds.h"
#include "packs.h"
#include "blocks.h"
#include "gmm.h"
#include "transfers.h"
#include "rasterize.h"
#include "kd_tree.h"
#include "density.h"
#include "distances.h"
#include "linkage.h"
#undef LEVEL
#undef TARGET
#undef WIDTH

#if defined(__clang__) /* clang ignores the whole attribute if it does not know one word */
#define WIDE
#else
#define WIDE ",prefer-vector-width=512"
#endif
#define LEVEL avx512
#define TARGET __attribute__((target("fma,avx512f,avx512dq,avx512bw,avx512vl" WIDE)))
#define WIDTH 8
#include "filter.h"
#include "nearest.h"
#include "seeding.h"
#include "labeled.h"
#include "bounds.h"
#include "packs.h"
#include "blocks.h"
#include "gmm.h"
#include "transfers.h"
#include "rasterize.h"
#include "kd_tree.h"
#include "density.h"
#include "distances.h"
#include "linkage.h"
#undef LEVEL
#undef TARGET
#undef WIDTH
#endif

EXPORT int64_t kern_abi(void) { return KERN_ABI; }

/* The best level of this processor: 0 base, 1 avx2, 2 avx512. */
EXPORT int64_t kern_level(void) {
#if defined(__GNUC__) && defined(__x86_64__) && !defined(_MSC_VER)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return 2;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return 1;
#endif
    return 0;
}

/* The stable order (n,) of up to 2^24 codes of 16 bits: sorted by the lower and then by the upper byte (radix
 * sort). In `scratch` (n,) each row stands above its upper byte, so that the second pass reads nothing else. */
EXPORT void kern_code_order(
    const uint16_t *RESTRICT codes, int64_t n, uint32_t *RESTRICT scratch, int64_t *RESTRICT order) {
    int64_t low[256] = {0}, high[256] = {0}, before_low = 0, before_high = 0;
    for (int64_t i = 0; i < n; i++)
        low[codes[i] & 255]++, high[codes[i] >> 8]++;
    for (int64_t byte = 0; byte < 256; byte++) {
        const int64_t own_low = low[byte], own_high = high[byte];
        low[byte] = before_low, high[byte] = before_high;
        before_low += own_low, before_high += own_high;
    }
    for (int64_t i = 0; i < n; i++)
        scratch[low[codes[i] & 255]++] = (uint32_t)i << 8 | codes[i] >> 8;
    for (int64_t i = 0; i < n; i++)
        order[high[scratch[i] & 255]++] = scratch[i] >> 8;
}

/* Windows builds of Python extensions must export this name; the library is loaded by ctypes, never
 * imported. */
EXPORT void *PyInit__kern(void) { return 0; }
