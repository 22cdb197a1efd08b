/* The loops, in the form that compilers vectorise without fast-math: passes in small functions with restrict
 * parameters, which read the best so far from one buffer and write it to another. See _kern.c. */

#define SQUARE(x, c) (((x) - (c)) * ((x) - (c)))
#define SUM1(c) SQUARE(x[i], (c)[0])
#define SUM2(c) (SUM1(c) + SQUARE(x[stride + i], (c)[1]))
#define SUM3(c) (SUM2(c) + SQUARE(x[2 * stride + i], (c)[2]))
#define SUM4(c) (SUM3(c) + SQUARE(x[3 * stride + i], (c)[3]))
#define SUM5(c) (SUM4(c) + SQUARE(x[4 * stride + i], (c)[4]))
#define SUM6(c) (SUM5(c) + SQUARE(x[5 * stride + i], (c)[5]))
#define SUM7(c) (SUM6(c) + SQUARE(x[6 * stride + i], (c)[6]))
#define SUM8(c) (SUM7(c) + SQUARE(x[7 * stride + i], (c)[7]))
#define CHALLENGE(distance, number)                                                                          \
    {                                                                                                        \
        const double other = (distance);                                                                     \
        label = other < least ? (number) : label;                                                            \
        least = other < least ? other : least;                                                               \
    }

