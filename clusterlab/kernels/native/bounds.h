/* Lloyd iterations over tables of many columns, with bounds of the distance of each row to each center as in
 * Elkan (2003); the native implementation of bounded.py.
 *
 * Rows and centers, minus a shift that is the same in all iterations, are kept row by row in single
 * precision, and so are the squared lengths of the rows. By the error bound of filter.h, which holds for any
 * shift and any order of additions, the squared distance of a row to a center differs from its squared length
 * plus the score of the center by at most the margin. So it is known how near and how far the center may be.
 *
 * The drift of a center is the sum of all its moves. `lower` is at most the distance of a row to a center
 * when that was computed, plus the drift of the center then; minus the drift now it is at most the distance
 * now. `upper` is at least the distance to the row's own center then, minus its drift then. Distances to
 * other centers are only computed where these bounds leave open which center is nearest.
 *
 * Each bound has a relative error of a few 2^-24 of the numbers it was computed from, which ROUNDED covers.
 * Centers are excluded if they are farther than the own one by more than BOUND_GAP of its distance, which is
 * more than the rounding error of any distance in double precision. Distances whose squares are too large or
 * too small for this are always computed in double precision. */

#if defined(__GNUC__)
#define FLOATS_AT_ONCE (2 * WIDTH)
#else
#define FLOATS_AT_ONCE 1
#endif
#define FLOATS(from) (*(NAME(floats) *)(from))
#define READ_FLOATS(from) (*(const NAME(floats) *)(from))

/* Copies the m rows of a block, minus the shift, to single precision, a few columns at a time. */
TARGET static void NAME(copy_rows)(const bounded *job, int64_t at, int64_t m) {
    float columns[COPIED_COLUMNS][BLOCK];
    for (int64_t from = 0; from < job->width; from += COPIED_COLUMNS) {
        for (int64_t c = 0; c < COPIED_COLUMNS; c++) {
            const int64_t column = from + c;
            if (column >= job->d)
                memset(columns[c], 0, sizeof columns[c]);
            for (int64_t i = 0; i < m && column < job->d; i++)
                columns[c][i] = (float)(job->x[column * job->stride + at + i] - job->shift[column]);
        }
        for (int64_t i = 0; i < m; i++)
            for (int64_t c = 0; c < COPIED_COLUMNS; c++)
                job->rows[(at + i) * job->width + from + c] = columns[c][i];
    }
}

TARGET INLINE float NAME(sum_of_floats)(NAME(floats) values) {
    float lanes[FLOATS_AT_ONCE];
    FLOATS(lanes) = values;
    for (int half = FLOATS_AT_ONCE / 2; half; half /= 2)
        for (int i = 0; i < half; i++)
            lanes[i] += lanes[i + half];
    return lanes[0];
}

/* The products of a row with `count` of the listed centers, a compile-time constant; meanwhile another row,
 * the `next`, is read from memory. */
TARGET INLINE void NAME(row_products)(const bounded *job, const float *row, const int32_t *list,
    const float *next, float *found, const int count) {
    NAME(floats) a[PRODUCTS_AT_ONCE], b[PRODUCTS_AT_ONCE];
    const float *centers[PRODUCTS_AT_ONCE];
    for (int j = 0; j < count; j++) {
        centers[j] = job->single + list[j] * job->width;
        a[j] = b[j] = (NAME(floats)){0};
    }
    for (int64_t c = 0; c < job->width; c += 2 * FLOATS_AT_ONCE) {
        const NAME(floats) first = READ_FLOATS(row + c), second = READ_FLOATS(row + c + FLOATS_AT_ONCE);
        PREFETCH(next + c);
        if (FLOATS_AT_ONCE > 8)
            PREFETCH(next + c + FLOATS_AT_ONCE);
        UNROLLED
        for (int j = 0; j < count; j++) {
            a[j] = NAME(plus_product)(a[j], first, READ_FLOATS(centers[j] + c));
            b[j] = NAME(plus_product)(b[j], second, READ_FLOATS(centers[j] + c + FLOATS_AT_ONCE));
        }
    }
    for (int j = 0; j < count; j++)
        found[j] = NAME(sum_of_floats)(a[j] + b[j]);
}

/* The scores of the listed centers for a row. */
TARGET static void NAME(scores_of_row)(const bounded *job, int64_t row, int64_t next, const int32_t *list,
    int64_t count, float *scores) {
    const float *values = job->rows + row * job->width, *ahead = job->rows + next * job->width;
    int64_t j = 0;
    for (; j + PRODUCTS_AT_ONCE <= count; j += PRODUCTS_AT_ONCE)
        NAME(row_products)(job, values, list + j, ahead, scores + j, PRODUCTS_AT_ONCE);
    for (; j < count; j++)
        NAME(row_products)(job, values, list + j, ahead, scores + j, 1);
    for (j = 0; j < count; j++)
        scores[j] += job->squares[list[j]];
}

