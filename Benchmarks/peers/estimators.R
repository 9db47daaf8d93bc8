# usage: Rscript estimators.R FOLDER RUNS
# Times survival's survfit and survdiff on the columns that estimators.py wrote there, and prints
# "name<TAB>seconds of every run<TAB>answer" for each. Times are to be compared exactly, as
# ours are, but survdiff (3.5-3) merges times that differ by little and fails with timefix = FALSE:
# it is timed as it is, and its answer taken from the ranks of the times, which say the same.
suppressMessages(library(survival))
words <- commandArgs(trailingOnly = TRUE)
column <- function(name, what, size) {
  path <- file.path(words[1], name)
  readBin(path, what, file.size(path) / size, size)
}
runs <- as.integer(words[2])
event <- column("event", "integer", 1)
stratum <- column("stratum", "integer", 1)
timed <- function(name, task, answer) {
  seconds <- numeric(runs)
  for (run in seq_len(runs)) seconds[run] <- system.time(result <- task())[["elapsed"]]
  cat(name, paste(seconds, collapse = ","), paste(sprintf("%.17g", answer(result)), collapse = ","), sep = "\t")
  cat("\n")
}
for (kind in c("continuous", "days")) {
  time <- column(kind, "double", 8)
  timed(paste(kind, "survdiff"),
    function() survdiff(Surv(time, event) ~ stratum),
    function(x) survdiff(Surv(match(time, sort(unique(time))), event) ~ stratum)$chisq)
  timed(paste(kind, "survfit"),
    function() survfit(Surv(time, event) ~ stratum, conf.type = "log-log", timefix = FALSE),
    function(x) tapply(seq_along(x$surv), rep(seq_along(x$strata), x$strata),
      function(rows) x$time[rows][which(x$surv[rows] <= 0.5 + 1e-12)[1]]))
}
