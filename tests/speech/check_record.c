/*
 * Records: what is written is what is read, and nothing else is read.
 */
#include <config.h>

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/quick.h"
#include "harness/suite.h"
#include "speech/record.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))
#define WORDS(literal)                          \
	{                                       \
		literal, sizeof(literal "") - 1 \
	}
#define NOTHING    \
	{          \
		0, \
	}

/* 2026-11-26T16:20:05.123Z */
#define SOME_MS INT64_C(1795710005123)
#define SOME_TIME "2026-11-26T16:20:05.123Z"

static bool
parse(const char *line, struct record *r)
{
	return (record_parse(line, strlen(line), r));
}

static void
assert_words(struct words is, struct words expected)
{
	ck_assert_uint_eq(is.len, expected.len);
	if (is.len > 0)
		ck_assert_mem_eq(is.bytes, expected.bytes, is.len);
}

/* What stands here is what the manual says, line by line. */
static const struct sample {
	struct record record;
	const char *line;
} samples[] = {
	{ { .kind = EVENT_RECORDS,
	      .number = 41,
	      .fields = { WORDS("ada"), WORDS(RECORD_VERSION) } },
	    "records\t41\t" SOME_TIME "\tada\t1\n" },
	{ { .kind = EVENT_HERE,
	      .fields = { WORDS("ada"), WORDS("[::1]:4711"), WORDS("61"),
		  WORDS("0") } },
	    "here\t-\t" SOME_TIME "\tada\t[::1]:4711\t61\t0\n" },
	{ { .kind = EVENT_SAID,
	      .number = 42,
	      .fields = { WORDS("ada"), WORDS("hello, all") } },
	    "said\t42\t" SOME_TIME "\tada\thello, all\n" },
	{ { .kind = EVENT_DID,
	      .number = UINT64_MAX,
	      .fields = { WORDS("王"), WORDS("waves") } },
	    "did\t18446744073709551615\t" SOME_TIME "\t王\twaves\n" },
	{ { .kind = EVENT_WHISPERED,
	      .fields = { WORDS("ada"), WORDS("bob"), WORDS("psst") } },
	    "whispered\t-\t" SOME_TIME "\tada\tbob\tpsst\n" },
	{ { .kind = EVENT_JOINED, .number = 1, .fields = { WORDS("bob") } },
	    "joined\t1\t" SOME_TIME "\tbob\n" },
	{ { .kind = EVENT_LEFT,
	      .number = 2,
	      .fields = { WORDS("bob"), WORDS("good night") } },
	    "left\t2\t" SOME_TIME "\tbob\tgood night\n" },
	{ { .kind = EVENT_LEFT,
	      .number = 3,
	      .fields = { WORDS("bob"), NOTHING } },
	    "left\t3\t" SOME_TIME "\tbob\t-\n" },
	{ { .kind = EVENT_RENAMED,
	      .number = 4,
	      .fields = { WORDS("bob"), WORDS("bobby") } },
	    "renamed\t4\t" SOME_TIME "\tbob\tbobby\n" },
	{ { .kind = EVENT_TOPIC,
	      .number = 5,
	      .fields = { WORDS("ada"), WORDS("trees") } },
	    "topic\t5\t" SOME_TIME "\tada\ttrees\n" },
	{ { .kind = EVENT_TOPIC,
	      .number = 6,
	      .fields = { WORDS("ada"), NOTHING } },
	    "topic\t6\t" SOME_TIME "\tada\t-\n" },
	{ { .kind = EVENT_ANNOUNCED,
	      .number = 7,
	      .fields = { NOTHING, WORDS("five minutes") } },
	    "announced\t7\t" SOME_TIME "\t-\tfive minutes\n" },
	{ { .kind = EVENT_ACTED,
	      .number = 8,
	      .fields = { WORDS("ada"), WORDS("muted"), WORDS("bob"),
		  WORDS("ada has muted bob") } },
	    "acted\t8\t" SOME_TIME "\tada\tmuted\tbob\tada has muted bob\n" },
	{ { .kind = EVENT_ACTED,
	      .number = 9,
	      .fields = { NOTHING, WORDS("paused"), NOTHING,
		  WORDS("the room is paused") } },
	    "acted\t9\t" SOME_TIME "\t-\tpaused\t-\tthe room is paused\n" },
	{ { .kind = EVENT_ANSWERED,
	      .number = 42,
	      .fields = { NOTHING, WORDS("said"), WORDS("7"), NOTHING } },
	    "answered\t42\t" SOME_TIME "\t-\tsaid\t7\t-\n" },
	{ { .kind = EVENT_ANSWERED,
	      .fields = { NOTHING, WORDS("nick-taken"), NOTHING,
		  WORDS("that name is taken") } },
	    "answered\t-\t" SOME_TIME
	    "\t-\tnick-taken\t-\tthat name is taken\n" },
	{ { .kind = EVENT_CLOSING,
	      .fields = { NOTHING, WORDS("room-closes"),
		  WORDS("the room is closing") } },
	    "closing\t-\t" SOME_TIME
	    "\t-\troom-closes\tthe room is closing\n" },
	/* Texts may contain TABs, and be a single hyphen that was said. */
	{ { .kind = EVENT_SAID,
	      .number = 10,
	      .fields = { WORDS("ada"), WORDS("\tone\t\ttwo\t") } },
	    "said\t10\t" SOME_TIME "\tada\t\tone\t\ttwo\t\n" },
	{ { .kind = EVENT_SAID,
	      .number = 11,
	      .fields = { WORDS("ada"), WORDS("-") } },
	    "said\t11\t" SOME_TIME "\tada\t-\n" },
};

