/* The nearest centers, written so that compilers vectorize without fast-math: loops in small functions with
 * restrict parameters, which read the minimum so far from one buffer and write it to another. See
 * kernels.c. */

#if defined(__GNUC__) /* a vector of WIDTH doubles */
typedef double NAME(pack) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#else
typedef double NAME(pack);
#endif
#define PACKED(from) (*(NAME(pack) *)(from))
#define PACKS(from) (*(const NAME(pack) *)(from))

#if !defined(__GNUC__) /* a pack of numbers at a distance of `stride` from each other */
#define STRIDED(x, stride) (*(x))
#elif WIDTH == 2
#define STRIDED(x, stride) ((NAME(pack)){(x)[0], (x)[stride]})
#elif WIDTH == 4
#define STRIDED(x, stride) ((NAME(pack)){(x)[0], (x)[stride], (x)[2 * (stride)], (x)[3 * (stride)]})
#else
#define STRIDED(x, stride)                                                                                   \
    ((NAME(pack)){(x)[0], (x)[stride], (x)[2 * (stride)], (x)[3 * (stride)], (x)[4 * (stride)],              \
        (x)[5 * (stride)], (x)[6 * (stride)], (x)[7 * (stride)]})
#endif

#if defined(__GNUC__) /* a pack of numbers, or zeros where another pack has not one value */
#define SELECTED(x, from, value)                                                                             \
    ((NAME(pack))((PACKS(from) == (value)) & (__typeof__(PACKS(from) == (value)))PACKS(x)))
#else
#define SELECTED(x, from, value) (*(from) == (value) ? *(x) : 0)
#endif

#define SQUARE(x, c) (((x) - (c)) * ((x) - (c)))
#define SUM1(c) SQUARE(x[i], (c)[0])
#define SUM2(c) (SUM1(c) + SQUARE(x[stride + i], (c)[1]))
#define SUM3(c) (SUM2(c) + SQUARE(x[2 * stride + i], (c)[2]))
#define SUM4(c) (SUM3(c) + SQUARE(x[3 * stride + i], (c)[3]))
#define SUM5(c) (SUM4(c) + SQUARE(x[4 * stride + i], (c)[4]))
#define SUM6(c) (SUM5(c) + SQUARE(x[5 * stride + i], (c)[5]))
#define SUM7(c) (SUM6(c) + SQUARE(x[6 * stride + i], (c)[6]))
#define SUM8(c) (SUM7(c) + SQUARE(x[7 * stride + i], (c)[7]))
#define UPDATE_MIN(distance, number)                                                                         \
    {                                                                                                        \
        const double other = (distance);                                                                     \
        label = other < least ? (number) : label;                                                            \
        least = other < least ? other : least;                                                               \
    }

/* Updates the nearest center of m rows of D columns with one center, and with four; of equals the first
 * stays. Then the minimum of the distances to a center and the distances before. */
