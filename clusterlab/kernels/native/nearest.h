/* The nearest centers, in the form that compilers vectorise without fast-math: passes in small functions with
 * restrict parameters, which read the best so far from one buffer and write it to another. See kernels.c. */

#if defined(__GNUC__) /* WIDTH numbers that are worked on as one */
typedef double NAME(pack) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#else
typedef double NAME(pack);
#endif
#define PACKED(from) (*(NAME(pack) *)(from))
#define PACKS(from) (*(const NAME(pack) *)(from))

#if !defined(__GNUC__) /* a pack of numbers that lie a stride apart */
#define ACROSS(x, stride) (*(x))
#elif WIDTH == 2
#define ACROSS(x, stride) ((NAME(pack)){(x)[0], (x)[stride]})
#elif WIDTH == 4
#define ACROSS(x, stride) ((NAME(pack)){(x)[0], (x)[stride], (x)[2 * (stride)], (x)[3 * (stride)]})
#else
#define ACROSS(x, stride)                                                                                    \
    ((NAME(pack)){(x)[0], (x)[stride], (x)[2 * (stride)], (x)[3 * (stride)], (x)[4 * (stride)],              \
        (x)[5 * (stride)], (x)[6 * (stride)], (x)[7 * (stride)]})
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
#define CHALLENGE(distance, number)                                                                          \
    {                                                                                                        \
        const double other = (distance);                                                                     \
        label = other < least ? (number) : label;                                                            \
        least = other < least ? other : least;                                                               \
    }

