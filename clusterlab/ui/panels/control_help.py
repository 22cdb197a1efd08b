"""What each control of the window does that is declared nowhere else, for tooltips and the manual."""

CONTROL_HELP = {
    "Algorithm": "The algorithm that makes the clusters; the rest are under More.",
    "Start from": "How the starting centers are chosen.",
    "K": "How many clusters to make.",
    "Data": "A shape of generated data, with its parameters below; the points follow while a slider moves.",
    "Open file": "Opens a table: a spreadsheet, CSV, Parquet and others. Files can be dropped on the window.",
    "Chip": "The data, and what was done to them.",
    "Change how it was read": "Encoding, marks, header and sheet, with the first rows as they are read.",
    "Dropped rows": "The rows that were dropped for missing values, each with the reason.",
    "Sheet": "Which sheet, array or file of several is read.",
    "Columns": "The columns to cluster on; those that cannot be used say why. A double click or F2 changes "
    "the weight at the right, from 0 to 10: one of weight 2 counts as two equal columns.",
    "Logarithm": "Columns of which the logarithm is taken; it suits positive values with a few large ones.",
    "Components": "Cluster on principal components instead of columns; the percentage is the variance kept.",
    "Weights": "A column of weights: a row of weight 3 counts as three rows, one of weight 0 is only shown.",
    "More": "Parameters that are seldom changed.",
    "Caption": "What this step did, the objective after it, and how that changed.",
    "Canvas": "The points in the colors of their clusters: the wheel zooms, a drag pans or moves a center, "
    "a double click adds one.",
    "Legend": "The clusters with their sizes.",
    "Timeline": "A tick for each step, colored by its phase, and the objective above; drag to go to a step.",
    "Speed": "How many steps a second are played.",
    "How many?": "How many clusters are there?",
    "Verdict": "One answer about these data, whichever algorithm is chosen.",
    "Charts": "Which charts are shown.",
    "K to": "How far K goes on the charts.",
    "About": "What the algorithm does, when to use it and when not, and its steps as pseudocode.",
    "Quality": "Many random starts, and the agreement with known labels.",
    "Profile": "What each cluster is: its columns beside those of all rows.",
    "Presets": "Standard comparisons, each with its own data.",
    "Status bar": "The data, the random seed, the time of this step, and whether all points are drawn.",
}
