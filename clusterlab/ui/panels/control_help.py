"""What each control of the window does that is declared nowhere else, for tooltips and the manual."""

CONTROL_HELP = {
    "Algorithm": "The algorithm that makes the clusters; the rest are under More.",
    "Start from": "How the starting centers are chosen.",
    "K": "How many clusters to make.",
    "Data": "A shape of generated data, with its parameters below; the points follow while a slider moves.",
    "Open file": "Opens a table: a spreadsheet, CSV, Parquet and others. Files can be dropped on the window.",
    "Draw": "Drops, erases and moves points with the mouse, beginning with the present ones.",
    "New empty drawing": "Begins a drawing without points, on axes of a range that you choose.",
    "Draw: Brush": "Drops points along the stroke; Enter drops some at the cross, which the arrow keys move.",
    "Draw: Eraser": "Erases the points under the brush.",
    "Draw: Move": "Selects points in an outline; a drag from one of them, or the arrow keys, move them all.",
    "Draw: Jitter": "Moves each point under the brush by a random amount.",
    "Group": "The known group of the points that are dropped, with which clusters can be compared.",
    "Give to selected": "Puts the selected points in this group.",
    "Chip": "The data, and what was done to them.",
    "Change how it was read": "Encoding, marks, header and sheet, with the first rows as they are read.",
    "Dropped rows": "The rows that were dropped for missing values, each with the reason.",
    "Sheet": "Which sheet, array or file of several is read.",
    "Scaling": "How the columns are scaled before they are clustered.",
    "Missing": "What becomes of missing values.",
    "Columns": "The columns to cluster on; those that cannot be used say why. A double click or F2 changes "
    "the weight at the right, from 0 to 10: one of weight 2 counts as two equal columns.",
    "Logarithm": "Columns of which the logarithm is taken; it suits positive values with a few large ones.",
    "Components": "Cluster on principal components instead of columns; the percentage is the variance kept.",
    "Weights": "A column of weights: a row of weight 3 counts as three rows, one of weight 0 is only shown.",
    "More": "Parameters that are seldom changed.",
    "Caption": "What this step did, the objective after it, and how that changed.",
    "Canvas": "The points in the colors of their clusters: the wheel zooms, a drag pans or moves a center, "
    "a double click adds one.",
    "Color by": "What the colors of the points show: their clusters, or their values in a column. Centers, "
    "ellipses and regions keep the colors of clusters.",
    "Legend": "The clusters with their sizes, or the values of the column that the colors show.",
    "Timeline": "A tick for each step, colored by its phase, and the objective above; drag to go to a step.",
    "Branches": "The runs that went on from changes of centers by hand, by their last change and their final "
    "objective. At most 20 are kept.",
    "Speed": "How many steps a second are played.",
    "Predict first": "Asks what the next step will do before it is shown: where a center goes, which cluster "
    "points join, which clusters merge. Then says what was right, and why.",
    "Predictions": "How many answers were right, and the mean miss of places as a share of the way. A click "
    "shows all predictions.",
    "How many?": "How many clusters are there?",
    "Verdict": "One answer about these data, whichever algorithm is chosen.",
    "Charts": "Which charts are shown.",
    "K to": "How far K goes on the charts.",
    "About": "What the algorithm does, when to use it and when not, and its steps as pseudocode.",
    "Quality": "Many random starts, how stable the clusters are, and the agreement with known labels.",
    "Profile": "What each cluster is: its columns beside those of all rows.",
    "Rows": "The rows with their clusters: sort, find, and select them together with the points.",
    "Compare": "The metrics of each pane at the step on screen, and how far the panes agree.",
    "Presets": "Standard comparisons, each with its own data.",
    "Status bar": "The data, the random seed, the time of this step, and whether all points are drawn.",
}
