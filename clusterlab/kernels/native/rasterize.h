/* Points drawn into an image: the native implementations of raster/rasterize.py. Positions are column-major;
 * `transform` holds, for x and then y, the position at the image's corner and the pixels per unit. The image
 * has a border of twice `extent` pixels that is cropped later, so that glyphs need no clipping; positions
 * that are not finite or lie outside go to the pixel (outside, outside) of the border. See kernels.c. */

#define EVEN 0x00FF00FFu
#define ODD 0xFF00FF00u
#define HALVES 0x00800080u
#define PHASES 8 /* positions within a pixel, along each axis, that have their own coverage */

/* The columns and rows of m positions in the image, in fractions of pixels. */
TARGET static void NAME(pixels_of)(int64_t m, const double *RESTRICT x, const double *RESTRICT y,
    const double *RESTRICT transform, double w, double h, double extent, double outside,
    double *RESTRICT columns, double *RESTRICT rows) {
    const double left = transform[0], x_scale = transform[1], top = transform[2], y_scale = transform[3],
                 margin = 2 * extent;
    for (int64_t i = 0; i < m; i++) {
        const double column = (x[i] - left) * x_scale, row = (y[i] - top) * y_scale;
        const int inside =
            (column >= -extent) & (column < w + extent) & (row >= -extent) & (row < h + extent);
        columns[i] = inside ? column + margin : outside;
        rows[i] = inside ? row + margin : outside;
    }
}

TARGET static void NAME(pixel_indices_of)(int64_t m, const double *RESTRICT columns,
    const double *RESTRICT rows, int32_t width, int32_t *RESTRICT pixel) {
    for (int64_t i = 0; i < m; i++)
        pixel[i] = (int32_t)rows[i] * width + (int32_t)columns[i];
}

#define COLOR_INDICES(type)                                                                                  \
    for (int64_t i = 0; i < m; i++) {                                                                        \
        const int64_t label = (int64_t)((const type *)labels)[at + i];                                       \
        const int64_t own = label < 0 ? label + n_colors : label;                                            \
        invalid |= (own < 0) | (own >= n_colors);                                                            \
        color_index[i] = (int32_t)own;                                                                       \
    }

/* The table rows that labels index, -1 the last; returns whether a label is out of range. */
TARGET static int NAME(color_indices_of)(int64_t at, int64_t m, const void *RESTRICT labels, int64_t width,
    int64_t n_colors, int32_t *RESTRICT color_index) {
    int64_t invalid = 0;
    if (width == 1)
        COLOR_INDICES(int8_t)
    else if (width == 2)
        COLOR_INDICES(int16_t)
    else if (width == 4)
        COLOR_INDICES(int32_t)
    else
        COLOR_INDICES(int64_t)
    return invalid != 0;
}

#undef COLOR_INDICES

TARGET static void NAME(colors_of)(int64_t m, const uint32_t *RESTRICT colors,
    const int32_t *RESTRICT color_index, uint32_t *RESTRICT own_colors) {
    for (int64_t i = 0; i < m; i++)
        own_colors[i] = colors[color_index[i]];
}

/* A square at each position, later ones on top; returns -1 if a label is out of range. Without labels
 * `colors` has one color per position. */
TARGET EXPORT int64_t NAME(kern_draw_squares)(const double *x, const double *y, int64_t n,
    const double *transform, const void *labels, int64_t width, const uint32_t *colors, int64_t n_colors,
    int64_t side, int64_t w, int64_t h, uint32_t *image) {
    double columns[POSITIONS_AT_ONCE], rows[POSITIONS_AT_ONCE];
    int32_t pixel[POSITIONS_AT_ONCE], color_index[POSITIONS_AT_ONCE];
    uint32_t own_colors[POSITIONS_AT_ONCE];
    const int64_t row_length = w + 4 * side, first = -(side / 2) * (row_length + 1);
    for (int64_t at = 0; at < n; at += POSITIONS_AT_ONCE) {
        const int64_t m = n - at < POSITIONS_AT_ONCE ? n - at : POSITIONS_AT_ONCE;
        const uint32_t *own = labels ? own_colors : colors + at;
        NAME(pixels_of)(
            m, x + at, y + at, transform, (double)w, (double)h, (double)side, (double)side, columns, rows);
        NAME(pixel_indices_of)(m, columns, rows, (int32_t)row_length, pixel);
        if (labels && NAME(color_indices_of)(at, m, labels, width, n_colors, color_index))
            return -1;
        if (labels)
            NAME(colors_of)(m, colors, color_index, own_colors);
        if (side == 1)
            for (int64_t i = 0; i < m; i++)
                image[pixel[i]] = own[i];
        else if (side == 2)
            for (int64_t i = 0; i < m; i++) {
                uint32_t *corner = image + pixel[i] + first;
                corner[0] = corner[1] = corner[row_length] = corner[row_length + 1] = own[i];
            }
        else
            for (int64_t i = 0; i < m; i++)
                for (int64_t row = 0; row < side; row++)
                    for (int64_t column = 0; column < side; column++)
                        image[pixel[i] + first + row * row_length + column] = own[i];
    }
    return 0;
}

