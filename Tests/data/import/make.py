#!/usr/bin/env python3
"""Writes the files of this folder: a clinic that does not exist, as its programs would export it.

  make.py           writes them
  make.py --check   says whether they are what it would write

clinic.csv            30 invented patients, one row per visit, as a spreadsheet exports them, with faults
redcap-export.csv     a flat export of a REDCap project with a repeating form, raw values
redcap-logging.csv    the same project's logging, newest entry first, as its page exports it

The formats of the two REDCap files follow what REDCap writes (column names, event labels, `[instance = N]`,
`field = 'value'`); nothing in them is of a person.
"""
import csv, datetime, io, os, random, sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST = "Ada Ben Cleo Dan Eva Finn Gus Hana Ivo Jo Kim Leo Mia Ned Ola Pia Quin Rio Sol Tess".split()
LAST = "Abara Brandt Castillo Dorn Egede Farah Gupta Hale Ito Jansen Kaya Lund Mora".split()


def clinic():
    rng = random.Random(5917)
    out = io.StringIO()
    w = csv.writer(out)
    w.writerow(["MRN", "Last Name", "First Name", "DOB", "Sex", "Dx", "Visit Date", "Time", "Weight lb",
                "Drug", "Route", "Dose mg", "Minutes", "GAD-7", "PHQ-9", "SBP", "DBP", "Notes"])
    rows = []
    for number in range(30):
        mrn = f"{400100 + number * 37:08d}"
        who = [mrn, rng.choice(LAST), rng.choice(FIRST),
               f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/{rng.randint(1951, 2004)}", rng.choice("FM"),
               rng.choice(["F41.1", "F33.2", "F33.1; F41.1"])]
        day = datetime.date(2026, 1, 5) + datetime.timedelta(days=number)
        gad, phq = rng.randint(12, 20), rng.randint(14, 25)
        weight = rng.randint(120, 220)

        def row(day, clock, dose, minutes, gad, phq, note=""):
            given = ["ketamine", "IV", dose, minutes] if dose else ["", "", "", ""]
            pressure = [rng.randint(105, 150), rng.randint(60, 95)] if dose else ["", ""]
            date = f"{day.month}/{day.day}/{day.year}"
            rows.append(who + [date, clock, weight] + given + [gad, phq] + pressure + [note])

        row(day, "9:00", "", "", gad, phq, "intake" if number % 7 else "Referred by Dr. Hale,\nsee \"letter\"")
        for session in range(rng.choice([2, 4, 6])):
            day += datetime.timedelta(days=rng.choice([2, 3]))
            gad, phq = max(0, gad - rng.randint(0, 3)), max(0, phq - rng.randint(0, 3))
            row(day, f"{rng.randint(9, 15)}:{rng.choice(['00', '15', '30'])}",
                round(weight * 0.4536 * 0.5, 1), 40, gad, phq)
        for week in (7, 21, 42):
            later = day + datetime.timedelta(days=week)
            gad, phq = min(21, gad + rng.randint(-1, 4)), min(27, phq + rng.randint(-1, 4))
            row(later, f"{rng.randint(9, 15)}:00", "", "", max(0, gad), max(0, phq))
    # What such files have: by row, column, and what stands there instead.
    def put(place, column, value):
        rows[place][column] = value

    def session(place):
        return next(i for i in range(place, len(rows)) if rows[i][11] != "")

    put(4, 6, "2026-01-15")          # a date in another style
    put(11, 6, "15.02.2026")         # and in a third
    put(18, 6, "46054")              # a day as Excel keeps it
    put(session(25), 11, "38,5")             # a decimal comma
    put(33, 13, 28)                  # more than the scale has
    put(40, 13, "n/a")               # nothing, in words
    put(41, 14, "N/A")
    put(52, 4, "F" if rows[52][4] == "M" else "M")  # says otherwise than the patient's other rows
    put(60, 0, "")                   # about nobody
    put(session(75), 10, "iv drip")          # a value that the mapping does not list
    # A time that clocks in New York skipped: on a visit of its own.
    skipped = list(rows[90])
    skipped[6], skipped[7] = "3/8/2026", "2:30"
    rows.insert(91, skipped)
    rows.insert(100, list(rows[99]))  # the same row twice
    w.writerows(rows)
    text = out.getvalue()
    lines = text.split("\r\n")
    ragged = next(i for i, l in enumerate(lines) if i > 120 and l and '"' not in l)
    lines[ragged] = lines[ragged].rsplit(",", 2)[0]  # two cells short
    text = "\r\n".join(lines)
    return b"\xef\xbb\xbf" + text.encode("utf-8")


FORMS = {
    "intake": ["sex", "birth_year", "weight_kg", "dx___1", "dx___2", "intake_date"],
    "infusion": ["inf_start", "inf_mg", "inf_minutes"],
    "gad7": ["gad7_date"] + [f"gad7_{i}" for i in range(1, 8)] + ["gad7_total"],
}
EVENT = {"baseline_arm_1": "Baseline (Arm 1: Ketamine)", "treatment_arm_1": "Treatment (Arm 1: Ketamine)"}