/* Lets one center, and four, challenge the best so far of m rows with D columns; equals do not win. */
#define DIRECT_PASSES(D)                                                                                     \
    TARGET static void NAME(one_center##D)(int64_t m, const double *RESTRICT x, int64_t stride,              \
        const double *RESTRICT center, double number, const double *RESTRICT best,                           \
        const double *RESTRICT labels, double *RESTRICT new_best, double *RESTRICT new_labels) {             \
        (void)stride;                                                                                        \
        for (int64_t i = 0; i < m; i++) {                                                                    \
            double least = best[i], label = labels[i];                                                       \
            CHALLENGE(SUM##D(center), number)                                                                \
            new_best[i] = least;                                                                             \
            new_labels[i] = label;                                                                           \
        }                                                                                                    \
    }                                                                                                        \
    TARGET static void NAME(four_centers##D)(int64_t m, const double *RESTRICT x, int64_t stride,            \
        const double *RESTRICT center, double number, const double *RESTRICT best,                           \
        const double *RESTRICT labels, double *RESTRICT new_best, double *RESTRICT new_labels) {             \
        (void)stride;                                                                                        \
        for (int64_t i = 0; i < m; i++) {                                                                    \
            double least = best[i], label = labels[i];                                                       \
            CHALLENGE(SUM##D(center), number)                                                                \
            CHALLENGE(SUM##D(center + D), number + 1)                                                        \
            CHALLENGE(SUM##D(center + 2 * D), number + 2)                                                    \
            CHALLENGE(SUM##D(center + 3 * D), number + 3)                                                    \
            new_best[i] = least;                                                                             \
            new_labels[i] = label;                                                                           \
        }                                                                                                    \
    }

DIRECT_PASSES(1)
DIRECT_PASSES(2)
DIRECT_PASSES(3)
DIRECT_PASSES(4)
DIRECT_PASSES(5)
DIRECT_PASSES(6)
DIRECT_PASSES(7)
DIRECT_PASSES(8)

/* The best center so far of the rows of a tile: two buffers, of which `now` is the one to be read. */
typedef struct {
    double best[2][TILE], labels[2][TILE];
    int now;
} NAME(race);

typedef void (*NAME(pass))(int64_t, const double *, int64_t, const double *, double, const double *,
    const double *, double *, double *);

TARGET static void NAME(race_directly)(
    NAME(race) *race, int64_t m, const double *x, int64_t stride, int64_t d, const double *centers, int64_t k) {
    static const NAME(pass) ones[] = {
        NAME(one_center1), NAME(one_center2), NAME(one_center3), NAME(one_center4),
        NAME(one_center5), NAME(one_center6), NAME(one_center7), NAME(one_center8)};
    static const NAME(pass) fours[] = {
        NAME(four_centers1), NAME(four_centers2), NAME(four_centers3), NAME(four_centers4),
        NAME(four_centers5), NAME(four_centers6), NAME(four_centers7), NAME(four_centers8)};
    for (int64_t c = 0; c < k;) {
        const int64_t step = k - c >= 4 ? 4 : 1;
        (step == 4 ? fours : ones)[d - 1](m, x, stride, centers + c * d, (double)c, race->best[race->now],
            race->labels[race->now], race->best[1 - race->now], race->labels[1 - race->now]);
        race->now = 1 - race->now;
        c += step;
    }
}

TARGET static void NAME(add_column)(int64_t m, const double *RESTRICT x, double c, double *RESTRICT sums) {
    for (int64_t i = 0; i < m; i++)
        sums[i] += SQUARE(x[i], c);
}

TARGET static void NAME(add_eight_columns)(
    int64_t m, const double *RESTRICT x, int64_t stride, const double *RESTRICT c, double *RESTRICT sums) {
    for (int64_t i = 0; i < m; i++) {
        double sum = sums[i];
        sum += SQUARE(x[i], c[0]);
        sum += SQUARE(x[stride + i], c[1]);
        sum += SQUARE(x[2 * stride + i], c[2]);
        sum += SQUARE(x[3 * stride + i], c[3]);
        sum += SQUARE(x[4 * stride + i], c[4]);
        sum += SQUARE(x[5 * stride + i], c[5]);
        sum += SQUARE(x[6 * stride + i], c[6]);
        sum += SQUARE(x[7 * stride + i], c[7]);
        sums[i] = sum;
    }
}

/* Adds the squares of columns from .. to - 1 to the distances of m rows to one center. */
TARGET static void NAME(add_columns)(int64_t m, const double *x, int64_t stride, const double *center,
    int64_t from, int64_t to, double *sums) {
    for (; from + 8 <= to; from += 8)
        NAME(add_eight_columns)(m, x + from * stride, stride, center + from, sums);
    for (; from < to; from++)
        NAME(add_column)(m, x + from * stride, center[from], sums);
}

TARGET static void NAME(distances_to)(
    int64_t m, const double *x, int64_t stride, int64_t d, const double *center, double *sums) {
    memset(sums, 0, (size_t)m * sizeof *sums);
    NAME(add_columns)(m, x, stride, center, 0, d, sums);
}

TARGET static void NAME(challenge)(int64_t m, const double *RESTRICT others, double number,
    const double *RESTRICT best, const double *RESTRICT labels, double *RESTRICT new_best,
    double *RESTRICT new_labels) {
    for (int64_t i = 0; i < m; i++) {
        double least = best[i], label = labels[i];
        CHALLENGE(others[i], number)
        new_best[i] = least;
        new_labels[i] = label;
    }
}

TARGET static void NAME(lower)(int64_t m, const double *RESTRICT others, double *RESTRICT limits) {
    for (int64_t i = 0; i < m; i++)
        limits[i] = others[i] < limits[i] ? others[i] : limits[i];
}

TARGET static int NAME(any_within)(int64_t m, const double *RESTRICT sums, const double *RESTRICT limits) {
    int64_t within = 0;
    for (int64_t i = 0; i < m; i++)
        within |= (int64_t)(sums[i] <= limits[i]);
    return within != 0;
}

/* Distances only grow with each column, rounded or not: a center that is beyond the limit of every row, its
 * distance to a center known already, is given up before its last column. */
TARGET static void NAME(race_by_columns)(NAME(race) *race, int64_t m, const double *x, int64_t stride, int64_t d,
    const double *centers, int64_t k, int64_t favorite) {
    double sums[TILE], limits[TILE];
    if (d > MANY)
        NAME(distances_to)(m, x, stride, d, centers + favorite * d, limits);
    for (int64_t c = 0; c < k; c++) {
        int64_t from = 0;
        memset(sums, 0, (size_t)m * sizeof *sums);
        for (; from + MANY < d && (!from || NAME(any_within)(m, sums, limits)); from += MANY)
            NAME(add_columns)(m, x, stride, centers + c * d, from, from + MANY, sums);
        if (from && !NAME(any_within)(m, sums, limits))
            continue;
        NAME(add_columns)(m, x, stride, centers + c * d, from, d, sums);
        NAME(challenge)(m, sums, (double)c, race->best[race->now], race->labels[race->now],
            race->best[1 - race->now], race->labels[1 - race->now]);
        race->now = 1 - race->now;
        if (d > MANY)
            NAME(lower)(m, sums, limits);
    }
}

/* The sum of a block: rows in eight lanes in turn, and then the lanes in order. */
TARGET static double NAME(block_sum)(int64_t m, const double *values) {
    double lanes[LANES] = {0}, sum;
    int64_t i = 0;
    for (; i + LANES <= m; i += LANES)
        for (int64_t lane = 0; lane < LANES; lane++)
            lanes[lane] += values[i + lane];
    for (; i < m; i++)
        lanes[i % LANES] += values[i];
    sum = lanes[0];
    for (int64_t lane = 1; lane < LANES; lane++)
        sum += lanes[lane];
    return sum;
}

/* The rows of a block that belong to one cluster, and zeros in place of the others; how many they are. */
TARGET static int64_t NAME(members)(int64_t m, const int64_t *RESTRICT own, int64_t cluster,
    const double *RESTRICT values, double *RESTRICT kept) {
    int64_t found = 0;
    for (int64_t i = 0; i < m; i++) {
        kept[i] = own[i] == cluster ? values[i] : 0.0;
        found += own[i] == cluster;
    }
    return found;
}

TARGET static void NAME(take_members)(int64_t m, const int64_t *RESTRICT own, int64_t cluster,
    const double *RESTRICT values, double *RESTRICT into) {
    for (int64_t i = 0; i < m; i++)
        into[i] = own[i] == cluster ? values[i] : into[i];
}

/* The different clusters of a block, in the order of their first rows: how many they are. */
TARGET static int64_t NAME(clusters_of)(int64_t m, const int64_t *RESTRICT own, int64_t *RESTRICT there) {
    int64_t left[BLOCK], clusters = 0;
    memcpy(left, own, (size_t)m * sizeof *left);
    for (int64_t first = 0; first < m; first++) {
        if (left[first] < 0)
            continue;
        there[clusters] = left[first];
        for (int64_t i = 0; i < m; i++)
            left[i] = own[i] == there[clusters] ? -1 : left[i];
        clusters++;
    }
    return clusters;
}

/* Adds the distances of the rows from `at` on to the total of their chunk, block by block. */
TARGET static void NAME(add_blocks)(int64_t at, int64_t m, const double *distances, double *totals) {
    for (int64_t i = 0; i < m; i += BLOCK)
        totals[at / CHUNK] += NAME(block_sum)(m - i < BLOCK ? m - i : BLOCK, distances + i);
}

#define WRITE(type)                                                                                          \
    for (int64_t i = 0; i < m; i++)                                                                          \
        ((type *)labels)[at + i] = (type)(int32_t)numbers[i];

TARGET static void NAME(write_labels)(
    int64_t at, int64_t m, const double *RESTRICT numbers, void *RESTRICT labels, int64_t width) {
    if (width == 1)
        WRITE(int8_t)
    else if (width == 2)
        WRITE(int16_t)
    else if (width == 4)
        WRITE(int32_t)
    else
        WRITE(int64_t)
}

#define READ(type)                                                                                           \
    for (int64_t i = 0; i < m; i++)                                                                          \
        numbers[i] = ((const type *)labels)[at + i];

/* Reads the labels of m rows: 1 where all are the same, 0 where not, -1 where one names no cluster. */
TARGET static int NAME(read_labels)(int64_t at, int64_t m, const void *RESTRICT labels, int64_t width, int64_t k,
    int64_t *RESTRICT numbers) {
    int64_t low, high;
    if (width == 1)
        READ(int8_t)
    else if (width == 2)
        READ(int16_t)
    else if (width == 4)
        READ(int32_t)
    else
        READ(int64_t)
    low = high = numbers[0];
    for (int64_t i = 0; i < m; i++) {
        low = numbers[i] < low ? numbers[i] : low;
        high = numbers[i] > high ? numbers[i] : high;
    }
    return low < 0 || high >= k ? -1 : low == high;
}

#undef WRITE
#undef READ

/* Labels of the nearest centers; where asked for, squared distances (n,) and their total per chunk. */
TARGET EXPORT void NAME(kern_nearest)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *centers, int64_t k, void *labels, int64_t width, double *distances, double *totals) {
    const int64_t tile = d > DIRECT ? BLOCK : TILE;
    int64_t favorite = 0;
    for (int64_t at = 0; at < n; at += tile) {
        const int64_t m = n - at < tile ? n - at : tile;
        NAME(race) race;
        race.now = 0;
        for (int64_t i = 0; i < m; i++) {
            race.best[0][i] = INFINITY;
            race.labels[0][i] = 0;
        }
        if (d <= DIRECT)
            NAME(race_directly)(&race, m, x + at, stride, d, centers, k);
        else
            NAME(race_by_columns)(&race, m, x + at, stride, d, centers, k, favorite);
        favorite = (int64_t)race.labels[race.now][m - 1];
        NAME(write_labels)(at, m, race.labels[race.now], labels, width);
        if (distances)
            memcpy(distances + at, race.best[race.now], (size_t)m * sizeof *distances);
        if (totals)
            NAME(add_blocks)(at, m, race.best[race.now], totals);
    }
}

/* Squared distances of rows to the centers that their labels name; -1 where a label names none. */
TARGET EXPORT int64_t NAME(kern_own)(const double *x, int64_t stride, int64_t n, int64_t d, const double *centers,
    int64_t k, const void *labels, int64_t width, double *distances, double *totals) {
    int64_t own[BLOCK], there[BLOCK];
    double sums[BLOCK], others[BLOCK];
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        const int same = NAME(read_labels)(at, m, labels, width, k, own);
        if (same < 0)
            return -1;
        if (same)
            NAME(distances_to)(m, x + at, stride, d, centers + own[0] * d, sums);
        else {
            const int64_t clusters = NAME(clusters_of)(m, own, there);
            memset(sums, 0, sizeof sums);
            for (int64_t j = 0; j < clusters && clusters <= FEW; j++) {
                NAME(distances_to)(m, x + at, stride, d, centers + there[j] * d, others);
                NAME(take_members)(m, own, there[j], others, sums);
            }
            for (int64_t c = 0; c < d && clusters > FEW; c++)
                for (int64_t i = 0; i < m; i++)
                    sums[i] += SQUARE(x[c * stride + at + i], centers[own[i] * d + c]);
        }
        if (distances)
            memcpy(distances + at, sums, (size_t)m * sizeof *distances);
        if (totals)
            NAME(add_blocks)(at, m, sums, totals);
    }
    return 0;
}

/* Sums (k, d) and then counts (k,) of the clusters, for each chunk; `sums` come as zeros. -1 where a label
 * names no cluster. */
TARGET EXPORT int64_t NAME(kern_sums)(const double *x, int64_t stride, int64_t n, int64_t d, int64_t k,
    const void *labels, int64_t width, double *sums) {
    int64_t own[BLOCK], there[BLOCK];
    double kept[BLOCK];
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        double *chunk = sums + at / CHUNK * k * (d + 1), *counts = chunk + k * d;
        const int same = NAME(read_labels)(at, m, labels, width, k, own);
        if (same < 0)
            return -1;
        if (same) {
            counts[own[0]] += (double)m;
            for (int64_t c = 0; c < d; c++)
                chunk[own[0] * d + c] += NAME(block_sum)(m, x + c * stride + at);
            continue;
        }
        for (int64_t j = NAME(clusters_of)(m, own, there); j-- > 0;) {
            int64_t found = 0;
            for (int64_t c = 0; c < d; c++) {
                found = NAME(members)(m, own, there[j], x + c * stride + at, kept);
                chunk[there[j] * d + c] += NAME(block_sum)(m, kept);
            }
            counts[there[j]] += (double)found;
        }
    }
    return 0;
}

/* Squared distances (n,) to one center, or `before` where that is less. */
TARGET EXPORT void NAME(kern_nearer)(const double *x, int64_t stride, int64_t n, int64_t d, const double *center,
    const double *before, double *distances) {
    double sums[TILE];
    for (int64_t at = 0; at < n; at += TILE) {
        const int64_t m = n - at < TILE ? n - at : TILE;
        NAME(distances_to)(m, x + at, stride, d, center, sums);
        if (before)
            NAME(lower)(m, before + at, sums);
        memcpy(distances + at, sums, (size_t)m * sizeof *distances);
    }
}

#undef SQUARE
#undef SUM1
#undef SUM2
#undef SUM3
#undef SUM4
#undef SUM5
#undef SUM6
#undef SUM7
#undef SUM8
#undef CHALLENGE
#undef DIRECT_PASSES