/* Lets one center, and four, challenge the best so far of m rows with D columns; equals do not win. And the
 * lesser of the distance to a center and the one before. */
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
    }                                                                                                        \
    TARGET static void NAME(lesser##D)(int64_t m, const double *RESTRICT x, int64_t stride,                  \
        const double *RESTRICT center, const double *RESTRICT before, double *RESTRICT distances) {          \
        (void)stride;                                                                                        \
        for (int64_t i = 0; i < m; i++) {                                                                    \
            const double other = SUM##D(center);                                                             \
            distances[i] = other < before[i] ? other : before[i];                                            \
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

typedef void (*NAME(pass))(int64_t, const double *, int64_t, const double *, double, const double *,
    const double *, double *, double *);

/* Lets centers race whose numbers rise, or are 0, 1, ...: four at a time where they follow each other. */
TARGET static void NAME(race_directly)(
    contest *race, int64_t m, const double *x, int64_t stride, int64_t d, const double *centers, int64_t k,
    const double *numbers) {
    static const NAME(pass) ones[] = {
        NAME(one_center1), NAME(one_center2), NAME(one_center3), NAME(one_center4),
        NAME(one_center5), NAME(one_center6), NAME(one_center7), NAME(one_center8)};
    static const NAME(pass) fours[] = {
        NAME(four_centers1), NAME(four_centers2), NAME(four_centers3), NAME(four_centers4),
        NAME(four_centers5), NAME(four_centers6), NAME(four_centers7), NAME(four_centers8)};
    for (int64_t c = 0; c < k;) {
        const double number = numbers ? numbers[c] : (double)c;
        const int64_t step = c + 4 <= k && (!numbers || numbers[c + 3] == number + 3) ? 4 : 1;
        (step == 4 ? fours : ones)[d - 1](m, x, stride, centers + c * d, number, race->best[race->now],
            race->labels[race->now], race->best[1 - race->now], race->labels[1 - race->now]);
        race->now = 1 - race->now;
        c += step;
    }
}

TARGET static double NAME(by_halves)(double *lanes) {
    for (int64_t half = LANES / 2; half; half /= 2)
        for (int64_t lane = 0; lane < half; lane++)
            lanes[lane] += lanes[lane + half];
    return lanes[0];
}

/* The sum of a block: rows in eight lanes in turn, and then the lanes by halves. */
TARGET static double NAME(block_sum)(int64_t m, const double *values) {
    double lanes[LANES] = {0};
    int64_t i = 0;
    for (; i + LANES <= m; i += LANES)
        for (int64_t lane = 0; lane < LANES; lane++)
            lanes[lane] += values[i + lane];
    for (; i < m; i++)
        lanes[i % LANES] += values[i];
    return NAME(by_halves)(lanes);
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

/* The same for two packs of rows and four centers at a time: nothing is written down before the last column. */
#define AWAY(center, u, v)                                                                                   \
    away = first - (center)[c];                                                                              \
    u += away * away;                                                                                        \
    away = second - (center)[c];                                                                             \
    v += away * away;
TARGET INLINE void NAME(add_tile)(const double *x, int64_t stride, const double *const *centers, int64_t from,
    int64_t to, double *const *sums, int64_t at) {
    const double *const p = centers[0], *const q = centers[1], *const r = centers[2], *const s = centers[3];
    NAME(pack) a = PACKS(sums[0] + at), b = PACKS(sums[0] + at + WIDTH);
    NAME(pack) e = PACKS(sums[1] + at), f = PACKS(sums[1] + at + WIDTH);
    NAME(pack) g = PACKS(sums[2] + at), h = PACKS(sums[2] + at + WIDTH);
    NAME(pack) k = PACKS(sums[3] + at), l = PACKS(sums[3] + at + WIDTH);
    for (int64_t c = from; c < to; c++) {
        const NAME(pack) first = PACKS(x + c * stride + at), second = PACKS(x + c * stride + at + WIDTH);
        NAME(pack) away;
        AWAY(p, a, b)
        AWAY(q, e, f)
        AWAY(r, g, h)
        AWAY(s, k, l)
    }
    PACKED(sums[0] + at) = a, PACKED(sums[0] + at + WIDTH) = b;
    PACKED(sums[1] + at) = e, PACKED(sums[1] + at + WIDTH) = f;
    PACKED(sums[2] + at) = g, PACKED(sums[2] + at + WIDTH) = h;
    PACKED(sums[3] + at) = k, PACKED(sums[3] + at + WIDTH) = l;
}
#undef AWAY

TARGET static void NAME(add_to_four)(int64_t m, const double *x, int64_t stride, const double *const *centers,
    int64_t from, int64_t to, double *const *sums) {
    int64_t at = 0;
    for (; at + 2 * WIDTH <= m; at += 2 * WIDTH)
        NAME(add_tile)(x, stride, centers, from, to, sums, at);
    for (int64_t j = 0; j < 4 && at < m; j++)
        NAME(add_columns)(m - at, x + at, stride, centers[j], from, to, sums[j] + at);
}

TARGET static void NAME(distances_to)(
    int64_t m, const double *x, int64_t stride, int64_t d, const double *center, double *sums) {
    memset(sums, 0, (size_t)m * sizeof *sums);
    NAME(add_columns)(m, x, stride, center, 0, d, sums);
}

/* Lets a center whose distances are known challenge the best so far; equals do not win. */
TARGET static void NAME(challenge)(int64_t m, const double *RESTRICT others, double number,
    const double *RESTRICT best, const double *RESTRICT labels, double *RESTRICT new_best,
    double *RESTRICT new_labels) {
    for (int64_t i = 0; i < m; i++) {
        const int wins = others[i] < best[i];
        new_best[i] = wins ? others[i] : best[i];
        new_labels[i] = wins ? number : labels[i];
    }
}

/* Lets all centers race, four at a time. */
TARGET static void NAME(race_by_columns)(
    contest *race, int64_t m, const double *x, int64_t stride, int64_t d, const double *centers, int64_t k) {
    double room[4][BLOCK], *const sums[4] = {room[0], room[1], room[2], room[3]};
    for (int64_t first = 0; first < k; first += 4) {
        const int64_t count = k - first < 4 ? k - first : 4;
        const double *four[4];
        for (int64_t j = 0; j < 4; j++)
            four[j] = centers + (first + (j < count ? j : 0)) * d;
        memset(room, 0, sizeof room);
        NAME(add_to_four)(m, x, stride, four, 0, d, sums);
        for (int64_t j = 0; j < count; j++) {
            NAME(challenge)(m, sums[j], (double)(first + j), race->best[race->now], race->labels[race->now],
                race->best[1 - race->now], race->labels[1 - race->now]);
            race->now = 1 - race->now;
        }
    }
}

/* The squared distances of m rows to the centers of their labels. */
TARGET static void NAME(own_distances)(int64_t m, const double *RESTRICT x, int64_t stride, int64_t d,
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

/* Adds one column to the least and greatest distances of a box to m centers. Rounding keeps the order of
 * numbers: what is computed for a point in the box lies between what is computed here. */
TARGET static void NAME(add_bounds)(int64_t m, const double *RESTRICT at, double low, double high,
    double *RESTRICT nearest, double *RESTRICT farthest) {
    for (int64_t j = 0; j < m; j++) {
        const double under = low - at[j], over = at[j] - high;
        const double beyond = under > over ? under : over, gap = beyond > 0 ? beyond : 0;
        const double reach = under < over ? -under : -over;
        nearest[j] += gap * gap;
        farthest[j] += reach * reach;
    }
}

TARGET static void NAME(bounds)(int64_t m, const double *across, int64_t stride, int64_t d, const double *box,
    double *nearest, double *farthest) {
    memset(nearest, 0, (size_t)m * sizeof *nearest);
    memset(farthest, 0, (size_t)m * sizeof *farthest);
    for (int64_t c = 0; c < d; c++)
        NAME(add_bounds)(m, across + c * stride, box[c], box[d + c], nearest, farthest);
}

/* The box around the boxes of some blocks. */
TARGET static void NAME(group_box)(const double *boxes, int64_t blocks, int64_t d, double *box) {
    memcpy(box, boxes, 2 * (size_t)d * sizeof *box);
    for (int64_t block = 1; block < blocks; block++)
        for (int64_t c = 0; c < d; c++) {
            const double low = boxes[block * RECORD(d) + c], high = boxes[block * RECORD(d) + d + c];
            box[c] = low < box[c] ? low : box[c];
            box[d + c] = high > box[d + c] ? high : box[d + c];
        }
}

/* How many blocks the next group has, where so many rows are left. */
TARGET static int64_t NAME(blocks_of)(int64_t rows) {
    return rows < GROUP ? (rows + BLOCK - 1) / BLOCK : GROUP / BLOCK;
}

/* Whether one of m centers may be nearer to a point of some blocks than their greatest squared distances. */
TARGET static int NAME(any_nearer)(const double *boxes, int64_t blocks, int64_t d, const double *across, int64_t m,
    const double *greatest) {
    double box[2 * DIRECT], nearest[NEAR], farthest[NEAR], most = 0;
    if (d > DIRECT)
        return 1;
    for (int64_t block = 0; block < blocks; block++)
        most = greatest[block] > most ? greatest[block] : most;
    NAME(group_box)(boxes, blocks, d, box);
    NAME(bounds)(m, across, m, d, box, nearest, farthest);
    for (int64_t j = 0; j < m; j++)
        if (nearest[j] < most)
            return 1;
    return 0;
}

/* Whether a center is farther than another from every point of a box: at its corner that lies most toward the
 * center, where the difference is least, by more than rounding could change. */
TARGET static int NAME(is_behind)(
    int64_t d, const double *box, const double *center, const double *other, double farthest) {
    double own = 0, others = 0;
    for (int64_t c = 0; c < d; c++) {
        const double corner = box[center[c] > other[c] ? d + c : c];
        own += SQUARE(corner, center[c]);
        others += SQUARE(corner, other[c]);
    }
    return own - others > MARGIN * farthest;
}

/* The centers of `all` that could be nearest to a point of a box, in their order. */
TARGET static void NAME(narrow)(const field *all, int64_t d, const double *box, field *kept) {
    double nearest[NEAR], farthest[NEAR];
    int64_t best = 0;
    NAME(bounds)(all->count, all->across, NEAR, d, box, nearest, farthest);
    for (int64_t j = 1; j < all->count; j++)
        best = farthest[j] < farthest[best] ? j : best;
    kept->count = 0;
    for (int64_t j = 0; j < all->count; j++)
        if (nearest[j] <= farthest[best] && !NAME(is_behind)(d, box, all->rows + j * d, all->rows + best * d,
                farthest[j]))
            keep(kept, d, all->rows + j * d, all->number[j]);
}

/* The rows of a block that belong to one cluster, and zeros in place of the others. */
TARGET static void NAME(members)(int64_t m, const double *RESTRICT own, double cluster,
    const double *RESTRICT values, double *RESTRICT kept) {
    for (int64_t i = 0; i < m; i++)
        kept[i] = own[i] == cluster ? values[i] : 0.0;
}

/* The different labels of a block, in the order of their first rows, up to `most`: how many they are. */
TARGET static int64_t NAME(labels_of)(int64_t m, const double *own, int64_t *there, int64_t most) {
    double left[BLOCK];
    int64_t found = 0;
    memcpy(left, own, (size_t)m * sizeof *left);
    for (int64_t first = 0; first < m && found < most; first++) {
        const double label = left[first];
        if (label < 0)
            continue;
        there[found++] = (int64_t)label;
        for (int64_t i = 0; i < m; i++)
            left[i] = left[i] == label ? -1 : left[i];
    }
    return found;
}

/* The labels of a block after a race, of which few could be there. */
TARGET static int64_t NAME(winners)(int64_t m, const double *labels, const field *near, int64_t *there) {
    int64_t found = 0;
    if (!near || near->count > FEW)
        return NAME(labels_of)(m, labels, there, BLOCK);
    for (int64_t j = 0; j < near->count; j++)
        if (NAME(count)(m, labels, near->number[j]))
            there[found++] = (int64_t)near->number[j];
    return found;
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

TARGET static void NAME(read_labels)(
    int64_t at, int64_t m, const void *RESTRICT labels, int64_t width, double *RESTRICT numbers) {
    EACH_WIDTH(READ)
}

TARGET static void NAME(write_labels)(
    int64_t at, int64_t m, const double *RESTRICT numbers, void *RESTRICT labels, int64_t width) {
    EACH_WIDTH(WRITE)
}

#undef EACH_WIDTH
#undef READ
#undef WRITE

/* Adds a block that belongs to one cluster as a whole: its sums, and by the theorem of parallel axes its squared
 * distances, from those to the middle of its box. */
TARGET static void NAME(add_whole)(const task *job, int64_t m, const double *box, int64_t label, double *part) {
    const int64_t d = job->d, k = job->k;
    const double *sums = box + 2 * d, *offsets = box + 3 * d, *center = job->centers + label * d;
    double total = box[4 * d];
    for (int64_t c = 0; c < d; c++) {
        const double away = 0.5 * (box[c] + box[d + c]) - center[c];
        total += away * (2 * offsets[c] + (double)m * away);
        part[label * d + c] += sums[c];
    }
    part[k * d + label] += (double)m;
    part[k * (d + 1)] += total;
}

/* Where each row of a block is added up: the place of its lane and cluster. */
TARGET static void NAME(find_places)(
    int64_t m, const double *labels, const int64_t *there, int64_t clusters, int32_t *places) {
    for (int64_t j = 0; j < clusters; j++) {
        const double own = (double)there[j];
        for (int64_t i = 0; i < m; i++)
            places[i] = labels[i] == own ? (int32_t)(i % LANES * clusters + j) : places[i];
    }
}

/* The sums of the rows of several clusters of a block, in its first lane, as block_sum adds them up: the zeros of
 * other clusters, which it adds too, change no bit. */
TARGET static void NAME(sums_of)(
    int64_t m, const double *RESTRICT x, const int32_t *RESTRICT places, int64_t clusters, double *RESTRICT lanes) {
    memset(lanes, 0, LANES * (size_t)clusters * sizeof *lanes);
    for (int64_t i = 0; i < m; i++)
        lanes[places[i]] += x[i];
    for (int64_t half = LANES / 2 * clusters; half >= clusters; half /= 2)
        for (int64_t i = 0; i < half; i++)
            lanes[i] += lanes[half + i];
}

/* The same for as many columns as a pack has numbers: row by row, with the columns side by side. */
TARGET static void NAME(sums_across)(
    int64_t m, const double *x, int64_t stride, const int32_t *places, int64_t clusters, double *lanes) {
    memset(lanes, 0, LANES * (size_t)clusters * WIDTH * sizeof *lanes);
    for (int64_t i = 0; i < m; i++)
        PACKED(lanes + places[i] * WIDTH) += ACROSS(x + i, stride);
    for (int64_t half = LANES / 2 * clusters; half >= clusters; half /= 2)
        for (int64_t i = 0; i < half * WIDTH; i += WIDTH)
            PACKED(lanes + i) += PACKS(lanes + half * WIDTH + i);
}

/* Adds up several clusters of a block, and keeps their sums (clusters, d) where there is a place for them. */
TARGET static void NAME(add_several)(const task *job, int64_t at, int64_t m, const double *labels,
    const int64_t *there, int64_t clusters, double *part, double *kept) {
    const int64_t d = job->d;
    double lanes[LANES * BLOCK * WIDTH];
    int32_t places[BLOCK] = {0};
    int64_t c = 0;
    NAME(find_places)(m, labels, there, clusters, places);
    for (; c + WIDTH <= d; c += WIDTH) {
        NAME(sums_across)(m, job->x + c * job->stride + at, job->stride, places, clusters, lanes);
        for (int64_t j = 0; j < clusters; j++) {
            PACKED(part + there[j] * d + c) += PACKS(lanes + j * WIDTH);
            if (kept)
                PACKED(kept + j * d + c) = PACKS(lanes + j * WIDTH);
        }
    }
    for (; c < d; c++) {
        NAME(sums_of)(m, job->x + c * job->stride + at, places, clusters, lanes);
        for (int64_t j = 0; j < clusters; j++) {
            part[there[j] * d + c] += lanes[j];
            if (kept)
                kept[j * d + c] = lanes[j];
        }
    }
}

TARGET static void NAME(add_kept)(
    const double *RESTRICT kept, int64_t d, const int64_t *there, int64_t clusters, double *RESTRICT part) {
    for (int64_t j = 0; j < clusters; j++)
        for (int64_t c = 0; c < d; c++)
            part[there[j] * d + c] += kept[j * d + c];
}

/* The same for many columns, by what was kept where the labels are as they were then. */
TARGET static void NAME(add_wide)(const task *job, int64_t at, int64_t m, const double *labels,
    const int64_t *there, int64_t clusters, int same, double *part) {
    double *kept = job->kept ? job->kept + at / BLOCK * KEEP(job->d) : 0;
    if (kept && same && *kept > 0) {
        NAME(add_kept)(kept + 1, job->d, there, clusters, part);
        return;
    }
    NAME(add_several)(job, at, m, labels, there, clusters, part, kept && clusters <= KEPT ? kept + 1 : 0);
    if (kept)
        *kept = clusters <= KEPT;
}

TARGET static void NAME(add_shared)(const task *job, int64_t at, int64_t m, const double *labels,
    const double *best, const int64_t *there, int64_t clusters, int same, double *part) {
    const int64_t d = job->d, k = job->k;
    const int apart = clusters <= SOME && d <= DIRECT;
    double kept[BLOCK];
    if (d > DIRECT)
        NAME(add_wide)(job, at, m, labels, there, clusters, same, part);
    else if (!apart)
        NAME(add_several)(job, at, m, labels, there, clusters, part, 0);
    for (int64_t j = 0; j < clusters; j++) {
        const double own = (double)there[j];
        for (int64_t c = 0; c < d && apart; c++) {
            NAME(members)(m, labels, own, job->x + c * job->stride + at, kept);
            part[there[j] * d + c] += NAME(block_sum)(m, kept);
        }
        part[k * d + there[j]] += (double)NAME(count)(m, labels, own);
    }
    if (job->totals)
        part[k * (d + 1)] += NAME(block_sum)(m, best);
}

TARGET static void NAME(begin)(contest *race, int64_t m) {
    race->now = 0;
    for (int64_t i = 0; i < m; i++) {
        race->best[0][i] = INFINITY;
        race->labels[0][i] = 0;
    }
}

/* The labels of the m rows of a block of many columns: those that the filter is not sure of are raced for. */
TARGET static void NAME(label_wide)(const task *job, const filter *narrowed, int64_t at, int64_t m,
    const double *earlier, double *labels) {
    double unsure[BLOCK];
    contest race;
    if (narrowed)
        NAME(filter_block)(job, narrowed, at, m, earlier, labels, unsure);
    for (int64_t i = 0; i < m; i += 2 * WIDTH) {
        const int64_t rows = m - i < 2 * WIDTH ? m - i : 2 * WIDTH;
        if (narrowed && !NAME(count)(rows, unsure + i, 1))
            continue;
        NAME(begin)(&race, rows);
        NAME(race_by_columns)(&race, rows, job->x + at + i, job->stride, job->d, job->centers, job->k);
        memcpy(labels + i, race.labels[race.now], (size_t)rows * sizeof *labels);
    }
}

/* Finds the nearest of some centers, or of all, for the m rows of a block; of many columns only their labels. */
TARGET static void NAME(race_block)(const task *job, const filter *narrowed, int64_t at, int64_t m,
    const field *near, const double *earlier, contest *race) {
    NAME(begin)(race, m);
    if (job->d > DIRECT)
        NAME(label_wide)(job, narrowed, at, m, earlier, race->labels[0]);
    else
        NAME(race_directly)(race, m, job->x + at, job->stride, job->d, near ? near->rows : job->centers,
            near ? near->count : job->k, near ? near->number : 0);
}

/* What is known of rows before they are looked at: a box around them and centers that may be nearest. */
TARGET static void NAME(narrow_group)(const task *job, int64_t at, const field *all, field *kept) {
    double box[2 * DIRECT];
    NAME(group_box)(job->boxes + at / BLOCK * RECORD(job->d), NAME(blocks_of)(job->n - at), job->d, box);
    NAME(narrow)(all, job->d, box, kept);
}

/* How many labels differ from the likely ones. */
TARGET static int64_t NAME(changes)(int64_t m, const double *RESTRICT labels, const double *RESTRICT before) {
    int64_t found = 0;
    for (int64_t i = 0; i < m; i++)
        found += labels[i] != before[i];
    return found;
}

/* The rows of a block that all have one center to go to. */
TARGET static void NAME(assign_whole)(const task *job, int64_t at, int64_t m, double label, contest *race) {
    race->now = 0;
    for (int64_t i = 0; i < m; i++)
        race->labels[0][i] = label;
    NAME(write_labels)(at, m, race->labels[0], job->labels, job->width);
}

/* One block: its labels, and where asked for its squared distances and what it adds to its chunk. */
TARGET static void NAME(assign_block)(const task *job, const filter *narrowed, int64_t at, const field *group) {
    const int64_t m = job->n - at < BLOCK ? job->n - at : BLOCK, d = job->d, width = job->k * (d + 1) + 2;
    const double *box = job->boxes ? job->boxes + at / BLOCK * RECORD(d) : 0;
    double *part = job->parts ? job->parts + at / CHUNK * width : 0, earlier[BLOCK];
    int64_t there[BLOCK], clusters = 1, changed = -1;
    contest race;
    field few;
    const field *near = group;
    if (group && group->count > 1)
        NAME(narrow)(group, d, box, &few), near = &few;
    if (job->hints)
        NAME(read_labels)(at, m, job->hints, job->width, earlier);
    if (near && near->count == 1) {
        there[0] = (int64_t)near->number[0];
        NAME(assign_whole)(job, at, m, near->number[0], &race);
    } else {
        NAME(race_block)(job, narrowed, at, m, near, earlier, &race);
        clusters = NAME(winners)(m, race.labels[race.now], near, there);
        NAME(write_labels)(at, m, race.labels[race.now], job->labels, job->width);
    }
    if (d > DIRECT && (job->distances || (part && clusters > 1 && job->totals)))
        NAME(own_distances)(m, job->x + at, job->stride, d, job->centers, race.labels[race.now],
            race.best[race.now]);
    if (job->distances)
        memcpy(job->distances + at, race.best[race.now], (size_t)m * sizeof(double));
    if (part && job->hints)
        changed = NAME(changes)(m, race.labels[race.now], earlier);
    if (part && clusters == 1)
        NAME(add_whole)(job, m, box, there[0], part);
    else if (part)
        NAME(add_shared)(job, at, m, race.labels[race.now], race.best[race.now], there, clusters,
            changed == 0, part);
    if (part && job->hints)
        part[width - 1] += (double)changed;
}

/* Labels of the nearest centers of all rows. Given boxes it looks only at centers that may be nearest in each,
 * and adds up per chunk in `parts`, which come as zeros: sums (k, d), counts (k,), the squared distances, and how
 * many labels differ from those that were likely. With deadlines, one for eight rows, the labels of rows that have one
 * beyond the drift are known to be the likely ones; with `kept`, the sums of blocks whose labels are all likely are
 * those of the call before, whose labels these were. Without totals the squared distances of blocks that more than one
 * center shares are not added up. */
TARGET EXPORT void NAME(kern_assign)(const double *x, int64_t stride, int64_t n, int64_t d, const double *boxes,
    const double *centers, int64_t k, const double *narrowed, const void *hints, void *labels, int64_t width,
    double *distances, double *parts, double *deadlines, double drift, double *kept,
    int64_t totals) {
    const task job = {
        x, stride, n, d, boxes, centers, k, hints, labels, width, distances, parts, deadlines, drift, kept,
        totals};
    const int pruned = boxes && d <= DIRECT && k <= NEAR;
    field all, group;
    filter single;
    if (narrowed)
        single = filter_of(narrowed, k, d);
    all.count = 0;
    for (int64_t j = 0; j < k && pruned; j++)
        keep(&all, d, centers + j * d, (double)j);
    for (int64_t at = 0; at < n; at += BLOCK) {
        if (pruned && at % GROUP == 0)
            NAME(narrow_group)(&job, at, &all, &group);
        NAME(assign_block)(&job, narrowed ? &single : 0, at, pruned ? &group : 0);
    }
}

/* Rounds of Lloyd, at most so many, one after the other on this thread. Each reads one of two rooms and writes the
 * other: sums (k, d), counts (k,), the squared distances, how many labels changed, and centers (k, d), with labels
 * beside them. Returns after how many of them it stopped: fewer than were asked for where the next one would move
 * centers by no more than `still`, or would change no label, or has an empty cluster before it. `parts` and `moves` are
 * room for what kern_assign and kern_means say. */
TARGET EXPORT int64_t NAME(kern_rounds)(const double *x, int64_t stride, int64_t n, int64_t d, const double *boxes,
    int64_t k, double *from, double *to, void *labels, void *new_labels, int64_t width, double still,
    int64_t most, double *parts, double *moves) {
    const int64_t added = k * (d + 1) + 2, chunks = (n + CHUNK - 1) / CHUNK;
    for (int64_t done = 0; done < most; done++) {
        double *const written = to;
        void *const relabeled = new_labels;
        if (kern_means(from, from + k * d, from + added, k, d, to + added, moves) || moves[1] <= still)
            return done;
        memset(parts, 0, (size_t)(chunks * added) * sizeof *parts);
        NAME(kern_assign)(x, stride, n, d, boxes, to + added, k, 0, labels, new_labels, width, 0, parts, 0, 0, 0, 1);
        kern_fold(parts, chunks, added, to);
        if (to[added - 1] == 0)
            return done;
        to = from, from = written;
        new_labels = labels, labels = relabeled;
    }
    return most;
}

/* What one center more leaves of the squared distances of a block: the lesser of both. */
TARGET static void NAME(lessened)(int64_t m, const double *x, int64_t stride, int64_t d, const double *center,
    const double *before, double *distances) {
    static void (*const passes[])(int64_t, const double *, int64_t, const double *, const double *, double *) = {
        NAME(lesser1), NAME(lesser2), NAME(lesser3), NAME(lesser4),
        NAME(lesser5), NAME(lesser6), NAME(lesser7), NAME(lesser8)};
    if (d <= DIRECT) {
        passes[d - 1](m, x, stride, center, before, distances);
        return;
    }
    NAME(distances_to)(m, x, stride, d, center, distances);
    for (int64_t i = 0; i < m; i++)
        distances[i] = distances[i] < before[i] ? distances[i] : before[i];
}

/* One more center for one block. */
TARGET static void NAME(nearer_block)(int64_t m, const double *x, int64_t stride, int64_t d, const double *box,
    const double *center, double *distances, double *sum, double *greatest) {
    double nearest, farthest, least[BLOCK], most = 0;
    NAME(bounds)(1, center, 1, d, box, &nearest, &farthest);
    if (nearest >= *greatest)
        return;
    NAME(lessened)(m, x, stride, d, center, distances, least);
    for (int64_t i = 0; i < m; i++)
        most = least[i] > most ? least[i] : most;
    memcpy(distances, least, (size_t)m * sizeof *least);
    *sum = NAME(block_sum)(m, least);
    *greatest = most;
}

/* One more center of k-means++: the squared distances (n,), and their sum and greatest per block, become less.
 * Groups and blocks whose box is no nearer to it than their greatest stay as they are. */
TARGET EXPORT void NAME(kern_nearer)(const double *x, int64_t stride, int64_t n, int64_t d, const double *boxes,
    const double *center, double *distances, double *sums, double *greatest) {
    for (int64_t start = 0; start < n; start += GROUP) {
        const int64_t first = start / BLOCK, blocks = NAME(blocks_of)(n - start);
        if (NAME(any_nearer)(boxes + first * RECORD(d), blocks, d, center, 1, greatest + first))
            for (int64_t block = first, at = start; block < first + blocks; block++, at += BLOCK)
                NAME(nearer_block)(n - at < BLOCK ? n - at : BLOCK, x + at, stride, d, boxes + block * RECORD(d),
                    center, distances + at, sums + block, greatest + block);
    }
}

/* What each of m candidates would leave of the squared distances of a block, of which it is `sum` now. */
TARGET static void NAME(left_of_block)(int64_t rows, const double *x, int64_t stride, int64_t d, const double *box,
    const double *centers, const double *across, int64_t m, const double *before, double sum, double greatest,
    double *part) {
    double nearest[NEAR], farthest[NEAR], distances[BLOCK];
    NAME(bounds)(m, across, m, d, box, nearest, farthest);
    for (int64_t j = 0; j < m; j++) {
        double left = sum;
        if (nearest[j] < greatest) {
            NAME(lessened)(rows, x, stride, d, centers + j * d, before, distances);
            left = NAME(block_sum)(rows, distances);
        }
        part[j] += left;
    }
}

/* What each of m candidates for one more center would leave of the sum of squared distances: (m,) per chunk. */
TARGET EXPORT void NAME(kern_left)(const double *x, int64_t stride, int64_t n, int64_t d, const double *boxes,
    const double *centers, const double *across, int64_t m, const double *before, const double *sums,
    const double *greatest, double *parts) {
    for (int64_t start = 0; start < n; start += GROUP) {
        const int64_t first = start / BLOCK, blocks = NAME(blocks_of)(n - start);
        double *part = parts + start / CHUNK * m;
        const int open = NAME(any_nearer)(boxes + first * RECORD(d), blocks, d, across, m, greatest + first);
        for (int64_t block = first, at = start; block < first + blocks; block++, at += BLOCK)
            if (open)
                NAME(left_of_block)(n - at < BLOCK ? n - at : BLOCK, x + at, stride, d, boxes + block * RECORD(d),
                    centers, across, m, before + at, sums[block], greatest[block], part);
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
#undef CHALLENGE
#undef DIRECT_PASSES
#undef ACROSS
#undef PACKED
#undef PACKS
