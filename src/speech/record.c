/*
 * record: events as programs read them.  See record.h.
 *
 * The writer runs once for each event and edition, so it formats nothing: the
 * kinds are ready with their TAB, digits are written by hand, and the second
 * is kept until it changes.
 */
#include <config.h>

#include "speech/record.h"

#include <string.h>

#include "common/number.h"

/* Of NUMBER and TIME with their TABs; the number has at most 20 digits. */
#define KIND_MAX 10
#define NUMBER_MAX 20
#define TIME_LEN 24
#define SECOND_LEN 20 /* of TIME: up to the dot */

/* The last millisecond of the year 9999. */
#define TIME_MAX INT64_C(253402300799999)

#define DAY_S 86400

static const struct kind {
	char word[KIND_MAX];  /* and a TAB */
	unsigned char len;    /* of both; 0: no record */
	unsigned char fields; /* after TIME */
	bool text;	      /* the last of them is one */
	bool never_empty;     /* so if that is "-", somebody wrote "-" */
} kinds[RECORD_KINDS] = {
#define KIND(word) word "\t", sizeof(word)
	[EVENT_SAID] = { KIND("said"), 2, true, true },
	[EVENT_DID] = { KIND("did"), 2, true, true },
	[EVENT_WHISPERED] = { KIND("whispered"), 3, true, true },
	[EVENT_JOINED] = { KIND("joined"), 1, false, false },
	[EVENT_LEFT] = { KIND("left"), 2, true, false },
	[EVENT_RENAMED] = { KIND("renamed"), 2, false, false },
	[EVENT_TOPIC] = { KIND("topic"), 2, true, false },
	[EVENT_ANNOUNCED] = { KIND("announced"), 2, true, true },
	[EVENT_ACTED] = { KIND("acted"), 4, true, false },
	[EVENT_ANSWERED] = { KIND("answered"), 4, true, false },
	[EVENT_HERE] = { KIND("here"), 4, false, false },
	[EVENT_RECORDS] = { KIND("records"), 2, false, false },
	[EVENT_CLOSING] = { KIND("closing"), 3, true, false },
#undef KIND
};

size_t
record_fields(enum event_kind kind)
{
	return (kind < RECORD_KINDS ? kinds[kind].fields : 0);
}

/* ------------------------------------------------------------------------
 * Days, by the calendar that repeats every 400 years.  Its years begin in
 * March, so that the leap day is the last one of a year.
 */

#define ERA_DAYS 146097
#define ERA_START 719468 /* from 0000-03-01 to 1970-01-01 */

/* The days before each month, March first. */
static const int before_month[] = { 0, 31, 61, 92, 122, 153, 184, 214, 245, 275,
	306, 337 };

static int64_t
day_of(int year, int month, int day)
{
	int era_year;

	year -= month < 3;
	era_year = year % 400;
	return ((int64_t)(year / 400) * ERA_DAYS + era_year * 365 +
	    era_year / 4 - era_year / 100 + before_month[(month + 9) % 12] +
	    day - 1 - ERA_START);
}

static void
date_of(int64_t day, int *year, int *month, int *day_of_month)
{
	int64_t era = (day + ERA_START) / ERA_DAYS;
	int rest = (int)((day + ERA_START) % ERA_DAYS), years, m = 11;

	years = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
	rest -= 365 * years + years / 4 - years / 100;
	while (before_month[m] > rest)
		m--;
	*day_of_month = rest - before_month[m] + 1;
	*month = (m + 2) % 12 + 1;
	*year = (int)era * 400 + years + (*month < 3);
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static int
days_in(int year, int month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };

	return (days[month - 1] + (month == 2 && is_leap(year)));
}

/* ------------------------------------------------------------------------
 * Writing
 */

/* With `width` digits. */
static void
write_digits(char *out, int width, int value)
{
	for (; width > 0; value /= 10)
		out[--width] = (char)('0' + value % 10);
}

/* Without an end, as it is part of a field. */
static void
set_clock(struct record_clock *clock, int64_t second)
{
	int year, month, day, rest = (int)(second % DAY_S);

	date_of(second / DAY_S, &year, &month, &day);
	memcpy(clock->text, "0000-00-00T00:00:00.", SECOND_LEN);
	write_digits(clock->text, 4, year);
	write_digits(clock->text + 5, 2, month);
	write_digits(clock->text + 8, 2, day);
	write_digits(clock->text + 11, 2, rest / 3600);
	write_digits(clock->text + 14, 2, rest / 60 % 60);
	write_digits(clock->text + 17, 2, rest % 60);
	clock->second = second;
}

/* All writers return where they have stopped. */
static char *
write_time(char *out, int64_t ms, struct record_clock *clock)
{
	if (ms < 0)
		ms = 0;
	if (ms > TIME_MAX)
		ms = TIME_MAX;
	if (clock->second != ms / 1000 || clock->text[0] == '\0')
		set_clock(clock, ms / 1000);
	memcpy(out, clock->text, SECOND_LEN);
	write_digits(out + SECOND_LEN, 3, (int)(ms % 1000));
	out[TIME_LEN - 1] = 'Z';
	return (out + TIME_LEN);
}

/* The digits are found from the last one; there is room for more to copy. */
static char *
write_number(char *out, uint64_t number)
{
	char digits[2 * NUMBER_MAX];
	size_t at = NUMBER_MAX;

	if (number == 0)
		digits[--at] = '-';
	for (; number > 0; number /= 10)
		digits[--at] = (char)('0' + number % 10);
	memcpy(out, digits + at, NUMBER_MAX);
	return (out + NUMBER_MAX - at);
}

