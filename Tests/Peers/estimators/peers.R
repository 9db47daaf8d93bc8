# Answers the questions of questions.py with R's survival, metafor, exactRankTests and stats.
#
# usage: Rscript peers.R QUESTIONS ANSWERS    (JSON Lines both; null where R has nothing to say)

suppressPackageStartupMessages({
  library(survival)
  library(metafor)
  library(exactRankTests)
  library(jsonlite)
})

# A column of numbers, and a single number.
clean <- function(x) as.numeric(x)
one <- function(x) structure(if (length(x) == 1) as.numeric(x) else NA_real_, class = "one")

# JSON with 17 digits, which jsonlite does not write; what is not finite is null.
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.character(x)) return(paste0('"', gsub('["\\\\\n]', " ", x), '"'))
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ","), "]"))
    return(paste0("{", paste0('"', names(x), '":', parts, collapse = ","), "}"))
  }
  digits <- ifelse(is.finite(x), sprintf("%.17g", unclass(x)), "null")
  if (inherits(x, "one")) digits else paste0("[", paste(digits, collapse = ","), "]")
}

curve <- function(q) {
  exits <- if (is.null(q$entry)) Surv(q$time, q$event) else Surv(q$entry, q$time, q$event)
  level <- if (is.null(q$level)) 0.95 else q$level
  survfit(exits ~ 1, conf.type = "log-log", conf.int = level, timefix = FALSE)
}

# Limits and errors where S is 0 or 1 are a matter of rule: vectors/statistics/README.md.
kaplan_meier <- function(q) {
  km <- curve(q)
  s <- km$surv
  inside <- s > 0 & s < 1
  error <- ifelse(s > 0, s * km$std.err, NA)
  lower <- ifelse(inside, km$lower, NA)
  upper <- ifelse(inside, km$upper, NA)
  row <- findInterval(q$at, km$time)
  entry <- if (is.null(q$entry)) rep(-Inf, length(q$time)) else q$entry
  list(
    time = clean(km$time), atRisk = clean(km$n.risk), events = clean(km$n.event),
    censored = clean(km$n.censor), survival = clean(s),
    greenwood = clean(ifelse(s > 0, km$std.err^2, NA)), standardError = clean(error),
    lower = clean(lower), upper = clean(upper), survivalAt = clean(c(1, s)[row + 1]),
    standardErrorAt = clean(c(0, error)[row + 1]), lowerAt = clean(c(NA, lower)[row + 1]),
    upperAt = clean(c(NA, upper)[row + 1]),
    atRiskAt = clean(vapply(q$at, function(t) sum(entry < t & t <= q$time), 0)))
}

# The first time at which a curve of the package is <= 1 - p, by the rule of the vectors' README;
# beside it the package's own quantiles, where no curve has a plateau at 1 - p or rises.
median_limits <- function(q) {
  km <- curve(q)
  inside <- km$surv > 0 & km$surv < 1
  curves <- list(quantiles = km$surv, lower = ifelse(inside, km$lower, NA),
                 upper = ifelse(inside, km$upper, NA))
  first <- function(y, p) {
    at <- which(!is.na(y) & y <= 1 - p + 1e-12)
    if (length(at)) km$time[at[1]] else NA
  }
  answer <- lapply(curves, function(y) clean(vapply(q$probabilities, function(p) first(y, p), 0)))
  own <- quantile(km, q$probabilities)
  settled <- function(y) vapply(q$probabilities, function(p) {
    y <- y[!is.na(y)]
    all(abs(y - (1 - p)) > 1e-9) && all(diff(y) <= 0)
  }, NA)
  c(answer, list(
    package = clean(own$quantile), packageLower = clean(own$lower), packageUpper = clean(own$upper),
    settled = clean(settled(curves$quantiles)), settledLower = clean(settled(curves$lower)),
    settledUpper = clean(settled(curves$upper))))
}

restricted_mean <- function(q) {
  km <- curve(q)
  means <- vapply(q$tau, function(tau) {
    m <- survival:::survmean(km, rmean = tau)
    m$matrix[c("rmean", "se(rmean)")]
  }, c(0, 0))
  list(restrictedMean = clean(means[1, ]), standardError = clean(means[2, ]))
}