/* Overlays n pixels on others; transparent pixels leave the image unchanged. */
TARGET EXPORT void NAME(kern_overlay)(int64_t n, const uint32_t *RESTRICT over, uint32_t *RESTRICT image) {
    for (int64_t i = 0; i < n; i++)
        image[i] = over[i] ? over[i] : image[i];
}

/* `over` blended onto `under` with weight share / 256, two of the four bytes at a time. */
static inline uint32_t NAME(blend)(uint32_t under, uint32_t over, uint32_t share) {
    const uint32_t rest = 256 - share;
    const uint32_t even = ((over & EVEN) * share + (under & EVEN) * rest + HALVES) >> 8 & EVEN;
    const uint32_t odd = ((over >> 8 & EVEN) * share + (under >> 8 & EVEN) * rest + HALVES) & ODD;
    return even | odd;
}

TARGET static void NAME(blend_row)(
    int64_t m, uint32_t color, const uint32_t *RESTRICT coverage, uint32_t *RESTRICT pixels) {
    for (int64_t i = 0; i < m; i++)
        pixels[i] = NAME(blend)(pixels[i], color, coverage[i]);
}

TARGET static void NAME(blend_outlined_row)(int64_t m, uint32_t color, uint32_t outline,
    const uint32_t *RESTRICT coverage, const uint32_t *RESTRICT fill_share, uint32_t *RESTRICT pixels) {
    for (int64_t i = 0; i < m; i++)
        pixels[i] = NAME(blend)(pixels[i], NAME(blend)(outline, color, fill_share[i]), coverage[i]);
}

/* An antialiased glyph in each pixel that contains positions, higher and farther left ones on top.
 * `top_glyphs`, zeros at first, receives the position drawn in each pixel, counted from 1: the one with the
 * largest glyph, of equals the last. `glyph_indices` (n,) select glyphs, of which `ranks` are the order by
 * size and `extents` the pixels covered on either side; the tables of each glyph in `coverages` and
 * `fill_shares` hold the square of 2 of its extents + 1 numbers for each phase. */
TARGET EXPORT void NAME(kern_draw_glyphs)(const double *x, const double *y, int64_t n,
    const double *transform, const uint32_t *colors, const uint32_t *outlines, const int64_t *glyph_indices,
    const int64_t *ranks, const int64_t *extents, const uint32_t *const *coverages,
    const uint32_t *const *fill_shares, int64_t extent, int64_t w, int64_t h, int32_t *top_glyphs, uint32_t *image) {
    double columns[POSITIONS_AT_ONCE], rows[POSITIONS_AT_ONCE];
    int32_t pixel[POSITIONS_AT_ONCE];
    const int64_t row_length = w + 4 * extent;
    for (int64_t at = 0; at < n; at += POSITIONS_AT_ONCE) {
        const int64_t m = n - at < POSITIONS_AT_ONCE ? n - at : POSITIONS_AT_ONCE;
        NAME(pixels_of)(m, x + at, y + at, transform, (double)w, (double)h, (double)extent, 0, columns, rows);
        NAME(pixel_indices_of)(m, columns, rows, (int32_t)row_length, pixel);
        for (int64_t i = 0; i < m; i++) {
            const int32_t before = top_glyphs[pixel[i]];
            if (!glyph_indices || !before || ranks[glyph_indices[at + i]] >= ranks[glyph_indices[before - 1]])
                top_glyphs[pixel[i]] = (int32_t)(at + i + 1);
        }
    }
    for (int64_t row = h + 3 * extent - 1; row >= extent; row--)
        for (int64_t column = w + 3 * extent - 1; column >= extent; column--) {
            const int64_t i = (int64_t)top_glyphs[row * row_length + column] - 1;
            int64_t glyph, own, side, phase;
            double right, down;
            if (i < 0)
                continue;
            NAME(pixels_of)(
                1, x + i, y + i, transform, (double)w, (double)h, (double)extent, 0, &right, &down);
            glyph = glyph_indices ? glyph_indices[i] : 0;
            own = extents[glyph];
            side = 2 * own + 1;
            phase = (int64_t)((down - (double)row) * PHASES) * PHASES +
                    (int64_t)((right - (double)column) * PHASES);
            for (int64_t row_offset = -own; row_offset <= own; row_offset++) {
                const int64_t from = (phase * side + own + row_offset) * side;
                const uint32_t *coverage = coverages[glyph] + from;
                uint32_t *pixels = image + (row + row_offset) * row_length + column - own;
                if (outlines)
                    NAME(blend_outlined_row)(
                        side, colors[i], outlines[i], coverage, fill_shares[glyph] + from, pixels);
                else
                    NAME(blend_row)(side, colors[i], coverage, pixels);
            }
        }
}

#undef EVEN
#undef ODD
#undef HALVES
#undef PHASES