START_TEST(test_a_record_is_written_as_the_manual_says)
{
	const struct sample *sample = &samples[_i];
	struct record r = sample->record;
	struct record_clock clock = { 0 };
	char out[256];
	size_t len;

	r.time_ms = SOME_MS;
	ck_assert_uint_le(record_bound(&r), sizeof out);
	len = record_write(&r, &clock, out);
	ck_assert_uint_le(len, record_bound(&r));
	assert_words((struct words){ out, len }, words_of(sample->line));
}
END_TEST

START_TEST(test_what_is_written_is_read_again)
{
	const struct sample *sample = &samples[_i];
	struct record r;
	size_t i;

	ck_assert(record_parse(sample->line, strlen(sample->line) - 1, &r));
	ck_assert(r.known);
	ck_assert_int_eq(r.kind, sample->record.kind);
	ck_assert_uint_eq(r.number, sample->record.number);
	ck_assert_int_eq(r.time_ms, SOME_MS);
	for (i = 0; i < RECORD_FIELDS_MAX; i++)
		assert_words(r.fields[i], sample->record.fields[i]);
}
END_TEST

START_TEST(test_the_samples_have_every_kind)
{
	int i, kind, found;

	for (kind = 0; kind < RECORD_KINDS; kind++) {
		found = 0;
		for (i = 0; i < COUNT(samples); i++)
			found += (int)samples[i].record.kind == kind;
		ck_assert_int_eq(found > 0, record_fields(kind) > 0);
	}
}
END_TEST

/* The end of a text, and of fields, is the only thing that may be added. */
START_TEST(test_a_record_without_its_end_is_none)
{
	const struct sample *sample = &samples[_i];
	size_t fields = 3 + record_fields(sample->record.kind), tabs = 0, i;
	struct record r;

	for (i = 0; tabs < fields - 1; i++) {
		ck_assert(!record_parse(sample->line, i, &r));
		tabs += sample->line[i] == '\t';
	}
	ck_assert(!record_parse(sample->line, i, &r));
	ck_assert(record_parse(sample->line, i + 1, &r));
}
END_TEST

START_TEST(test_what_people_alone_read_has_no_record)
{
	struct record r = { .kind = EVENT_CROWD, .time_ms = SOME_MS };
	struct record_clock clock = { 0 };
	char out[64] = "";

	ck_assert_uint_eq(record_write(&r, &clock, out), 0);
	ck_assert_uint_eq(record_fields(EVENT_CROWD), 0);
	ck_assert_str_eq(out, "");
}
END_TEST

/* So no name, however it came in, makes two fields of one. */
START_TEST(test_a_tab_separates_fields_and_nothing_else)
{
	struct record r = { .kind = EVENT_RENAMED,
		.number = 1,
		.time_ms = SOME_MS,
		.fields = { WORDS("a\tb"), WORDS("c\t") } };
	struct record_clock clock = { 0 };
	char out[256];
	size_t len = record_write(&r, &clock, out);

	assert_words((struct words){ out, len },
	    words_of("renamed\t1\t" SOME_TIME "\ta b\tc \n"));
}
END_TEST

START_TEST(test_further_fields_are_skipped)
{
	struct record r;

	ck_assert(parse("joined\t1\t" SOME_TIME "\tbob\tmore\t\t-", &r));
	assert_words(r.fields[0], words_of("bob"));
	ck_assert_uint_eq(r.fields[1].len, 0);
	ck_assert(parse("renamed\t1\t" SOME_TIME "\ta\tb\t", &r));
	assert_words(r.fields[1], words_of("b"));
}
END_TEST