log_rank <- function(q) {
  if (is.null(q$entry)) {
    if (sum(q$event) == 0) return(list(chiSquare = one(0), df = one(0), p = one(NA)))
    # Its timefix = FALSE fails in 3.5-3; no two random times are within its tolerance.
    test <- survdiff(Surv(q$time, q$event) ~ q$group)
    df <- sum(test$exp > 0) - 1
    # With no degree of freedom there is no p.
    return(list(
      observed = clean(test$obs), expected = clean(test$exp),
      variance = lapply(seq_along(test$obs), function(k) clean(test$var[k, ])),
      chiSquare = one(test$chisq), df = one(df),
      p = one(if (df > 0) pchisq(test$chisq, df, lower.tail = FALSE))))
  }
  fit <- coxph(Surv(q$entry, q$time, q$event) ~ factor(q$group), ties = "exact",
               control = coxph.control(timefix = FALSE, iter.max = 0))
  list(chiSquare = one(fit$score))
}

aalen_johansen <- function(q) {
  state <- factor(q$cause, 0:q$causes)
  id <- seq_along(q$time)
  fit <- if (is.null(q$entry)) survfit(Surv(q$time, state) ~ 1, timefix = FALSE)
         else survfit(Surv(q$entry, q$time, state) ~ 1, id = id, timefix = FALSE)
  states <- matrix(fit$pstate, ncol = q$causes + 1)
  risk <- matrix(fit$n.risk, ncol = q$causes + 1)[, 1]
  row <- findInterval(q$at, fit$time)
  by_cause <- function(f) lapply(seq_len(q$causes), f)
  list(
    time = clean(fit$time), atRisk = clean(risk), survival = clean(states[, 1]),
    incidence = by_cause(function(k) clean(states[, k + 1])),
    incidenceAt = by_cause(function(k) clean(c(0, states[, k + 1])[row + 1])))
}

mcf <- function(q) {
  # No event at all is read as an empty list.
  q$time <- as.numeric(q$time)
  q$subject <- as.numeric(q$subject)
  parts <- lapply(seq_along(q$end), function(i) {
    times <- q$time[q$subject == i]
    stops <- unique(c(times, q$end[i]))
    data.frame(id = i, start = c(-1, stops[-length(stops)]), stop = stops,
               event = as.numeric(stops %in% times))
  })
  rows <- do.call(rbind, parts)
  fit <- survfit(Surv(start, stop, event) ~ 1, data = rows, id = id, robust = TRUE,
                 timefix = FALSE)
  seen <- fit$n.event > 0
  row <- findInterval(q$at, fit$time)
  list(
    time = clean(fit$time[seen]), atRisk = clean(fit$n.risk[seen]),
    events = clean(fit$n.event[seen]), mcf = clean(fit$cumhaz[seen]),
    varianceRobust = clean(fit$std.chaz[seen]^2), mcfAt = clean(c(0, fit$cumhaz)[row + 1]),
    varianceRobustAt = clean(c(0, fit$std.chaz^2)[row + 1]),
    observedAt = clean(vapply(q$at, function(t) sum(q$end >= t), 0)))
}

limits <- function(interval) list(lower = one(interval[1]), upper = one(interval[2]))

wilson_limits <- function(x, n, level)
  prop.test(x, n, conf.level = level, correct = FALSE)$conf.int

wilson <- function(q) c(list(proportion = one(q$x / q$n)), limits(wilson_limits(q$x, q$n, q$level)))

newcombe <- function(q) {
  p <- c(q$x1 / q$n1, q$x2 / q$n2)
  a <- wilson_limits(q$x1, q$n1, q$level)
  b <- wilson_limits(q$x2, q$n2, q$level)
  d <- p[1] - p[2]
  list(difference = one(d), lower = one(d - sqrt((p[1] - a[1])^2 + (b[2] - p[2])^2)),
       upper = one(d + sqrt((a[2] - p[1])^2 + (p[2] - b[1])^2)))
}

fisher <- function(q) list(p = one(fisher.test(q$table)$p.value))

mcnemar <- function(q) {
  b <- q$table[1, 2]
  c <- q$table[2, 1]
  list(p = one(if (b + c == 0) 1 else binom.test(b, b + c)$p.value))
}

rate <- function(q)
  c(list(rate = one(q$events / q$exposure)),
    limits(poisson.test(q$events, q$exposure, conf.level = q$level)$conf.int))

quantiles <- function(q) {
  rule <- function(type) clean(quantile(q$x, q$probabilities, type = type, names = FALSE))
  list(median = one(median(q$x)), type7 = rule(7), type6 = rule(6), type2 = rule(2))
}

mean_sd <- function(q) {
  base <- list(n = one(length(q$x)), mean = one(mean(q$x)), sd = one(sd(q$x)))
  if (sd(q$x) == 0) return(c(base, limits(c(NA, NA))))
  c(base, limits(t.test(q$x, conf.level = q$level)$conf.int))
}