/* The squared length of a row. */
TARGET static float NAME(square_of_row)(const bounded *job, int64_t row) {
    NAME(floats) sum = {0};
    for (int64_t c = 0; c < job->width; c += FLOATS_AT_ONCE) {
        const NAME(floats) values = READ_FLOATS(job->rows + row * job->width + c);
        sum += values * values;
    }
    return NAME(sum_of_floats)(sum);
}

/* Whether a center may be as near as `limit`, of all whose bounds are `lower`. */
TARGET static int NAME(any_within)(const bounded *job, const float *lower, float limit) {
    float lanes[FLOATS_AT_ONCE], least = INFINITY;
    NAME(floats) found = READ_FLOATS(lower) - READ_FLOATS(job->drifts);
    for (int64_t j = FLOATS_AT_ONCE; j < job->places; j += FLOATS_AT_ONCE)
        found = NAME(lesser)(READ_FLOATS(lower + j) - READ_FLOATS(job->drifts + j), found);
    FLOATS(lanes) = found;
    for (int i = 0; i < FLOATS_AT_ONCE; i++)
        least = lanes[i] < least ? lanes[i] : least;
    return least <= limit;
}

/* The nearest of the listed centers by distances in double precision; of equals the first. */
TARGET static int64_t NAME(nearest_of_row)(
    const bounded *job, int64_t row, const int32_t *list, int64_t count) {
    double least = INFINITY;
    int64_t label = 0;
    for (int64_t j = 0; j < count; j++) {
        const double *center = job->centers + list[j] * job->d;
        double sum = 0;
        for (int64_t c = 0; c < job->d; c++) {
            const double difference = job->x[c * job->stride + row] - center[c];
            sum += difference * difference;
        }
        if (sum < least || (sum == least && list[j] < label))
            least = sum, label = list[j];
    }
    return label;
}

/* The bounds of a row's distance to a center with a score. */
TARGET INLINE float NAME(nearest_by_score)(float square, float score, float margin) {
    const float least = square + score - margin;
    return sqrtf(least > 0 ? least : 0);
}

TARGET INLINE float NAME(farthest_by_score)(float square, float score, float margin) {
    const float most = square + score + margin;
    return sqrtf(most > 0 ? most : 0);
}

/* Keeps that the distance of a row to its own center is at most `most`. */
TARGET static void NAME(set_upper)(const bounded *job, int64_t row, int64_t label, float most) {
    const float drift = job->drifts[label];
    job->upper[row] = most - drift + (most + drift) * ROUNDED;
}

/* The label of a row by the scores of the listed centers, others being farther, and new bounds. */
TARGET static int64_t NAME(label_by_scores)(const bounded *job, int64_t row, const int32_t *list,
    int64_t count, const float *scores, float margin) {
    const float square = job->lengths[row];
    float best = INFINITY, *lower = job->lower + row * job->places;
    int32_t near[MAX_BOUNDED];
    int64_t label = 0, at = 0, n_near = 0;
    for (int64_t j = 0; j < count; j++) {
        at = scores[j] < best ? j : at;
        best = scores[j] < best ? scores[j] : best;
        lower[list[j]] =
            (NAME(nearest_by_score)(square, scores[j], margin) + job->drifts[list[j]]) * (1 - ROUNDED);
    }
    for (int64_t j = 0; j < count; j++) {
        near[n_near] = list[j];
        n_near += scores[j] - best <= margin;
    }
    label = list[at];
    if (n_near > 1) {
        label = NAME(nearest_of_row)(job, row, near, n_near);
        for (at = 0; list[at] != label;)
            at++;
    }
    lower[label] = INFINITY;
    NAME(set_upper)(job, row, label, NAME(farthest_by_score)(square, scores[at], margin));
    return label;
}

/* The label of a row without bounds, by the scores of all centers. */
TARGET static int64_t NAME(label_by_all)(const bounded *job, int64_t row, float margin) {
    float scores[MAX_BOUNDED];
    for (int64_t j = job->k; j < job->places; j++)
        job->lower[row * job->places + j] = INFINITY;
    NAME(scores_of_row)(job, row, row, job->all, job->k, scores);
    return NAME(label_by_scores)(job, row, job->all, job->k, scores, margin);
}

/* At most how far a row with known bounds is from its own center. */
TARGET INLINE float NAME(upper_bound)(const bounded *job, int64_t row, int64_t label) {
    const float drift = job->drifts[label], upper = job->upper[row];
    return upper + drift + (fabsf(upper) + drift) * ROUNDED;
}

/* The label of a row that another center than that of its label `hint` may be nearest to; the `next` row is
 * read from memory. */
