/* The nearest of centers of many columns, by single precision wherever that is sure to tell.
 *
 * A score is the squared distance less that of the row to the mean of all centers, |c|^2 - 2 x c, both shifted
 * by that mean. Let u be 2^-24: each factor is off by u, each product and each of d + 1 sums by u of what was added
 * up, which is at most |c|^2 + 2 |x| |c| <= 2 (|x|^2 + |c|^2). So two scores that differ by more than SLACK u
 * (|x|^2 + |c|^2) are those of distances that differ as they do, rounded in double precision as well; where they
 * do not, or numbers become too great or too small, the distances themselves decide. */

#if defined(__GNUC__)
#define LANE (2 * WIDTH)
typedef float NAME(floats) __attribute__((vector_size(8 * WIDTH), aligned(4), may_alias));
typedef float NAME(singles) __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias)); /* of one pack */
typedef double NAME(doubles) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
typedef int32_t NAME(numbers) __attribute__((vector_size(8 * WIDTH), aligned(4), may_alias));
#define NARROWED(doubles) __builtin_convertvector(doubles, NAME(singles))
#define CHOSEN(mask, yes, no) (((NAME(numbers))(yes) & (mask)) | ((NAME(numbers))(no) & ~(mask)))
#define LESSER(mask, yes, no) ((NAME(floats))CHOSEN(mask, yes, no))
#else
#define LANE 1
typedef float NAME(floats);
typedef float NAME(singles);
typedef double NAME(doubles);
typedef int32_t NAME(numbers);
#define NARROWED(doubles) ((float)(doubles))
#define CHOSEN(mask, yes, no) ((mask) ? (yes) : (no))
#define LESSER(mask, yes, no) CHOSEN(mask, yes, no)
#endif
#define NUMBERS(from) (*(NAME(numbers) *)(from))
#define FLOATS(from) (*(NAME(floats) *)(from))
#define SINGLES(from) (*(const NAME(floats) *)(from))
#define STRIP (2 * LANE) /* rows that are scored together */
#define PARTS (STRIP / WIDTH)

/* What is known of the rows of a strip. */
typedef struct {
    float best[STRIP], second[STRIP], squares[STRIP];
    int32_t labels[STRIP];
} NAME(ranking);

/* Some columns of the rows of a strip, shifted and in single precision, and their squares added to others. */
TARGET static void NAME(narrow_strip)(const double *x, int64_t stride, int64_t columns, const double *mean,
    float *narrow, float *squares) {
    NAME(singles) sums[PARTS];
    for (int j = 0; j < PARTS; j++)
        sums[j] = *(const NAME(singles) *)(squares + j * WIDTH);
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 2 * STRIP; i < 3 * STRIP; i += LANES)
            AHEAD((const void *)((uintptr_t)(x + c * stride) + (uintptr_t)i * sizeof *x));
        for (int j = 0; j < PARTS; j++) {
            const NAME(doubles) away = *(const NAME(doubles) *)(x + c * stride + j * WIDTH) - mean[c];
            const NAME(singles) single = NARROWED(away);
            *(NAME(singles) *)(narrow + c * STRIP + j * WIDTH) = single;
            sums[j] += single * single;
        }
    }
    for (int j = 0; j < PARTS; j++)
        *(NAME(singles) *)(squares + j * WIDTH) = sums[j];
}

/* The same where only m rows are left. */
TARGET static void NAME(narrow_rest)(int64_t m, const double *x, int64_t stride, int64_t columns,
    const double *mean, float *narrow, float *squares) {
    double padded[STRIP] = {0};
    for (int64_t c = 0; c < columns; c++) {
        memcpy(padded, x + c * stride, (size_t)m * sizeof *padded);
        NAME(narrow_strip)(padded, 0, 1, mean + c, narrow + c * STRIP, squares);
    }
}