paired_t <- function(q) {
  change <- q$after - q$before
  base <- list(n = one(length(change)), meanDifference = one(mean(change)))
  if (sd(change) < 1e-12) return(base)
  test <- t.test(q$after, q$before, paired = TRUE, conf.level = q$level)
  c(base, list(sdDifference = one(sd(change)), t = one(test$statistic),
               df = one(test$parameter), p = one(test$p.value)), limits(test$conf.int))
}

welch_t <- function(q) {
  base <- list(difference = one(mean(q$x) - mean(q$y)))
  if (var(q$x) + var(q$y) < 1e-12) return(base)
  test <- t.test(q$x, q$y, conf.level = q$level)
  c(base, list(t = one(test$statistic), df = one(test$parameter), p = one(test$p.value)),
    limits(test$conf.int))
}

# stats is exact without ties, exactRankTests with them.
signed_rank <- function(q) {
  d <- q$difference[q$difference != 0]
  statistic <- sum(rank(abs(d))[d > 0])
  if (length(d) == 0) return(list(statistic = one(0), p = one(1)))
  test <- if (anyDuplicated(abs(d))) wilcox.exact else wilcox.test
  p <- function(side) one(test(d, exact = TRUE, alternative = side)$p.value)
  list(n = one(length(d)), statistic = one(statistic), p = p("two.sided"),
       pGreater = p("greater"), pLess = p("less"))
}

meta_analysis <- function(q) {
  fit <- function(method, test) {
    m <- rma(q$yi, q$vi, method = method, test = test, level = 100 * q$level,
             control = list(threshold = 1e-14, maxiter = 10000))
    list(m = m, figures = list(
      estimate = one(m$beta), standardError = one(m$se),
      lower = one(m$ci.lb), upper = one(m$ci.ub),
      statistic = one(m$zval), p = one(m$pval), tau2 = one(m$tau2), iSquaredPercent = one(m$I2),
      hSquared = one(m$H2), predictionLower = one(predict(m)$pi.lb),
      predictionUpper = one(predict(m)$pi.ub)))
  }
  fixed <- fit("FE", "z")
  # I2 and H2 of a fixed effect are not compared, they are of another kind.
  base <- list(q = one(fixed$m$QE), qDf = one(length(q$yi) - 1), qP = one(fixed$m$QEp),
               fixed = fixed$figures[1:4])
  dl <- list(derSimonianLaird = fit("DL", "z")$figures, hartungKnappDL = fit("DL", "knha")$figures)
  reml <- tryCatch(
    list(reml = fit("REML", "z")$figures, hartungKnappREML = fit("REML", "knha")$figures),
    error = function(e) list(refused = conditionMessage(e)))
  c(base, dl, reml)
}

distribution <- function(p, q) function(question) {
  more <- if (is.null(question$df)) list() else list(question$df)
  call <- function(f, ...) one(do.call(f, c(list(...), more)))
  tail <- function(lower) one(do.call(p, c(list(question$x), more, list(lower.tail = lower))))
  list(cumulative = tail(TRUE), upperTail = tail(FALSE), quantile = call(q, question$p))
}

estimators <- list(
  "kaplan-meier" = kaplan_meier, "kaplan-meier-delayed-entry" = kaplan_meier,
  "median-limits" = median_limits, "restricted-mean" = restricted_mean, "log-rank" = log_rank,
  "aalen-johansen" = aalen_johansen, "mean-cumulative-function" = mcf, "wilson" = wilson,
  "newcombe" = newcombe, "fisher-exact" = fisher, "mcnemar-exact" = mcnemar,
  "poisson-rate" = rate, "quantile" = quantiles, "mean-sd" = mean_sd, "paired-t" = paired_t,
  "welch-t" = welch_t, "wilcoxon-signed-rank" = signed_rank, "meta-analysis" = meta_analysis,
  "normal" = distribution(pnorm, qnorm), "student-t" = distribution(pt, qt),
  "chi-square" = distribution(pchisq, qchisq))

paths <- commandArgs(trailingOnly = TRUE)
answers <- vapply(readLines(paths[1]), function(line) {
  question <- fromJSON(line)
  answer <- estimators[[question$estimator]]
  # What a package refuses is said and counted; it is no difference.
  json(if (!is.null(answer)) tryCatch(
    suppressWarnings(answer(question$input)),
    error = function(e) list(refused = conditionMessage(e))))
}, "", USE.NAMES = FALSE)
writeLines(answers, paths[2])
