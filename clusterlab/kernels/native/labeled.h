/* Rows with known labels: the sums of their clusters, and their distances to the centers; the native
 * implementations of reductions.py, nearest.py and gram.py. */

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

/* Adds eight rows to `sums` (n,), one after another: sums that are read once for eight rows take a third of the
 * time. */
INLINE TARGET void NAME(add_eight_rows)(
    const double *products, int64_t n, const int64_t *rows, double *RESTRICT sums) {
    const double *a = products + rows[0] * n, *b = products + rows[1] * n, *c = products + rows[2] * n,
                 *d = products + rows[3] * n, *e = products + rows[4] * n, *f = products + rows[5] * n,
                 *g = products + rows[6] * n, *h = products + rows[7] * n;
    for (int64_t j = 0; j < n; j++)
        sums[j] = sums[j] + a[j] + b[j] + c[j] + d[j] + e[j] + f[j] + g[j] + h[j];
}

/* The sums (k, n) of the rows of `products` (r, n), row-major, in each cluster; zero at first. Cluster i has the
 * `rows` from ends[i - 1] to ends[i]. One thread reads them as fast as the memory delivers them. */
TARGET EXPORT void NAME(kern_row_sums)(const double *products, int64_t n, const int64_t *rows,
    const int64_t *ends, int64_t k, double *sums) {
    for (int64_t cluster = 0, at = 0; cluster < k; cluster++) {
        double *RESTRICT own = sums + cluster * n;
        for (; at + 8 <= ends[cluster]; at += 8)
            NAME(add_eight_rows)(products, n, rows + at, own);
        for (; at < ends[cluster]; at++)
            for (int64_t j = 0; j < n; j++)
                own[j] += products[rows[at] * n + j];
    }
}