/* Adds some columns to the scores of `count` centers, a constant. */
TARGET INLINE void NAME(score)(
    const float *narrow, int64_t columns, const float *rows, int64_t d, float *scores, const int count) {
    NAME(floats) a[SCORED], b[SCORED];
    for (int j = 0; j < count; j++)
        a[j] = SINGLES(scores + j * STRIP), b[j] = SINGLES(scores + j * STRIP + LANE);
    for (int64_t c = 0; c < columns; c++) {
        const NAME(floats) first = SINGLES(narrow + c * STRIP), second = SINGLES(narrow + c * STRIP + LANE);
        for (int j = 0; j < count; j++) {
            const float at = rows[j * d + c];
            a[j] += first * at;
            b[j] += second * at;
        }
    }
    for (int j = 0; j < count; j++)
        FLOATS(scores + j * STRIP) = a[j], FLOATS(scores + j * STRIP + LANE) = b[j];
}

/* Lets scores challenge the best and the second so far; the first of them is that of center `number`. */
TARGET static void NAME(rank)(NAME(ranking) *ranks, const float *scores, int64_t count, int32_t number) {
    for (int64_t i = 0; i < STRIP; i += LANE) {
        NAME(floats) best = SINGLES(ranks->best + i), second = SINGLES(ranks->second + i);
        NAME(numbers) labels = NUMBERS(ranks->labels + i), own = {0};
        own += number;
        for (int64_t j = 0; j < count; j++, own += 1) {
            const NAME(floats) score = SINGLES(scores + j * STRIP + i);
            const NAME(numbers) wins = score < best;
            const NAME(floats) loser = LESSER(wins, best, score);
            second = LESSER(loser < second, loser, second);
            labels = CHOSEN(wins, own, labels);
            best = LESSER(wins, score, best);
        }
        FLOATS(ranks->best + i) = best;
        FLOATS(ranks->second + i) = second;
        NUMBERS(ranks->labels + i) = labels;
    }
}

#define SCORE(COUNT)                                                                                         \
    TARGET static void NAME(score##COUNT)(                                                                   \
        const float *narrow, int64_t columns, const float *rows, int64_t d, float *scores) {                 \
        NAME(score)(narrow, columns, rows, d, scores, COUNT);                                                \
    }
SCORE(1)
SCORE(2)
SCORE(3)
SCORE(4)
SCORE(5)
#undef SCORE

/* How many of the centers that are left are scored next: as many as possible, and in parts of about one size. */
TARGET static int64_t NAME(scored_next)(int64_t left) {
    const int64_t parts = (left + SCORED - 1) / SCORED;
    return (left + parts - 1) / parts;
}

TARGET static void NAME(add_scores)(
    const float *narrow, int64_t columns, const float *rows, int64_t d, int64_t count, float *scores) {
    static void (*const passes[])(const float *, int64_t, const float *, int64_t, float *) = {
        NAME(score1), NAME(score2), NAME(score3), NAME(score4), NAME(score5)};
    for (int64_t j = 0, next; j < count; j += next) {
        next = NAME(scored_next)(count - j);
        passes[next - 1](narrow, columns, rows + j * d, d, scores + j * STRIP);
    }
}

/* Scores all centers for the m rows of a strip. */
TARGET static void NAME(rank_strip)(const task *job, const filter *narrowed, int64_t m, const double *x,
    NAME(ranking) *ranks) {
    const int64_t d = job->d, k = job->k;
    float narrow[PANEL * STRIP], scores[RANKED * STRIP], squares[STRIP] = {0};
    for (int64_t i = 0; i < STRIP; i++) {
        ranks->best[i] = ranks->second[i] = INFINITY;
        ranks->squares[i] = 0;
        ranks->labels[i] = 0;
    }
    for (int64_t first = 0; first < k; first += RANKED) {
        const int64_t count = k - first < RANKED ? k - first : RANKED;
        for (int64_t j = 0; j < count; j++)
            for (int64_t i = 0; i < STRIP; i++)
                scores[j * STRIP + i] = narrowed->squares[first + j];
        for (int64_t from = 0; from < d; from += PANEL) {
            const int64_t columns = d - from < PANEL ? d - from : PANEL;
            float *into = first ? squares : ranks->squares;
            if ((first == 0 || d > PANEL) && m == STRIP)
                NAME(narrow_strip)(x + from * job->stride, job->stride, columns, narrowed->mean + from, narrow, into);
            else if (first == 0 || d > PANEL)
                NAME(narrow_rest)(m, x + from * job->stride, job->stride, columns, narrowed->mean + from, narrow, into);
            NAME(add_scores)(narrow, columns, narrowed->rows + first * d + from, d, count, scores);
        }
        NAME(rank)(ranks, scores, count, (int32_t)first);
    }
}