static const char *const further_kinds[] = {
	"painted\t7\t" SOME_TIME,
	"painted\t7\t" SOME_TIME "\t",
	"painted\t7\t" SOME_TIME "\tada\t\tred",
	"sai\t7\t" SOME_TIME "\tada\thello",
	"saids\t7\t" SOME_TIME "\tada\thello",
	"slow-mode\t7\t" SOME_TIME "\tada\thello",
};

START_TEST(test_further_kinds_are_known_as_such)
{
	struct record r;

	ck_assert(parse(further_kinds[_i], &r));
	ck_assert(!r.known);
	ck_assert_uint_eq(r.number, 7);
	ck_assert_int_eq(r.time_ms, SOME_MS);
	ck_assert_uint_eq(r.fields[0].len, 0);
}
END_TEST

static const char *const garbage[] = {
	"",
	"\t",
	"\t\t\t\t\t",
	"*** welcome, you are 127.0.0.1:4711",
	"[ ada ]: hello",
	"said",
	"said\t",
	"said\t1",
	"said\t1\t",
	"Said\t1\t" SOME_TIME "\tada\thello",
	"*** said\t1\t" SOME_TIME "\tada\thello",
	"-\t1\t" SOME_TIME "\tada\thello",
	" said\t1\t" SOME_TIME "\tada\thello",
	"said\t\t" SOME_TIME "\tada\thello",
	"said\t0\t" SOME_TIME "\tada\thello",
	"said\t+1\t" SOME_TIME "\tada\thello",
	"said\t1 \t" SOME_TIME "\tada\thello",
	"said\t--\t" SOME_TIME "\tada\thello",
	"said\t18446744073709551616\t" SOME_TIME "\tada\thello",
	"said\t99999999999999999999999\t" SOME_TIME "\tada\thello",
	"said\t1\t-\tada\thello",
	"said\t1\t2026-11-26T16:20:05Z\tada\thello",
	"said\t1\t2026-11-26 16:20:05.123Z\tada\thello",
	"said\t1\t2026-11-26T16:20:05.123\tada\thello",
	"said\t1\t2026-11-26T16:20:05,123Z\tada\thello",
	"said\t1\t2026-13-26T16:20:05.123Z\tada\thello",
	"said\t1\t2026-00-26T16:20:05.123Z\tada\thello",
	"said\t1\t2026-11-31T16:20:05.123Z\tada\thello",
	"said\t1\t2026-02-29T16:20:05.123Z\tada\thello",
	"said\t1\t2100-02-29T16:20:05.123Z\tada\thello",
	"said\t1\t2026-11-00T16:20:05.123Z\tada\thello",
	"said\t1\t2026-11-26T24:00:00.000Z\tada\thello",
	"said\t1\t2026-11-26T23:60:00.000Z\tada\thello",
	"said\t1\t2026-11-26T23:59:60.000Z\tada\thello",
	"said\t1\t2026-11-26T16:20:05.-12Z\tada\thello",
	"said\t1\t1969-12-31T23:59:59.999Z\tada\thello",
	"said\t1\t" SOME_TIME "\t\thello",
	"said\t1\t" SOME_TIME "\tada\t",
	"joined\t1\t" SOME_TIME "\t",
};

START_TEST(test_anything_else_is_no_record)
{
	struct record r;

	ck_assert(!parse(garbage[_i], &r));
}
END_TEST

/* A NUL is a byte like any other, and the length is what ends a line. */
START_TEST(test_only_the_bytes_of_the_line_are_read)
{
	const char line[] = "said\t1\t" SOME_TIME "\tada\thel\0lo";
	struct record r;

	ck_assert(record_parse(line, sizeof line - 1, &r));
	ck_assert_uint_eq(r.fields[1].len, 6);
	ck_assert(record_parse(line, sizeof line - 4, &r));
	assert_words(r.fields[1], words_of("hel"));
	ck_assert(!record_parse(NULL, 0, &r));
}
END_TEST

START_TEST(test_a_very_long_text_is_a_text)
{
	enum { LONG = 100000 };
	char *text = malloc(LONG), *out = malloc(LONG + 100);
	struct record r = { .kind = EVENT_SAID, .number = 1 }, again;
	struct record_clock clock = { 0 };
	size_t len;

	ck_assert(text != NULL && out != NULL);
	memset(text, '\t', LONG);
	r.fields[0] = words_of("ada");
	r.fields[1] = (struct words){ text, LONG };
	ck_assert_uint_le(record_bound(&r), LONG + 100);
	len = record_write(&r, &clock, out);
	ck_assert_uint_le(len, record_bound(&r));
	ck_assert(record_parse(out, len - 1, &again));
	ck_assert_uint_eq(again.fields[1].len, LONG);
	ck_assert_mem_eq(again.fields[1].bytes, text, LONG);
	free(text);
	free(out);
}
END_TEST