TARGET static int64_t NAME(label_of_row)(const bounded *job, int64_t row, int64_t next, int64_t hint) {
    const float *lower = job->lower + row * job->places, square = job->lengths[row];
    const float margin = job->slack * (square + job->max_square);
    float most, scores[MAX_BOUNDED];
    int32_t list[MAX_BOUNDED + 1];
    int64_t count = 1;
    list[0] = (int32_t)hint;
    if (!(margin > MIN_MARGIN && margin < MAX_MARGIN)) {
        job->upper[row] = INFINITY;
        return NAME(nearest_of_row)(job, row, job->all, job->k);
    }
    if (!(job->upper[row] < INFINITY))
        return NAME(label_by_all)(job, row, margin);
    NAME(scores_of_row)(job, row, next, list, 1, scores);
    most = NAME(farthest_by_score)(square, scores[0], margin);
    for (int64_t j = 0; j < job->k; j++) {
        list[count] = (int32_t)j;
        count += !(lower[j] - job->drifts[j] > most * (1 + BOUND_GAP)) & (j != hint);
    }
    if (count == 1) {
        NAME(set_upper)(job, row, hint, most);
        return hint;
    }
    NAME(scores_of_row)(job, row, row, list + 1, count - 1, scores + 1);
    return NAME(label_by_scores)(job, row, list, count, scores, margin);
}

/* The labels of the m rows of a block with labels `before`. */
TARGET static void NAME(label_block)(
    const bounded *job, int64_t at, int64_t m, const double *before, double *found) {
    int64_t rows[BLOCK + 1], count = 0;
    for (int64_t i = 0; i < m; i++) {
        const int64_t label = (int64_t)before[i];
        const float most = NAME(upper_bound)(job, at + i, label) * (1 + BOUND_GAP);
        found[i] = before[i];
        rows[count] = i;
        count += !(most < INFINITY) || NAME(any_within)(job, job->lower + (at + i) * job->places, most);
    }
    rows[count] = m - 1;
    for (int64_t j = 0; j < count; j++) {
        const int64_t i = rows[j], next = rows[j + 1];
        found[i] = (double)NAME(label_of_row)(job, at + i, at + next, (int64_t)before[i]);
    }
}

/* The labels of n rows, and for each block how many differ from the `hints`. The first number of the cached
 * sums of a block tells kern_bounded_sums whether to take these, to write them, or neither. */
TARGET EXPORT void NAME(kern_bounded_labels)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *centers, int64_t k, const double *shift, double max_square, float *single,
    const void *hints, void *labels, int64_t label_width, float *rows, float *lengths, float *upper,
    float *lower, int64_t is_first, double *changes, double *cached) {
    int32_t all[MAX_BOUNDED];
    const int64_t width = PADDED(d, ROW_FLOATS), places = PADDED(k, PLACE_FLOATS);
    const bounded job = {x, stride, d, centers, k, shift, single, single + k * width,
        single + k * width + places, (float)(SLACK * (double)(d + 8) * 0x1p-24), (float)max_square, width,
        places, all, rows, lengths, upper, lower};
    for (int64_t j = 0; j < k; j++)
        all[j] = (int32_t)j;
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        double before[BLOCK], found[BLOCK], *cache = cached + at / BLOCK * CACHE_WIDTH(d);
        block_clusters own;
        if (is_first) {
            NAME(copy_rows)(&job, at, m);
            for (int64_t i = 0; i < m; i++)
                lengths[at + i] = NAME(square_of_row)(&job, at + i);
        }
        NAME(read_labels)(at, m, hints, label_width, before);
        NAME(label_block)(&job, at, m, before, found);
        NAME(write_labels)(at, m, found, labels, label_width);
        NAME(many_clusters)(m, found, &own);
        changes[at / BLOCK] = (double)NAME(count_changes)(m, found, before);
        if (*cache > 0 && changes[at / BLOCK] == 0)
            *cache = CACHE_TAKEN;
        else
            *cache = own.count <= MAX_CACHED ? CACHE_WRITTEN : 0;
    }
}

/* The sums of clusters in the columns from .. to - 1, and with column 0 their counts, of the rows of a chunk
 * with known labels; `part`, zeros at first, is as in kern_assign. */
TARGET EXPORT void NAME(kern_bounded_sums)(const double *x, int64_t stride, int64_t n, int64_t d,
    int64_t from, int64_t to, const void *labels, int64_t label_width, int64_t k, double *cached,
    double *part) {
    const task job = {.x = x, .stride = stride, .n = n, .d = d, .k = k};
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        double numbers[BLOCK], *cache = cached + at / BLOCK * CACHE_WIDTH(d);
        block_clusters own;
        NAME(read_labels)(at, m, labels, label_width, numbers);
        NAME(many_clusters)(m, numbers, &own);
        if (*cache == CACHE_TAKEN)
            NAME(add_cached)(cache + 1, d, from, to, &own, part);
        else
            NAME(add_clusters)(&job, at, m, from, to, &own, part, *cache == CACHE_WRITTEN ? cache + 1 : 0);
        for (int64_t j = 0; j < own.count && from == 0; j++)
            part[k * d + own.labels[j]] += (double)own.sizes[j];
    }
}

#undef FLOATS_AT_ONCE
#undef FLOATS
#undef READ_FLOATS