#define COLUMN_PASSES(D)                                                                                     \
    TARGET static void NAME(one_center##D)(int64_t m, const double *RESTRICT x, int64_t stride,              \
        const double *RESTRICT center, const double *RESTRICT numbers, const double *RESTRICT best,          \
        const double *RESTRICT labels, double *RESTRICT new_best, double *RESTRICT new_labels) {             \
        (void)stride;                                                                                        \
        const double number = numbers[0];                                                                    \
        for (int64_t i = 0; i < m; i++) {                                                                    \
            double least = best[i], label = labels[i];                                                       \
            UPDATE_MIN(SUM##D(center), number)                                                               \
            new_best[i] = least;                                                                             \
            new_labels[i] = label;                                                                           \
        }                                                                                                    \
    }                                                                                                        \
    TARGET static void NAME(four_centers##D)(int64_t m, const double *RESTRICT x, int64_t stride,            \
        const double *RESTRICT center, const double *RESTRICT numbers, const double *RESTRICT best,          \
        const double *RESTRICT labels, double *RESTRICT new_best, double *RESTRICT new_labels) {             \
        (void)stride;                                                                                        \
        const double first = numbers[0], second = numbers[1], third = numbers[2], fourth = numbers[3];       \
        for (int64_t i = 0; i < m; i++) {                                                                    \
            double least = best[i], label = labels[i];                                                       \
            UPDATE_MIN(SUM##D(center), first)                                                                \
            UPDATE_MIN(SUM##D(center + D), second)                                                           \
            UPDATE_MIN(SUM##D(center + 2 * D), third)                                                        \
            UPDATE_MIN(SUM##D(center + 3 * D), fourth)                                                       \
            new_best[i] = least;                                                                             \
            new_labels[i] = label;                                                                           \
        }                                                                                                    \
    }                                                                                                        \
    TARGET static void NAME(min_distance##D)(int64_t m, const double *RESTRICT x, int64_t stride,            \
        const double *RESTRICT center, const double *RESTRICT before, double *RESTRICT distances) {          \
        (void)stride;                                                                                        \
        for (int64_t i = 0; i < m; i++) {                                                                    \
            const double other = SUM##D(center);                                                             \
            distances[i] = other < before[i] ? other : before[i];                                            \
        }                                                                                                    \
    }

COLUMN_PASSES(1)
COLUMN_PASSES(2)
COLUMN_PASSES(3)
COLUMN_PASSES(4)
COLUMN_PASSES(5)
COLUMN_PASSES(6)
COLUMN_PASSES(7)
COLUMN_PASSES(8)

typedef void (*NAME(pass))(int64_t, const double *, int64_t, const double *, const double *, const double *,
    const double *, double *, double *);

/* Updates the nearest center with a list of them, whose indices ascend, four at a time; also the last three
 * of a set, after which infinite ones stand. */
TARGET static void NAME(nearest_few_columns)(running_min *running, int64_t m, const double *x, int64_t stride,
    int64_t d, const center_list *list) {
    static const NAME(pass) ones[] = {
        NAME(one_center1), NAME(one_center2), NAME(one_center3), NAME(one_center4),
        NAME(one_center5), NAME(one_center6), NAME(one_center7), NAME(one_center8)};
    static const NAME(pass) fours[] = {
        NAME(four_centers1), NAME(four_centers2), NAME(four_centers3), NAME(four_centers4),
        NAME(four_centers5), NAME(four_centers6), NAME(four_centers7), NAME(four_centers8)};
    for (int64_t c = 0, step; c < list->count; c += step) {
        double numbers[4];
        step = c + (list->number ? 3 : 4) <= list->count ? 4 : 1;
        for (int64_t j = 0; j < step; j++)
            numbers[j] = list->number ? list->number[c + j] : (double)(c + j);
        (step == 4 ? fours[d - 1] : ones[d - 1])(m, x, stride, list->rows + c * d, numbers,
            running->best[running->current], running->labels[running->current],
            running->best[1 - running->current], running->labels[1 - running->current]);
        running->current = 1 - running->current;
    }
}

TARGET static double NAME(sum_by_halves)(double *lanes) {
    for (int64_t half = LANES / 2; half; half /= 2)
        for (int64_t lane = 0; lane < half; lane++)
            lanes[lane] += lanes[lane + half];
    return lanes[0];
}

/* The sum of a block: rows in eight interleaved lanes, and then the lanes by halves. */
TARGET static double NAME(block_sum)(int64_t m, const double *values) {
    double lanes[LANES] = {0};
    int64_t i = 0;
    for (; i + LANES <= m; i += LANES)
        for (int64_t lane = 0; lane < LANES; lane++)
            lanes[lane] += values[i + lane];
    for (; i < m; i++)
        lanes[i % LANES] += values[i];
    return NAME(sum_by_halves)(lanes);
}

/* The same of the lesser of two values of each row. */
TARGET static double NAME(block_sum_of_least)(int64_t m, const double *values, const double *others) {
    double lanes[LANES] = {0};
    int64_t i = 0;
    for (; i + LANES <= m; i += LANES)
        for (int64_t lane = 0; lane < LANES; lane++)
            lanes[lane] += values[i + lane] < others[i + lane] ? values[i + lane] : others[i + lane];
    for (; i < m; i++)
        lanes[i % LANES] += values[i] < others[i] ? values[i] : others[i];
    return NAME(sum_by_halves)(lanes);
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

/* Adds the squared differences of columns from .. to - 1 to the distances of m rows to one center. */
TARGET static void NAME(add_columns)(int64_t m, const double *x, int64_t stride, const double *center,
    int64_t from, int64_t to, double *sums) {
    for (; from + 8 <= to; from += 8)
        NAME(add_eight_columns)(m, x + from * stride, stride, center + from, sums);
    for (; from < to; from++)
        NAME(add_column)(m, x + from * stride, center[from], sums);
}

/* The same for a few packs of rows and centers at a time, which keeps all sums in registers; meanwhile the
 * next panel, or of few columns the next block, is read from memory. */
TARGET INLINE void NAME(add_tile)(const int64_t packs, const int64_t count, const double *x, int64_t stride,
    int64_t d, const double *centers, int64_t from, int64_t to, double (*sums)[BLOCK], int64_t at) {
    const int64_t ahead = d > DISTANCE_PANEL ? DISTANCE_PANEL * stride : BLOCK;
    NAME(pack) found[CENTERS_AT_ONCE][2];
    for (int64_t j = 0; j < count; j++)
        for (int64_t p = 0; p < packs; p++)
            found[j][p] = PACKS(sums[j] + at + p * WIDTH);
    for (int64_t c = from; c < to; c++) {
        const double *rows = x + c * stride + at;
        for (int64_t p = 0; p < packs; p += LANES / WIDTH)
            PREFETCH(rows + ahead + p * WIDTH);
        for (int64_t j = 0; j < count; j++)
            for (int64_t p = 0; p < packs; p++) {
                const NAME(pack) difference = PACKS(rows + p * WIDTH) - centers[j * d + c];
                found[j][p] += difference * difference;
            }
    }
    for (int64_t j = 0; j < count; j++)
        for (int64_t p = 0; p < packs; p++)
            PACKED(sums[j] + at + p * WIDTH) = found[j][p];
}

/* The same for m rows. */
TARGET INLINE void NAME(add_to_centers)(int64_t m, const int64_t count, const double *x, int64_t stride,
    int64_t d, const double *centers, int64_t from, int64_t to, double (*sums)[BLOCK]) {
    int64_t at = 0;
    for (; at + 2 * WIDTH <= m; at += 2 * WIDTH)
        NAME(add_tile)(2, count, x, stride, d, centers, from, to, sums, at);
    for (; at + WIDTH <= m; at += WIDTH)
        NAME(add_tile)(1, count, x, stride, d, centers, from, to, sums, at);
    for (int64_t j = 0; j < count && at < m; j++)
        NAME(add_columns)(m - at, x + at, stride, centers + j * d, from, to, sums[j] + at);
}

#define CASE(count)                                                                                          \
    case count:                                                                                              \
        NAME(add_to_centers)(m, count, x, stride, d, centers, from, to, sums);                               \
        break;

/* The squared distances of m rows to the first of `left` centers, whose number it returns: a panel of
 * columns, which stays in the cache, at a time. */
TARGET static int64_t NAME(distances_to_some)(int64_t m, const double *x, int64_t stride, int64_t d,
    const double *centers, int64_t left, double (*sums)[BLOCK]) {
    const int64_t some = left < CENTERS_AT_ONCE ? left : CENTERS_AT_ONCE;
    for (int64_t j = 0; j < some; j++)
        memset(sums[j], 0, (size_t)m * sizeof **sums);
    for (int64_t from = 0; from < d; from += DISTANCE_PANEL) {
        const int64_t to = from + DISTANCE_PANEL < d ? from + DISTANCE_PANEL : d;
        switch (some) {
            CASE(1)
            CASE(2)
            CASE(3)
            CASE(4)
            CASE(5)
            CASE(6)
        }
    }
    return some;
}
#undef CASE

/* Updates the nearest center with a center at known distances; of equals the first stays. */
TARGET static void NAME(update_min)(int64_t m, const double *RESTRICT others, double number,
    const double *RESTRICT best, const double *RESTRICT labels, double *RESTRICT new_best,
    double *RESTRICT new_labels) {
    for (int64_t i = 0; i < m; i++) {
        const int wins = others[i] < best[i];
        new_best[i] = wins ? others[i] : best[i];
        new_labels[i] = wins ? number : labels[i];
    }
}

/* Updates the nearest center with all centers, some at a time. */
TARGET static void NAME(nearest_many_columns)(running_min *running, int64_t m, const double *x,
    int64_t stride, int64_t d, const double *centers, int64_t k) {
    double sums[CENTERS_AT_ONCE][BLOCK];
    for (int64_t first = 0, count; first < k; first += count) {
        count = NAME(distances_to_some)(m, x, stride, d, centers + first * d, k - first, sums);
        for (int64_t j = 0; j < count; j++) {
            NAME(update_min)(m, sums[j], (double)(first + j), running->best[running->current],
                running->labels[running->current], running->best[1 - running->current],
                running->labels[1 - running->current]);
            running->current = 1 - running->current;
        }
    }
}

/* The squared distances of m rows to the centers of their labels. */
TARGET static void NAME(assigned_distances)(int64_t m, const double *RESTRICT x, int64_t stride, int64_t d,
    const double *RESTRICT centers, const double *RESTRICT labels, double *RESTRICT sums) {
    int64_t own[BLOCK];
    for (int64_t i = 0; i < m; i++) {
        own[i] = (int64_t)labels[i] * d;
        sums[i] = 0;
    }
    for (int64_t c = 0; c < d; c++)
        for (int64_t i = 0; i < m; i++)
            sums[i] += SQUARE(x[c * stride + i], centers[own[i] + c]);
}

/* Adds one column to the least and greatest squared distances from a box to m centers. Rounding is
 * monotonic, so the computed distance of a point in the box lies between those computed here. */
TARGET INLINE void NAME(add_bounds)(int64_t m, const double *RESTRICT centers, double low, double high,
    double *RESTRICT nearest, double *RESTRICT farthest) {
    for (int64_t j = 0; j < m; j++) {
        const double below = low - centers[j], above = centers[j] - high;
        const double outside = below > above ? below : above, gap = outside > 0 ? outside : 0;
        const double farther = below < above ? -below : -above;
        nearest[j] += gap * gap;
        farthest[j] += farther * farther;
    }
}

TARGET static void NAME(bounds)(int64_t m, const double *by_column, int64_t stride, int64_t d,
    const double *box, double *nearest, double *farthest) {
    memset(nearest, 0, (size_t)m * sizeof *nearest);
    memset(farthest, 0, (size_t)m * sizeof *farthest);
    for (int64_t c = 0; c < d; c++)
        NAME(add_bounds)(m, by_column + c * stride, box[c], box[d + c], nearest, farthest);
}

/* The record of a block, null where there are none. */
TARGET INLINE const double *NAME(record_of)(const double *records, int64_t block, int64_t d) {
    return records ? records + block * RECORD(d) : 0;
}

/* The bounding box of the boxes of some blocks. */
TARGET static void NAME(group_box)(const double *boxes, int64_t blocks, int64_t d, double *box) {
    memcpy(box, boxes, 2 * (size_t)d * sizeof *box);
    for (int64_t block = 1; block < blocks; block++)
        for (int64_t c = 0; c < d; c++) {
            const double low = boxes[block * RECORD(d) + c], high = boxes[block * RECORD(d) + d + c];
            box[c] = low < box[c] ? low : box[c];
            box[d + c] = high > box[d + c] ? high : box[d + c];
        }
}

/* The number of blocks in a group of which `rows` rows remain. */
TARGET static int64_t NAME(blocks_in_group)(int64_t rows) {
    return rows < GROUP ? (rows + BLOCK - 1) / BLOCK : GROUP / BLOCK;
}

/* Whether one of m centers may be nearer to a point of some blocks than their greatest squared distance. */
TARGET static int NAME(may_improve)(const double *boxes, int64_t blocks, int64_t d, const double *by_column,
    int64_t m, const double *greatest) {
    double box[2 * MAX_BOX_COLUMNS], nearest[MAX_PRUNED], farthest[MAX_PRUNED], most = 0;
    if (d > MAX_BOX_COLUMNS)
        return 1;
    for (int64_t block = 0; block < blocks; block++)
        most = greatest[block] > most ? greatest[block] : most;
    NAME(group_box)(boxes, blocks, d, box);
    NAME(bounds)(m, by_column, m, d, box, nearest, farthest);
    for (int64_t j = 0; j < m; j++)
        if (nearest[j] < most)
            return 1;
    return 0;
}

/* Whether a center is farther than another from every point of a box: it is if it is farther from the corner
 * toward the center, where the difference is least, by more than the rounding error. */
TARGET static int NAME(is_dominated)(
    int64_t d, const double *box, const double *center, const double *other, double farthest) {
    double own = 0, others = 0;
    for (int64_t c = 0; c < d; c++) {
        const double corner = box[center[c] > other[c] ? d + c : c];
        own += SQUARE(corner, center[c]);
        others += SQUARE(corner, other[c]);
    }
    return own - others > ROUNDING_MARGIN * farthest;
}

/* Adds one column to the squared distances of a few centers and of another from the corners of is_dominated. */
TARGET INLINE void NAME(add_corner)(const double *RESTRICT centers, double other, double low, double high,
    double *RESTRICT own, double *RESTRICT others) {
    for (int64_t j = 0; j < LANES; j++) {
        const double corner = centers[j] > other ? high : low;
        own[j] += SQUARE(corner, centers[j]);
        others[j] += SQUARE(corner, other);
    }
}

/* Where the least of m numbers is first found. */
TARGET static int64_t NAME(place_of_least)(int64_t m, const double *RESTRICT values) {
    double lanes[LANES], least = INFINITY;
    int64_t at = 0;
    for (int64_t lane = 0; lane < LANES; lane++)
        lanes[lane] = INFINITY;
    for (; at + LANES <= m; at += LANES)
        for (int64_t lane = 0; lane < LANES; lane++)
            lanes[lane] = values[at + lane] < lanes[lane] ? values[at + lane] : lanes[lane];
    for (; at < m; at++)
        least = values[at] < least ? values[at] : least;
    for (int64_t lane = 0; lane < LANES; lane++)
        least = lanes[lane] < least ? lanes[lane] : least;
    for (at = 0; at < m; at++)
        if (values[at] <= least)
            return at;
    return 0;
}

/* Which of m numbers are at most a limit, in order; returns how many. */
TARGET static int64_t NAME(places_within)(
    int64_t m, const double *RESTRICT values, double limit, int64_t *RESTRICT places) {
    int64_t found = 0;
    for (int64_t j = 0; j < m; j++) {
        places[found] = j;
        found += values[j] <= limit;
    }
    return found;
}

/* The centers of a set of at most LANES that may be nearest to a point of a box, in order. Infinite centers
 * after the others make all loops of one length; they are never nearest. */
TARGET static void NAME(prune_few)(
    const center_list *some, int64_t d, const double *box, center_set *found) {
    double nearest[LANES] = {0}, farthest[LANES] = {0}, own[LANES] = {0}, others[LANES] = {0};
    int32_t stays[LANES];
    double least = INFINITY;
    int64_t best = 0;
    for (int64_t c = 0; c < d; c++)
        NAME(add_bounds)(LANES, some->by_column + c * some->stride, box[c], box[d + c], nearest, farthest);
    for (int64_t j = 0; j < some->count; j++)
        if (farthest[j] < least)
            least = farthest[j], best = j;
    for (int64_t c = 0; c < d; c++) {
        const double *centers = some->by_column + c * some->stride;
        NAME(add_corner)(centers, centers[best], box[c], box[d + c], own, others);
    }
    for (int64_t j = 0; j < LANES; j++)
        stays[j] = (nearest[j] <= least) & !(own[j] - others[j] > ROUNDING_MARGIN * farthest[j]);
    found->count = 0;
    for (int64_t j = 0; j < some->count; j++)
        if (stays[j])
            add_to_set(found, d, some, j);
}

/* The centers of a list that may be nearest to a point of a box, in order; returns whether a set can hold
 * them. */
TARGET static int NAME(prune_many)(const center_list *all, int64_t d, const double *box, center_set *found) {
    double nearest[MAX_PRUNED], farthest[MAX_PRUNED], least = INFINITY;
    int64_t places[MAX_PRUNED], best = 0;
    for (int64_t at = 0; at < all->count; at += MAX_PRUNED) {
        const int64_t m = all->count - at < MAX_PRUNED ? all->count - at : MAX_PRUNED;
        NAME(bounds)(m, all->by_column + at, all->stride, d, box, nearest, farthest);
        const int64_t place = NAME(place_of_least)(m, farthest);
        if (farthest[place] < least)
            least = farthest[place], best = at + place;
    }
    found->count = 0;
    for (int64_t at = 0; at < all->count; at += MAX_PRUNED) {
        const int64_t m = all->count - at < MAX_PRUNED ? all->count - at : MAX_PRUNED;
        if (all->count > MAX_PRUNED)
            NAME(bounds)(m, all->by_column + at, all->stride, d, box, nearest, farthest);
        const int64_t near = NAME(places_within)(m, nearest, least, places);
        for (int64_t i = 0; i < near; i++) {
            const int64_t j = places[i];
            if (NAME(is_dominated)(d, box, all->rows + (at + j) * d, all->rows + best * d, farthest[j]))
                continue;
            if (found->count == MAX_PRUNED)
                return 0;
            add_to_set(found, d, all, at + j);
        }
    }
    return 1;
}

/* The same for a list or a set, with infinite centers after those found. */
TARGET static int NAME(prune)(const center_list *all, int64_t d, const double *box, center_set *found) {
    if (all->number && all->count <= LANES)
        NAME(prune_few)(all, d, box, found);
    else if (!NAME(prune_many)(all, d, box, found))
        return 0;
    fill_up(found, d);
    return 1;
}

/* The clusters of the m rows of a block, which are among a few candidates. The places of rows are only
 * written for more than MAX_SELECTED clusters: fewer are added by their labels. */
TARGET static void NAME(few_clusters)(
    int64_t m, const double *RESTRICT labels, const center_list *candidates, block_clusters *RESTRICT found) {
    found->count = 0;
    for (int64_t j = 0; j < candidates->count; j++) {
        found->labels[found->count] = (int64_t)candidates->number[j];
        found->sizes[found->count] = NAME(count)(m, labels, candidates->number[j]);
        found->count += found->sizes[found->count] > 0;
    }
    for (int64_t i = 0; i < m && found->count > MAX_SELECTED; i++)
        found->index[i] = 0;
    for (int64_t j = 1; j < found->count && found->count > MAX_SELECTED; j++)
        for (int64_t i = 0; i < m; i++)
            found->index[i] |= -(int64_t)(labels[i] == (double)found->labels[j]) & j;
}

/* The clusters of the m rows of a block, in order of first occurrence. */
TARGET static void NAME(many_clusters)(int64_t m, const double *labels, block_clusters *found) {
    int8_t slots[SLOTS]; /* a hash table of labels: their places in `found`, or -1 */
    memset(slots, -1, sizeof slots);
    found->count = 0;
    for (int64_t i = 0; i < m; i++) {
        const int64_t label = (int64_t)labels[i];
        uint64_t slot = (uint64_t)label % SLOTS;
        while (slots[slot] >= 0 && found->labels[slots[slot]] != label)
            slot = (slot + 1) % SLOTS;
        if (slots[slot] < 0) {
            slots[slot] = (int8_t)found->count;
            found->labels[found->count] = label;
            found->sizes[found->count++] = 0;
        }
        found->index[i] = slots[slot];
        found->sizes[slots[slot]]++;
    }
}

#define READ(type)                                                                                           \
    for (int64_t i = 0; i < m; i++)                                                                          \
        numbers[i] = (double)((const type *)labels)[at + i];
#define WRITE(type)                                                                                          \
    for (int64_t i = 0; i < m; i++)                                                                          \
        ((type *)labels)[at + i] = (type)(int32_t)numbers[i];
#define EACH_WIDTH(DO)                                                                                       \
    if (width == 1)                                                                                          \
        DO(int8_t)                                                                                           \
    else if (width == 2)                                                                                     \
        DO(int16_t)                                                                                          \
    else if (width == 4)                                                                                     \
        DO(int32_t)                                                                                          \
    else                                                                                                     \
        DO(int64_t)

TARGET static void NAME(read_labels)(int64_t at, int64_t m, const void *RESTRICT labels, int64_t width,
    double *RESTRICT numbers){EACH_WIDTH(READ)}

TARGET static void NAME(write_labels)(int64_t at, int64_t m, const double *RESTRICT numbers,
    void *RESTRICT labels, int64_t width){EACH_WIDTH(WRITE)}

#define FILL(type)                                                                                           \
    for (int64_t i = 0; i < m; i++)                                                                          \
        ((type *)labels)[at + i] = (type)label;
#define COUNT_OTHERS(type)                                                                                   \
    {                                                                                                        \
        type others = 0;                                                                                     \
        for (int64_t i = 0; i < m; i++)                                                                      \
            others += ((const type *)labels)[at + i] != (type)label;                                         \
        found = others;                                                                                      \
    }

/* Gives the m rows of a block one label. */
TARGET static void NAME(fill_labels)(
    int64_t at, int64_t m, int64_t label, void *labels, int64_t width){EACH_WIDTH(FILL)}

/* How many of the m rows of a block have another label. */
TARGET static int64_t NAME(count_others)(
    int64_t at, int64_t m, int64_t label, const void *labels, int64_t width) {
    int64_t found;
    EACH_WIDTH(COUNT_OTHERS)
    return found;
}

#undef EACH_WIDTH
#undef READ
#undef WRITE
#undef FILL
#undef COUNT_OTHERS

/* Adds a block whose rows all belong to one cluster: its sums and, by the parallel axis theorem, its squared
 * distances, from the moments about the center of its box. */
TARGET static void NAME(add_uniform)(
    const task *job, int64_t m, const double *box, int64_t label, double *part) {
    const int64_t d = job->d, k = job->k;
    const double *sums = box + 2 * d, *offsets = box + 3 * d, *center = job->centers + label * d;
    double total = box[4 * d];
    for (int64_t c = 0; c < d; c++) {
        const double difference = 0.5 * (box[c] + box[d + c]) - center[c];
        total += difference * (2 * offsets[c] + (double)m * difference);
        part[label * d + c] += sums[c];
    }
    part[k * d + label] += (double)m;
    part[k * (d + 1)] += total;
}

/* The sums of several clusters of a block, in the first lane. Same bits as block_sum, whose additional zeros
 * for the rows of other clusters change no bit. */
TARGET static void NAME(cluster_sums)(int64_t m, const double *RESTRICT x, const int32_t *RESTRICT lane_index,
    int64_t clusters, double *RESTRICT lanes) {
    memset(lanes, 0, LANES * (size_t)clusters * sizeof *lanes);
    for (int64_t i = 0; i < m; i++)
        lanes[lane_index[i]] += x[i];
    for (int64_t half = LANES / 2 * clusters; half >= clusters; half /= 2)
        for (int64_t i = 0; i < half; i++)
            lanes[i] += lanes[half + i];
}

/* The same for as many columns as a pack has numbers: row by row, with columns in a pack. */
TARGET static void NAME(cluster_sums_packed)(
    int64_t m, const double *x, int64_t stride, const int32_t *lane_index, int64_t clusters, double *lanes) {
    memset(lanes, 0, LANES * (size_t)clusters * WIDTH * sizeof *lanes);
    for (int64_t i = 0; i < m; i++) {
        if (WIDTH == LANES || i % LANES < WIDTH)
            PREFETCH(x + (WIDTH + i % LANES) * stride + i / LANES * LANES);
        PACKED(lanes + lane_index[i] * WIDTH) += STRIDED(x + i, stride);
    }
    for (int64_t half = LANES / 2 * clusters; half >= clusters; half /= 2)
        for (int64_t i = 0; i < half * WIDTH; i += WIDTH)
            PACKED(lanes + i) += PACKS(lanes + half * WIDTH + i);
}

/* The sum of one column of the rows of a block with a label; same bits as those of cluster_sums. */
TARGET static double NAME(sum_of_label)(
    int64_t m, const double *RESTRICT x, const double *RESTRICT labels, double own) {
    double lanes[LANES] = {0};
    int64_t i = 0;
    for (; i + LANES <= m; i += LANES)
        for (int64_t lane = 0; lane < LANES; lane += WIDTH)
            PACKED(lanes + lane) += SELECTED(x + i + lane, labels + i + lane, own);
    for (; i < m; i++)
        lanes[i % LANES] += labels[i] == own ? x[i] : 0;
    return NAME(sum_by_halves)(lanes);
}

/* Adds the sums of so few clusters that reading the columns of a block once for each takes less time. */
TARGET static void NAME(add_few_clusters)(const task *job, int64_t at, int64_t m, const double *labels,
    const block_clusters *own, double *part) {
    for (int64_t j = 0; j < own->count; j++)
        for (int64_t c = 0; c < job->d; c++)
            part[own->labels[j] * job->d + c] += NAME(sum_of_label)(
                m, job->x + c * job->stride + at, labels, (double)own->labels[j]);
}

/* Adds the sums of several clusters of a block in the columns from .. to - 1, and caches them (clusters, d)
 * unless `cached` is null. */
TARGET static void NAME(add_clusters)(const task *job, int64_t at, int64_t m, int64_t from, int64_t to,
    const block_clusters *own, double *part, double *cached) {
    const int64_t d = job->d, *present = own->labels;
    double lanes[LANES * BLOCK * WIDTH];
    int32_t lane_index[BLOCK];
    int64_t c = from;
    for (int64_t i = 0; i < m; i++)
        lane_index[i] = (int32_t)(i % LANES * own->count + own->index[i]);
    for (; c + WIDTH <= to; c += WIDTH) {
        NAME(cluster_sums_packed)(
            m, job->x + c * job->stride + at, job->stride, lane_index, own->count, lanes);
        for (int64_t j = 0; j < own->count; j++) {
            PACKED(part + present[j] * d + c) += PACKS(lanes + j * WIDTH);
            if (cached)
                PACKED(cached + j * d + c) = PACKS(lanes + j * WIDTH);
        }
    }
    for (; c < to; c++) {
        NAME(cluster_sums)(m, job->x + c * job->stride + at, lane_index, own->count, lanes);
        for (int64_t j = 0; j < own->count; j++) {
            part[present[j] * d + c] += lanes[j];
            if (cached)
                cached[j * d + c] = lanes[j];
        }
    }
}

TARGET static void NAME(add_cached)(const double *RESTRICT cached, int64_t d, int64_t from, int64_t to,
    const block_clusters *own, double *RESTRICT part) {
    for (int64_t j = 0; j < own->count; j++)
        for (int64_t c = from; c < to; c++)
            part[own->labels[j] * d + c] += cached[j * d + c];
}

/* The same for many columns, from the cache where no label of the block has changed. */
TARGET static void NAME(add_many_columns)(
    const task *job, int64_t at, int64_t m, const block_clusters *own, int same, double *part) {
    double *cached = job->cached ? job->cached + at / BLOCK * CACHE_WIDTH(job->d) : 0;
    if (cached && same && *cached > 0) {
        NAME(add_cached)(cached + 1, job->d, 0, job->d, own, part);
        return;
    }
    NAME(add_clusters)(job, at, m, 0, job->d, own, part, cached && own->count <= MAX_CACHED ? cached + 1 : 0);
    if (cached)
        *cached = own->count <= MAX_CACHED;
}

TARGET static void NAME(add_mixed)(const task *job, int64_t at, int64_t m, const running_min *running,
    const block_clusters *own, int same, double *part) {
    const int64_t d = job->d, k = job->k;
    const double *best = running->best[running->current], *labels = running->labels[running->current];
    if (d > MAX_BOX_COLUMNS)
        NAME(add_many_columns)(job, at, m, own, same, part);
    else if (own->count <= MAX_SELECTED)
        NAME(add_few_clusters)(job, at, m, labels, own, part);
    else
        NAME(add_clusters)(job, at, m, 0, d, own, part, 0);
    for (int64_t j = 0; j < own->count; j++)
        part[k * d + own->labels[j]] += (double)own->sizes[j];
    if (job->totals)
        part[k * (d + 1)] += NAME(block_sum)(m, best);
}

TARGET static void NAME(reset)(running_min *running, int64_t m) {
    running->current = 0;
    for (int64_t i = 0; i < m; i++) {
        running->best[0][i] = INFINITY;
        running->labels[0][i] = 0;
    }
}

/* The labels by the filter of the candidates for the m rows of a block, and which are uncertain. */
TARGET static void NAME(filter_candidates)(const task *job, const filter *single, int64_t at, int64_t m,
    const center_list *candidates, const double *hints, double *labels, double *uncertain) {
    float single_centers[MAX_PRUNED * (MAX_BOX_COLUMNS + 1)];
    filter some;
    if (!candidates->number) {
        NAME(filter_block)(job, single, at, m, hints, labels, uncertain);
        return;
    }
    some = filter_of_list(single, candidates, job->d, single_centers);
    NAME(filter_block)(job, &some, at, m, hints, labels, uncertain);
    for (int64_t i = 0; i < m; i++)
        labels[i] = candidates->number[(int64_t)labels[i]];
}

/* The nearest of the candidates for m rows, by all distances. */
TARGET static void NAME(nearest_by_distance)(
    const task *job, int64_t at, int64_t m, const center_list *candidates, running_min *running) {
    NAME(reset)(running, m);
    if (job->d > MAX_BOX_COLUMNS)
        NAME(nearest_many_columns)(running, m, job->x + at, job->stride, job->d, job->centers, job->k);
    else
        NAME(nearest_few_columns)(running, m, job->x + at, job->stride, job->d, candidates);
}

/* The labels of the m rows of a block: by the filter, and by all distances where it is uncertain. */
TARGET static void NAME(label_rows)(const task *job, const filter *single, int64_t at, int64_t m,
    const center_list *candidates, const double *hints, double *labels) {
    double uncertain[BLOCK];
    running_min running;
    NAME(filter_candidates)(job, single, at, m, candidates, hints, labels, uncertain);
    for (int64_t i = 0; i < m; i += 2 * WIDTH) {
        const int64_t rows = m - i < 2 * WIDTH ? m - i : 2 * WIDTH;
        if (!NAME(count)(rows, uncertain + i, 1))
            continue;
        NAME(nearest_by_distance)(job, at + i, rows, candidates, &running);
        memcpy(labels + i, running.labels[running.current], (size_t)rows * sizeof *labels);
    }
}

/* The nearest of the candidates for the m rows of a block; returns whether the labels alone were found. */
TARGET static int NAME(nearest_of_block)(const task *job, const filter *single, int64_t at, int64_t m,
    const center_list *candidates, const double *hints, running_min *running) {
    const int only_labels = single && (job->d > MAX_BOX_COLUMNS || candidates->count >= MIN_SCORED);
    if (only_labels) {
        running->current = 0;
        NAME(label_rows)(job, single, at, m, candidates, hints, running->labels[0]);
    } else
        NAME(nearest_by_distance)(job, at, m, candidates, running);
    return only_labels;
}

/* The candidates for all rows of a group of blocks, by its bounding box. */
TARGET static int NAME(prune_group)(const task *job, int64_t at, const center_list *all, center_set *found) {
    double box[2 * MAX_BOX_COLUMNS];
    NAME(group_box)(
        job->boxes + at / BLOCK * RECORD(job->d), NAME(blocks_in_group)(job->n - at), job->d, box);
    return NAME(prune)(all, job->d, box, found);
}

/* How many labels differ from the hints. */
TARGET static int64_t NAME(count_changes)(
    int64_t m, const double *RESTRICT labels, const double *RESTRICT before) {
    int64_t found = 0;
    for (int64_t i = 0; i < m; i++)
        found += labels[i] != before[i];
    return found;
}

/* Assigns a block whose rows all have one candidate. */
TARGET static void NAME(assign_uniform)(
    const task *job, int64_t at, int64_t m, int64_t label, const double *box, double *part) {
    if (job->labels)
        NAME(fill_labels)(at, m, label, job->labels, job->width);
    if (part)
        NAME(add_uniform)(job, m, box, label, part);
    if (part && job->hints)
        part[job->k * (job->d + 1) + 1] += (double)NAME(count_others)(at, m, label, job->hints, job->width);
}

/* Assigns one block to the nearest of some centers: its labels and, if requested, its squared distances and
 * its addition to the chunk's sums. `prunes` is whether boxes exclude enough of them in such a block. */
TARGET static void NAME(assign_block)(
    const task *job, const filter *single, int64_t at, center_list candidates, int *prunes) {
    const int64_t m = job->n - at < BLOCK ? job->n - at : BLOCK, d = job->d, width = job->k * (d + 1) + 2;
    const double *box = NAME(record_of)(job->boxes, at / BLOCK, d);
    double *part = job->parts ? job->parts + at / CHUNK * width : 0, hints[BLOCK];
    int64_t changed = -1;
    int only_labels;
    block_clusters own;
    running_min running;
    center_set pruned;
    if (*prunes && candidates.by_column && candidates.count > 1 &&
        NAME(prune)(&candidates, d, box, &pruned)) {
        *prunes = candidates.count < MIN_SCORED || 4 * pruned.count < 3 * candidates.count;
        candidates = list_of(&pruned);
    }
    if (candidates.by_column && candidates.count == 1) {
        const int64_t only = candidates.number ? (int64_t)candidates.number[0] : 0;
        NAME(assign_uniform)(job, at, m, only, box, part);
        return;
    }
    if (job->hints)
        NAME(read_labels)(at, m, job->hints, job->width, hints);
    only_labels = NAME(nearest_of_block)(job, single, at, m, &candidates, hints, &running);
    if (candidates.number && candidates.count <= MAX_COUNTED)
        NAME(few_clusters)(m, running.labels[running.current], &candidates, &own);
    else
        NAME(many_clusters)(m, running.labels[running.current], &own);
    if (job->labels)
        NAME(write_labels)(at, m, running.labels[running.current], job->labels, job->width);
    if (only_labels && (job->distances || (part && job->totals && !(box && own.count == 1))))
        NAME(assigned_distances)(m, job->x + at, job->stride, d, job->centers,
            running.labels[running.current], running.best[running.current]);
    if (job->distances)
        memcpy(job->distances + at, running.best[running.current], (size_t)m * sizeof(double));
    if (part && job->hints)
        changed = NAME(count_changes)(m, running.labels[running.current], hints);
    if (part && box && own.count == 1)
        NAME(add_uniform)(job, m, box, own.labels[0], part);
    else if (part)
        NAME(add_mixed)(job, at, m, &running, &own, changed == 0, part);
    if (part && job->hints)
        part[width - 1] += (double)changed;
}

/* The labels of the nearest centers of all rows, unless there is no room for them. With `boxes` and the
 * centers `by_column` (d, k), only centers that may be nearest within a box are tested. `parts`, zeros at
 * first, take the sums of each chunk: sums (k, d), counts (k,), the squared distances, and the number of
 * labels that differ from the hints. With `deadlines`, one per eight rows, rows with a deadline beyond
 * `drift` keep their hints as labels. With `cached`, the sums of a block whose labels all equal the hints are
 * those of the previous call, whose labels the hints must be. Without `totals` the squared distances of
 * blocks with several clusters are not summed. */
TARGET EXPORT void NAME(kern_assign)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *boxes, const double *centers, const double *by_column, int64_t k,
    const double *single_centers, const void *hints, void *labels, int64_t width, double *distances,
    double *parts, double *deadlines, double drift, double *cached, int64_t totals) {
    const task job = {
        x, stride, n, d, boxes, centers, k, hints, labels, width, distances, parts, deadlines, drift, cached,
        totals};
    const center_list all = {k, k, centers, boxes && d <= MAX_BOX_COLUMNS ? by_column : 0, 0};
    center_list candidates = all;
    center_set group;
    int prunes = 1;
    filter single_filter;
    if (single_centers)
        single_filter = filter_of(single_centers, k, d);
    for (int64_t at = 0; at < n; at += BLOCK) {
        if (all.by_column && at % GROUP == 0) {
            candidates = NAME(prune_group)(&job, at, &all, &group) ? list_of(&group) : all;
            prunes = 1;
        }
        NAME(assign_block)(&job, single_centers ? &single_filter : 0, at, candidates, &prunes);
    }
}

/* At most `max_rounds` Lloyd iterations on this thread. Each reads one buffer and writes the other: sums (k,
 * d), counts (k,), the squared distances, the number of changed labels, and centers (k, d), with separate
 * labels. Returns the number of completed iterations, which is smaller if the next one would move the
 * centers by no more than `tolerance` or change no label, or if a cluster is empty. `parts`, `moves`,
 * `by_column` and `single_centers`, null without a filter, are scratch memory. */
TARGET EXPORT int64_t NAME(kern_run_rounds)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *boxes, int64_t k, double *read_buffer, double *write_buffer, void *labels, void *new_labels,
    int64_t width, double tolerance, int64_t max_rounds, int64_t *rows, double *parts, double *moves,
    double *by_column, double *single_centers) {
    const int64_t added = k * (d + 1) + 2, chunks = (n + CHUNK - 1) / CHUNK;
    for (int64_t done = 0; done < max_rounds; done++) {
        double *const written = write_buffer;
        void *const relabeled = new_labels;
        if (kern_cluster_means(x, stride, n, labels, width, read_buffer, read_buffer + k * d,
                read_buffer + added, k, d, rows, write_buffer + added, moves) ||
            moves[1] <= tolerance)
            return done;
        memset(parts, 0, (size_t)(chunks * added) * sizeof *parts);
        for (int64_t i = 0; i < k * d; i++)
            by_column[i % d * k + i / d] = write_buffer[added + i];
        if (single_centers)
            kern_single_precision(write_buffer + added, k, d, single_centers);
        NAME(kern_assign)(x, stride, n, d, boxes, write_buffer + added, by_column, k, single_centers, labels,
            new_labels, width, 0, parts, 0, 0, 0, 1);
        kern_sum_parts(parts, chunks, added, write_buffer);
        if (write_buffer[added - 1] == 0)
            return done;
        write_buffer = read_buffer, read_buffer = written;
        new_labels = labels, labels = relabeled;
    }
    return max_rounds;
}

/* The squared distances of a block after adding a center: the minimum of those before and those to the
 * center. */
TARGET static void NAME(update_distances)(int64_t m, const double *x, int64_t stride, int64_t d,
    const double *center, const double *before, double *distances) {
    static void (*const passes[])(int64_t, const double *, int64_t, const double *, const double *,
        double *) = {NAME(min_distance1), NAME(min_distance2), NAME(min_distance3), NAME(min_distance4),
        NAME(min_distance5), NAME(min_distance6), NAME(min_distance7), NAME(min_distance8)};
    double found[1][BLOCK];
    if (d <= MAX_BOX_COLUMNS) {
        passes[d - 1](m, x, stride, center, before, distances);
        return;
    }
    NAME(distances_to_some)(m, x, stride, d, center, 1, found);
    for (int64_t i = 0; i < m; i++)
        distances[i] = found[0][i] < before[i] ? found[0][i] : before[i];
}

/* Adds one center to one block. */
TARGET static void NAME(add_center_to_block)(int64_t m, const double *x, int64_t stride, int64_t d,
    const double *box, const double *center, double *distances, double *sum, double *greatest) {
    double nearest, farthest, least[BLOCK], most = 0;
    if (box) {
        NAME(bounds)(1, center, 1, d, box, &nearest, &farthest);
        if (nearest >= *greatest)
            return;
    }
    NAME(update_distances)(m, x, stride, d, center, distances, least);
    for (int64_t i = 0; i < m; i++)
        most = least[i] > most ? least[i] : most;
    memcpy(distances, least, (size_t)m * sizeof *least);
    *sum = NAME(block_sum)(m, least);
    *greatest = most;
}

/* Adds a center of k-means++: updates the squared distances (n,), and their sum and maximum per block.
 * Groups and blocks whose box is no nearer to the center than their maximum are skipped. */
TARGET EXPORT void NAME(kern_add_center)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *boxes, const double *center, double *distances, double *sums, double *greatest) {
    for (int64_t start = 0; start < n; start += GROUP) {
        const int64_t first = start / BLOCK, blocks = NAME(blocks_in_group)(n - start);
        if (NAME(may_improve)(NAME(record_of)(boxes, first, d), blocks, d, center, 1, greatest + first))
            for (int64_t block = first, at = start; block < first + blocks; block++, at += BLOCK)
                NAME(add_center_to_block)(n - at < BLOCK ? n - at : BLOCK, x + at, stride, d,
                    NAME(record_of)(boxes, block, d), center, distances + at, sums + block, greatest + block);
    }
}

/* Adds the sum of a block's squared distances after adding each of m candidates alone; `sum` is the present
 * one. Of many columns those to consecutive candidates are computed together; a block of very many is read
 * from memory each time, which takes longer than distances to candidates that boxes exclude. */
TARGET static void NAME(totals_of_block)(int64_t rows, const double *x, int64_t stride, int64_t d,
    const double *box, const double *centers, const double *by_column, int64_t m, const double *before,
    double sum, double greatest, double *part) {
    double nearest[MAX_PRUNED], farthest[MAX_PRUNED], sums[CENTERS_AT_ONCE][BLOCK];
    if (d < MIN_WIDE)
        NAME(bounds)(m, by_column, m, d, box, nearest, farthest);
    else
        memset(nearest, 0, (size_t)m * sizeof *nearest);
    for (int64_t first = 0, count; first < m; first += count > 1 ? count : 1) {
        for (count = 0; first + count < m && nearest[first + count] < greatest;)
            count++;
        if (!count)
            part[first] += sum;
        else if (d <= MAX_BOX_COLUMNS)
            count = 1, NAME(update_distances)(rows, x, stride, d, centers + first * d, before, sums[0]);
        else
            count = NAME(distances_to_some)(rows, x, stride, d, centers + first * d, count, sums);
        for (int64_t j = 0; j < count; j++)
            part[first + j] += NAME(block_sum_of_least)(rows, sums[j], before);
    }
}

/* The sum of squared distances after adding each of m candidates alone: (m,) per chunk. */
TARGET EXPORT void NAME(kern_candidate_totals)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *boxes, const double *centers, const double *by_column, int64_t m, const double *before,
    const double *sums, const double *greatest, double *parts) {
    for (int64_t start = 0; start < n; start += GROUP) {
        const int64_t first = start / BLOCK, blocks = NAME(blocks_in_group)(n - start);
        double *part = parts + start / CHUNK * m;
        const int improves =
            NAME(may_improve)(NAME(record_of)(boxes, first, d), blocks, d, by_column, m, greatest + first);
        for (int64_t block = first, at = start; block < first + blocks; block++, at += BLOCK)
            if (improves)
                NAME(totals_of_block)(n - at < BLOCK ? n - at : BLOCK, x + at, stride, d,
                    NAME(record_of)(boxes, block, d), centers, by_column, m, before + at, sums[block],
                    greatest[block], part);
            else
                for (int64_t j = 0; j < m; j++)
                    part[j] += sums[block];
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
#undef UPDATE_MIN
#undef COLUMN_PASSES
#undef STRIDED
#undef SELECTED
#undef PACKED
#undef PACKS
