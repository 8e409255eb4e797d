"""Reading calendar files (RFC 5545): into busy times, or into what happens and what it is called.

A file travels downwards through these modules; only `reading` and `apart` know Django, so that the
rest can run in a small process of its own:

    apart      the wall: the same reading in a child process with hard limits on time and memory
    reading    the door: `read_busy`, and a file that cannot be read becomes a Refusal
    gathering  all busy times of a file within a window, merged per event;  busy  those of one UID
    happenings the dates of a file with their texts; what cannot be read costs one event only
    series     rules, exceptions, moved and cancelled occurrences
    events     one VEVENT or VFREEBUSY: when, how long, busy or free
    expanding  which days and times a rule means
    rules      RRULE and EXRULE as written
    zones      a TZID as written, as a time zone;  file_zones  a zone the file describes itself
    values     dates, durations, periods
    components BEGIN and END;  lines  bytes, folds, line ends, encodings
    limits     every bound, in one place;  defects  what is wrong, and in which line
"""