TARGET static int64_t NAME(count)(int64_t m, const double *own, double cluster) {
    int64_t found = 0;
    for (int64_t i = 0; i < m; i++)
        found += own[i] == cluster;
    return found;
}

/* Writes the labels of m rows that are ranked, and which of them are not sure. */
TARGET static void NAME(judge)(int64_t m, const float *RESTRICT best, const float *RESTRICT second,
    const float *RESTRICT squares, const int32_t *RESTRICT names, float slack, float reach, double *RESTRICT labels,
    double *RESTRICT unsure) {
    for (int64_t i = 0; i < m; i++) {
        const float margin = slack * (squares[i] + reach);
        const int sure = (second[i] - best[i] > margin) & (margin > LEAST_MARGIN) & (margin < MOST_MARGIN);
        labels[i] = (double)names[i];
        unsure[i] = sure ? 0.0 : 1.0;
    }
}

/* How far all centers may move, twice the farthest each time, until another may be nearer to each row: what the margin
 * leaves of it covers the rounding here. */
TARGET static void NAME(gaps)(int64_t m, const float *RESTRICT best, const float *RESTRICT second,
    const float *RESTRICT squares, float slack, float reach, float *RESTRICT gaps) {
    for (int64_t i = 0; i < m; i++) {
        const float margin = slack * (squares[i] + reach);
        const float near = best[i] + squares[i] + margin, next = second[i] + squares[i] - margin;
        const float low = sqrtf(near > 0 ? near : 0), high = sqrtf(next > 0 ? next : 0);
        gaps[i] = high - low - (high + low) * 0x1p-22f;
    }
}

TARGET static double NAME(least_gap)(int64_t m, const NAME(ranking) *ranks, float slack, float reach) {
    float gaps[STRIP], least;
    NAME(gaps)(m, ranks->best, ranks->second, ranks->squares, slack, reach, gaps);
    least = gaps[0];
    for (int64_t i = 1; i < m; i++)
        least = gaps[i] < least ? gaps[i] : least;
    return least > 0 ? least : 0;
}

/* The labels of the m rows of a block as far as they are sure, and which are not. Labels whose deadline is beyond the
 * drift, that is all that the centers have moved, are those of before. */
TARGET static void NAME(filter_block)(const task *job, const filter *narrowed, int64_t at, int64_t m,
    const double *earlier, double *labels, double *unsure) {
    for (int64_t i = 0; i < m; i += STRIP) {
        const int64_t rows = m - i < STRIP ? m - i : STRIP;
        double *deadline = job->deadlines && STRIP >= LANES ? job->deadlines + (at + i) / LANES : 0;
        NAME(ranking) ranks;
        if (deadline && *deadline > job->drift) {
            memcpy(labels + i, earlier + i, (size_t)rows * sizeof *labels);
            memset(unsure + i, 0, (size_t)rows * sizeof *unsure);
            continue;
        }
        NAME(rank_strip)(job, narrowed, rows, job->x + at + i, &ranks);
        NAME(judge)(rows, ranks.best, ranks.second, ranks.squares, ranks.labels, narrowed->slack, narrowed->reach,
            labels + i, unsure + i);
        if (deadline)
            *deadline = NAME(count)(rows, unsure + i, 1) ? UNKNOWN
                : (job->drift + NAME(least_gap)(rows, &ranks, narrowed->slack, narrowed->reach)) * (1 - 0x1p-51);
    }
}

#undef LANE
#undef PARTS
#undef CHOSEN
#undef LESSER
#undef NUMBERS
#undef NARROWED
#undef FLOATS
#undef SINGLES
#undef STRIP