/* Writes a record at that time, and reads it again. */
static int64_t
there_and_back(int64_t ms, struct record_clock *clock, char time[32])
{
	struct record r = { .kind = EVENT_JOINED, .time_ms = ms }, again;
	char out[128];
	size_t len;

	r.fields[0] = words_of("ada");
	len = record_write(&r, clock, out);
	quick_assert(record_parse(out, len - 1, &again));
	memcpy(time, out + strlen("joined\t-\t"), strlen(SOME_TIME));
	time[strlen(SOME_TIME)] = '\0';
	return (again.time_ms);
}

/* By the calendar of the C library. */
START_TEST(test_every_day_has_its_date)
{
	struct record_clock clock = { 0 };
	char time[32], expected[64];
	struct tm tm;
	time_t second;
	int64_t ms;
	int day;

	for (day = 0; day < 200 * 366; day++) {
		ms = day * INT64_C(86400000) + (day * INT64_C(7919)) % 86400000;
		quick_assert(there_and_back(ms, &clock, time) == ms);
		second = (time_t)(ms / 1000);
		if (second != ms / 1000)
			break; /* of 32 bits: it ends in 2038 */
		quick_assert(gmtime_r(&second, &tm) != NULL);
		(void)strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S",
		    &tm);
		quick_assert(memcmp(time, expected, strlen(expected)) == 0);
	}
}
END_TEST

START_TEST(test_the_first_and_the_last_moment_have_a_time)
{
	struct record_clock clock = { 0 };
	char time[32];

	ck_assert_int_eq(there_and_back(0, &clock, time), 0);
	ck_assert_str_eq(time, "1970-01-01T00:00:00.000Z");
	(void)there_and_back(INT64_MIN, &clock, time);
	ck_assert_str_eq(time, "1970-01-01T00:00:00.000Z");
	(void)there_and_back(INT64_MAX, &clock, time);
	ck_assert_str_eq(time, "9999-12-31T23:59:59.999Z");
	(void)there_and_back(INT64_C(951782399999), &clock, time);
	ck_assert_str_eq(time, "2000-02-28T23:59:59.999Z");
	(void)there_and_back(INT64_C(951782400000), &clock, time);
	ck_assert_str_eq(time, "2000-02-29T00:00:00.000Z");
}
END_TEST

/* The clock of the computer may be set back, too. */
START_TEST(test_a_clock_that_was_used_before_writes_the_same)
{
	static const int64_t times[] = { SOME_MS, SOME_MS + 1, SOME_MS + 876,
		SOME_MS + 877, SOME_MS, 0, 999, 1000, SOME_MS };
	struct record_clock used = { 0 }, fresh;
	char time[32], expected[32];
	int i;

	for (i = 0; i < COUNT(times); i++) {
		fresh = (struct record_clock){ 0 };
		(void)there_and_back(times[i], &used, time);
		(void)there_and_back(times[i], &fresh, expected);
		ck_assert_str_eq(time, expected);
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("record");

	tcase_add_loop_test(tc, test_a_record_is_written_as_the_manual_says, 0,
	    COUNT(samples));
	tcase_add_loop_test(tc, test_what_is_written_is_read_again, 0,
	    COUNT(samples));
	tcase_add_test(tc, test_the_samples_have_every_kind);
	tcase_add_loop_test(tc, test_a_record_without_its_end_is_none, 0,
	    COUNT(samples));
	tcase_add_test(tc, test_what_people_alone_read_has_no_record);
	tcase_add_test(tc, test_a_tab_separates_fields_and_nothing_else);
	tcase_add_test(tc, test_further_fields_are_skipped);
	tcase_add_loop_test(tc, test_further_kinds_are_known_as_such, 0,
	    COUNT(further_kinds));
	tcase_add_loop_test(tc, test_anything_else_is_no_record, 0,
	    COUNT(garbage));
	tcase_add_test(tc, test_only_the_bytes_of_the_line_are_read);
	tcase_add_test(tc, test_a_very_long_text_is_a_text);
	tcase_add_test(tc, test_every_day_has_its_date);
	tcase_add_test(tc, test_the_first_and_the_last_moment_have_a_time);
	tcase_add_test(tc, test_a_clock_that_was_used_before_writes_the_same);
	return (suite_run("record", &tc, 1));
}
