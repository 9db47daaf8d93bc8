/// An option of the command line.
package struct Option: Sendable {
  /// Its name, with the dashes.
  package let name: String
  /// Its short form.
  package let short: String?
  /// What stands behind it in usage lines, such as `FILE`; `nil` for a switch.
  package let value: String?
  /// What it does, in a line.
  package let help: String

  private init(_ name: String, short: String? = nil, _ value: String?, _ help: String) {
    self.name = name
    self.short = short
    self.value = value
    self.help = help
  }

  static let log = Option("--file", short: "-f", "FILE", "the log; repeatable; else REPRIEVE_LOG")
  static let output = Option(
    "--output", short: "-o", "FILE", "write to a file; its ending is a format")
  static let format = Option(
    "--format", "FORMAT", "text, json, jsonl, csv; of figures also markdown, summarised-result")
  static let quiet = Option("--quiet", short: "-q", nil, "no warnings and notes")
  static let color = Option("--color", "WHEN", "auto, always or never; NO_COLOR is obeyed")
  static let noPager = Option("--no-pager", nil, "print long answers straight to the terminal")
  static let progress = Option(
    "--progress", nil, "say how far the work is even where standard error is no terminal")
  static let noCache = Option("--no-cache", nil, "read the log alone, nothing beside it")
  static let asOf = Option("--as-of", "N|TIME", "as known at line N or at a time")
  static let until = Option("--until", "TIME", "only what happened by then")
  static let instrument = Option("--instrument", "ID", "instead of each subject's index instrument")
  static let drug = Option(
    "--drug", "NAME[,NAME]", "courses of exactly that drug, or of any of several")
  static let set = Option("--set", "ID", "a threshold set; standard where none is named")
  static let baseline = Option(
    "--baseline", "first", "the baseline of the first treatment, for all")
  static let filter = Option("--where", "EXPR", "whom it is about: indication=F41.1 and age>=30")
  static let by = Option("--by", "KEY[,KEY]", "strata: site, phase, age, mgPerKg:0.4/0.75, …")
  static let definitions = Option("--definitions", "FILE", "more instruments, sets and windows")
  static let explain = Option("--explain", nil, "the events behind every figure, by seq")
  static let extra = Option("--extra", nil, "what the tables of the JSON do not list, under extra")
  static let evidence = Option(
    "--evidence", nil, "the root over the lines that were used, and the command line")
  static let unit = Option("--unit", "UNIT", "course, treatment or episode")
  static let criterion = Option("--criterion", "NAME", "response, remission or reliable")
  static let confirm = Option("--confirm", "1|2", "ratings that confirm a loss")
  static let summary = Option("--summary", nil, "the cohort's figures without a line per unit")
  static let noEstimates = Option("--no-estimates", nil, "flow and units without estimators")
  static let tidy = Option("--tidy", nil, "one value a row, with everything that names it")
  static let minCellCount = Option(
    "--min-cell-count", "N", "keep back what is about fewer than N people")
  static let release = Option(
    "--release", "RULE", "darwin5, cms11 or opensafely7r5: keep back, and round, what may not leave"
  )
  static let deidentify = Option(
    "--deidentify", nil, "under other names and other dates, without free text; needs --key")
  static let keep = Option(
    "--keep", "MEMBER", "keep term, site, or a member that the format does not know; repeatable")
  static let anonymity = Option(
    "--k", "N", "at least N people share what --quasi names, or the answer is no")
  static let quasi = Option(
    "--quasi", "KEY[,KEY]",
    "what a neighbour may know: age_band, birth_year, sex, site, indication, …")
  static let sensitive = Option(
    "--sensitive", "KEY", "what must differ among those who share it, such as indication")
  static let visits = Option(
    "--visits", "NAME=LOW..HIGH@DAY,…", "other visits, in days from the last treatment's start")
  static let firstCourse = Option("--first-course", nil, "visits of course 1 of each subject only")
  static let paired = Option("--paired", "A,B", "a crossover: course 1 of drug A against that of B")
  static let nhs = Option("--nhs", nil, "the outcome classes of NHS Talking Therapies")
  static let noComparison = Option(
    "--no-comparison", nil,
    "of one person: leave out how comparable people fared, and read no other")
  static let pool = Option("--pool", "KEY", "find a difference within each site, and pool it")
  static let sensitivity = Option(
    "--sensitivity", nil, "the same under other units, criteria, confirmations, sets, baselines")
  static let rule = Option("--rule", "NAME", "only this rule; repeatable")
  static let severity = Option(
    "--severity", "LEVEL", "error, warning or note: rules of this level and above")
  static let list = Option("--list", nil, "the rules themselves")
  static let bootstrap = Option(
    "--bootstrap", "N", "percentile limits from N samples of subjects (SplitMix64, seed 1)")
  static let disagreement = Option(
    "--disagreement", nil, "instruments rated at the same visit: do they say the same?")
  static let checkpoint = Option(
    "--checkpoint", "FILE", "an older checkpoint that is in your hands; repeatable")
  static let proof = Option("--proof", "FILE", "a .tlog-proof or .consistency; repeatable")
  static let answer = Option("--answer", "FILE", "a stored answer, to be replayed; repeatable")
  static let wait = Option("--wait", "SECONDS", "wait for another writer to be done")
  static let batch = Option("--batch", "N", "a stream: commit after N lines, or when none is ready")
  static let ifHead = Option("--if-head", "N", "only if the log has N lines")
  static let ifSubject = Option(
    "--if-subject-unchanged", "N", "only if no event of the subject came after N lines")
  static let allowUnknown = Option("--allow-unknown-types", nil, "take types that are not known")
  static let name = Option("--name", "NAME", "the log's name; else that of the file")
  static let origin = Option("--origin", "ORIGIN", "its name in checkpoints: example.org/clinic")
  static let subject = Option("--subject", "SUBJECT", "events of one subject")
  static let type = Option("--type", "TYPE", "events of one type")
  static let since = Option(
    "--since", "N|TIME", "from line N on, or recorded at that time or later")
  static let actor = Option(
    "--actor", "NAME", "what one actor entered; '' for what nobody is named for")
  static let late = Option(
    "--late", "HOURS", "from how many hours on an entry is late; 24 where not said")
  static let hours = Option("--hours", "07-19", "when entries are expected, UTC; 22-06 is a night")
  static let without = Option("--without", "SUBJECT", "leave a subject out; repeatable")
  static let table = Option(
    "--table", "NAME", "one table, to standard output or the file of -o, instead of a folder")
  static let wide = Option("--wide", nil, "a table too with a row a course, visits as columns")
  static let concepts = Option(
    "--concepts", "FILE", "OMOP concept ids for drugs, instruments and codes, as JSON")
  static let reason = Option("--reason", "TEXT", "why; it is written into the new log")
  static let allowMentions = Option(
    "--allow-mentions", nil, "even where other lines still name the subject")
  static let follow = Option("--follow", nil, "print new events as they are recorded")
  static let every = Option(
    "--every", "SECONDS", "at most one answer in so many seconds; 1 where not said")
  static let apply = Option("--apply", nil, "do what was explained")
  static let yes = Option("--yes", nil, "do not ask")
  static let subjects = Option("--subjects", "N", "how many people to simulate; 200 where not said")
  static let seed = Option("--seed", "N", "the seed of the simulation; 1 where not said")

  static let passes = Option(
    "--passes", "N", "read each log N times, for one part of its subjects each: takes less memory")
  static let shard = Option(
    "--shard", "I/N", "of each log the I-th of N parts of its subjects, from 0")
  static let lineZero = Option(
    "--line-zero", "FILE", "take line 0 from the first line of this file, such as the log itself")
  static let key = Option(
    "--key", "FILE", "the secret, 32 bytes or more, from which pseudonyms are made")
  static let map = Option("--map", "FILE", "the mapping: which columns make which events")
  static let propose = Option("--propose", nil, "print a mapping that is guessed from the file")
  static let dryRun = Option("--dry-run", nil, "say what would be done; the log stays as it is")
  static let rejects = Option(
    "--rejects", "FILE", "take what can be taken; write rejected rows to a new file")
  static let crosswalk = Option(
    "--crosswalk", "FILE", "write pseudonyms and identifiers to a new file, 0600")
  static let corrections = Option(
    "--corrections", "FILE",
    "write what would correct the log where rows say otherwise, to look at and append")
  static let logging = Option(
    "--logging", "FILE", "REDCap's logging: who entered what, and when")
  static let identifier = Option(
    "--identifier", "SYSTEM",
    "the system of the identifier that patients are known by; else their id")
  static let keepPseudonyms = Option(
    "--keep-pseudonyms", nil, "names are pseudonyms already: keep them, and need no key")
  static let dateHour = Option(
    "--date-hour", "H", "the hour, in UTC, of what has a date without a time of day")
  static let voided = Option("--voided", nil, "what was voided too, as entered in error")
  static let data = Option("--data", nil, "the table behind the picture, in any --format")
  static let visit = Option(
    "--visit", "NAME", "at which visit; where not said d7, or the one at which most are rated")
  static let measure = Option(
    "--of", "WHAT", "a forest of response, which is meant where nothing is said, or of relief")
  static let id = Option(
    "--id", "NAME", "what ids in the SVG begin with, so that a page can hold several")
  static let answered = Option("--answer", nil, "the answer, as the question's command prints it")

  /// Options of every command.
  static let common: [Option] = [quiet, color, noPager, progress]
  /// Options of every command that reads logs.
  static let reading: [Option] = [log, asOf, until, output, format, noCache]
  /// Options of every command that answers with figures about groups.
  static let grouping: [Option] = [by, minCellCount, release, tidy]
  /// Options that change what is asked.
  static let analysis: [Option] = [
    instrument, drug, set, baseline, filter, definitions, explain, extra, evidence, summary,
    noEstimates,
  ]
}
