/* Rows with known labels: the sums of their clusters, and their distances to the centers; the native
 * implementations of reductions.py and nearest.py. */

/* The sums (k, d) of the clusters of each chunk; `parts` (chunks, k d) are zero at first. */
TARGET EXPORT void NAME(kern_sums_by_label)(const double *x, int64_t stride, int64_t n, int64_t d,
    const void *labels, int64_t width, int64_t k, double *parts) {
    const task job = {.x = x, .stride = stride, .n = n, .d = d, .k = k};
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        double numbers[BLOCK];
        block_clusters own;
        NAME(read_labels)(at, m, labels, width, numbers);
        NAME(many_clusters)(m, numbers, &own);
        NAME(add_clusters)(&job, at, m, 0, d, &own, parts + at / CHUNK * k * d, 0);
    }
}

/* The squared distances of rows to the centers of their labels. */
TARGET EXPORT void NAME(kern_assigned_distances)(const double *x, int64_t stride, int64_t n, int64_t d,
    const void *labels, int64_t width, const double *centers, double *distances) {
    double own[BLOCK];
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        NAME(read_labels)(at, m, labels, width, own);
        NAME(assigned_distances)(m, x + at, stride, d, centers, own, distances + at);
    }
}