def redcap():
    rng = random.Random(141)
    state, log = {}, []
    clock = datetime.datetime(2026, 1, 5, 9, 0)

    def quoted(name, value):
        if "___" in name:
            field, code = name.split("___")
            return f"{field}({code}) = {'checked' if value == '1' else 'unchecked'}"
        return f"{name} = '{value}'"

    def enter(record, event, form, instance, values, user, gap=7, kind=None):
        nonlocal clock
        clock += datetime.timedelta(minutes=gap)
        key = (record, event, form, instance)
        fresh = not any(k[0] == record for k in state)
        fields = state.setdefault(key, {})
        fields.update(values)
        parts = [quoted(n, v) for n, v in values.items()]
        if instance and instance > 1:
            parts.insert(0, f"[instance = {instance}]")
        elif fresh:
            parts.append(f"record_id = '{record}'")
        action = kind or ("Create record" if fresh else "Update record")
        log.append((clock, user, f"{action} {record} ({EVENT[event]})", ", ".join(parts)))

    def note(action, details, user="jdoe"):
        nonlocal clock
        clock += datetime.timedelta(minutes=1)
        log.append((clock, user, action, details))

    def gad7(total):
        items = [total // 7 + (1 if i < total % 7 else 0) for i in range(7)]
        return {f"gad7_{i + 1}": str(items[i]) for i in range(7)} | {"gad7_total": str(total)}

    for record in range(1, 7):
        day = clock.date()
        user = rng.choice(["jdoe", "asmith"])
        enter(record, "baseline_arm_1", "intake", None,
              {"sex": str(rng.randint(1, 2)), "birth_year": str(rng.randint(1955, 2002)),
               "weight_kg": str(rng.randint(55, 95)), "dx___1": "1", "dx___2": rng.choice("01"),
               "intake_date": day.isoformat(), "intake_complete": "2"}, user)
        total = rng.randint(13, 19)
        enter(record, "treatment_arm_1", "gad7", 1,
              {"gad7_date": f"{day} 09:10", **gad7(total), "gad7_complete": "2"}, user, 4)
        for session in range(1, 4):
            start = day + datetime.timedelta(days=3 * session)
            clock = datetime.datetime.combine(start, datetime.time(11, 0))
            enter(record, "treatment_arm_1", "infusion", session,
                  {"inf_start": f"{start} 10:00", "inf_mg": str(rng.randint(28, 45)), "inf_minutes": "40",
                   "infusion_complete": "2"}, user, 3)
        for instance, later in ((2, 10), (3, 24), (4, 38)):
            when = day + datetime.timedelta(days=later)
            clock = datetime.datetime.combine(when, datetime.time(14, 0))
            total = max(0, total - rng.randint(2, 7)) if instance == 2 else min(21, total + rng.randint(0, 4))
            enter(record, "treatment_arm_1", "gad7", instance,
                  {"gad7_date": f"{when} 13:30", **gad7(total), "gad7_complete": "2"}, user, 6)
        clock = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(9, 0))
    clock = datetime.datetime(2026, 3, 20, 8, 0)
    # A total that was typed wrong, mended ten days later; a dose that was given later than entered.
    enter(2, "treatment_arm_1", "gad7", 3, gad7(4), "asmith", 30)
    enter(3, "treatment_arm_1", "infusion", 2, {"inf_start": state[(3, "treatment_arm_1", "infusion", 2)]["inf_start"][:10] + " 10:30"}, "jdoe", 12)
    # A rating that was emptied again, and a form left half filled.
    blank = {n: "" for n in FORMS["gad7"]} | {"gad7_complete": "0"}
    enter(4, "treatment_arm_1", "gad7", 4, blank, "jdoe", 9)
    enter(5, "treatment_arm_1", "infusion", 4, {"inf_start": "2026-03-20 15:00", "infusion_complete": "0"}, "asmith", 9)
    note("Data export", "Export all data (CSV raw)")
    note("Manage/Design", "Edit project field: \"inf_minutes\"")
    # A test record, deleted.
    enter(99, "baseline_arm_1", "intake", None,
          {"sex": "1", "birth_year": "1990", "weight_kg": "70", "dx___1": "1", "dx___2": "0",
           "intake_date": "2026-03-20", "intake_complete": "2"}, "jdoe", 5)
    clock += datetime.timedelta(minutes=2)
    log.append((clock, "jdoe", "Delete record 99", "record_id = '99'"))
    state = {k: v for k, v in state.items() if k[0] != 99}

    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    names = ["record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]
    for form, fields in FORMS.items():
        names += fields + [form + "_complete"]
    w.writerow(names)
    for (record, event, form, instance) in sorted(state, key=lambda k: (k[0], k[1], k[2] if k[3] else "", k[3] or 0)):
        fields = state[(record, event, form, instance)]
        row = [record, event, form if instance else "", instance or ""]
        for other, columns in FORMS.items():
            row += [fields.get(n, "") if other == form else "" for n in columns + [other + "_complete"]]
        w.writerow(row)
    flat = out.getvalue().encode()

    out = io.StringIO()
    w = csv.writer(out, lineterminator="\n")
    w.writerow(["Time / Date", "Username", "Action", "List of Data Changes OR Fields Exported"])
    order = sorted(range(len(log)), key=lambda i: (log[i][0], i), reverse=True)
    for i in order:
        time, user, action, details = log[i]
        w.writerow([time.strftime("%Y-%m-%d %H:%M"), user, action, details])
    return flat, out.getvalue().encode()


def main():
    flat, logging = redcap()
    wrong = []
    for name, data in (("clinic.csv", clinic()), ("redcap-export.csv", flat), ("redcap-logging.csv", logging)):
        path = os.path.join(HERE, name)
        if "--check" in sys.argv:
            if not os.path.exists(path) or open(path, "rb").read() != data:
                wrong.append(name)
        else:
            open(path, "wb").write(data)
    if wrong:
        sys.exit(f"not what make.py writes: {', '.join(wrong)}")
    print("ok" if "--check" in sys.argv else "written")


main()