/* The tab before it included. */
static char *
write_field(char *out, struct words field, bool text)
{
	size_t i;

	*out++ = '\t';
	if (field.len == 0)
		*out++ = '-';
	else if (text)
		memcpy(out, field.bytes, field.len);
	else
		for (i = 0; i < field.len; i++)
			out[i] = field.bytes[i] == '\t' ? ' ' : field.bytes[i];
	return (out + field.len);
}

size_t
record_bound(const struct record *r)
{
	size_t i, bound = KIND_MAX + NUMBER_MAX + 1 + TIME_LEN + 1;

	for (i = 0; i < record_fields(r->kind); i++)
		bound += 1 + (r->fields[i].len == 0 ? 1 : r->fields[i].len);
	return (bound);
}

size_t
record_write(const struct record *r, struct record_clock *clock, char *out)
{
	const struct kind *kind;
	char *end = out;
	size_t i;

	if (record_fields(r->kind) == 0)
		return (0);
	kind = &kinds[r->kind];
	memcpy(end, kind->word, KIND_MAX);
	end = write_number(end + kind->len, r->number);
	*end++ = '\t';
	end = write_time(end, r->time_ms, clock);
	for (i = 0; i < kind->fields; i++)
		end = write_field(end, r->fields[i],
		    kind->text && i + 1u == kind->fields);
	*end++ = '\n';
	return ((size_t)(end - out));
}

/* ------------------------------------------------------------------------
 * Reading
 */

/* Takes the next field off the line; false if there is none. */
static bool
take_field(struct words *line, struct words *field)
{
	const char *tab;

	if (line->bytes == NULL)
		return (false);
	tab = memchr(line->bytes, '\t', line->len);
	*field = *line;
	if (tab == NULL) {
		*line = (struct words){ NULL, 0 };
		return (true);
	}
	field->len = (size_t)(tab - line->bytes);
	line->len -= field->len + 1;
	line->bytes = tab + 1;
	return (true);
}

static bool
is_nothing(struct words field)
{
	return (field.len == 1 && *field.bytes == '-');
}

/* RECORD_KINDS if it is a further one. */
static int
kind_of(struct words word)
{
	int i;

	for (i = 0; i < RECORD_KINDS; i++)
		if (kinds[i].len == word.len + 1 &&
		    memcmp(kinds[i].word, word.bytes, word.len) == 0)
			return (i);
	return (i);
}

/* A kind is one word of small letters and hyphens, known or not. */
static bool
is_kind(struct words word)
{
	size_t i;

	for (i = 0; i < word.len; i++)
		if (word.bytes[i] != '-' &&
		    (word.bytes[i] < 'a' || word.bytes[i] > 'z'))
			return (false);
	return (word.len > 0 && word.bytes[0] != '-');
}

static bool
read_number(struct words field, uint64_t *number)
{
	*number = 0;
	if (is_nothing(field))
		return (true);
	return (number_parse(field.bytes, field.len, UINT64_MAX, number) &&
	    *number > 0);
}

/* What the digits of the template stand for, -1 if they are others. */
static int
read_digits(const char *s, size_t width)
{
	uint64_t value;

	return (number_parse(s, width, 9999, &value) ? (int)value : -1);
}

/* Whether all but the digits is as it must be. */
static bool
is_punctuated(const char *s)
{
	return (s[4] == '-' && s[7] == '-' && s[10] == 'T' && s[13] == ':' &&
	    s[16] == ':' && s[19] == '.' && s[23] == 'Z');
}

static bool
read_time(struct words field, int64_t *ms)
{
	const char *s = field.bytes;
	int year, month, day, hour, minute, second, fraction;

	if (field.len != TIME_LEN || !is_punctuated(s))
		return (false);
	year = read_digits(s, 4);
	month = read_digits(s + 5, 2);
	day = read_digits(s + 8, 2);
	hour = read_digits(s + 11, 2);
	minute = read_digits(s + 14, 2);
	second = read_digits(s + 17, 2);
	fraction = read_digits(s + 20, 3);
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days_in(year, month) || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 59 || fraction < 0)
		return (false);
	*ms = (day_of(year, month, day) * DAY_S + hour * 3600 + minute * 60 +
		  second) *
		1000 +
	    fraction;
	return (true);
}

/* The last field of a kind that ends with a text is all that is left. */
static bool
read_fields(struct words line, const struct kind *kind, struct words *fields)
{
	size_t i, last = kind->fields - 1u;

	for (i = 0; i <= last; i++) {
		if (kind->text && i == last) {
			fields[i] = line;
			if (line.bytes == NULL)
				return (false);
		} else if (!take_field(&line, &fields[i]))
			return (false);
		if (fields[i].len == 0)
			return (false);
		if (is_nothing(fields[i]) && !(kind->never_empty && i == last))
			fields[i] = (struct words){ NULL, 0 };
	}
	return (true);
}

bool
record_parse(const char *line, size_t len, struct record *r)
{
	struct words rest = { line, len }, word, number, time;
	int kind;

	*r = (struct record){ .known = false };
	if (len == 0 || !take_field(&rest, &word) ||
	    !take_field(&rest, &number) || !take_field(&rest, &time) ||
	    !is_kind(word) || !read_number(number, &r->number) ||
	    !read_time(time, &r->time_ms))
		return (false);
	kind = kind_of(word);
	if (kind == RECORD_KINDS)
		return (true);
	r->known = true;
	r->kind = (enum event_kind)kind;
	return (read_fields(rest, &kinds[kind], r->fields));
}
