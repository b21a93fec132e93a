/*
 * check_edition: what has happened, as one kind of reader gets it.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "harness/suite.h"
#include "server/delivery/edition.h"
#include "server/delivery/seat.h"
#include "server/dialect/charset.h"
#include "speech/sentence.h"

/* 2026-11-26T16:20:05.123Z */
#define WHEN INT64_C(1795710005123)
#define TIME "\t2026-11-26T16:20:05.123Z\t"

static const struct edition_key plain, quiet = { .quiet = true },
				       records = { .form = FORM_RECORDS },
				       chinese = { .language = LANGUAGE_ZH_CN };

static struct editions all;
static struct batch batch;
static struct seat ann, bob;
static char told[EDITION_TELL_MAX];

/* Of what is asked for from here on, so many get memory; -1: all. */
static int memory_left = -1;

/* The linker sends the calls of edition.c here. */
void *__wrap_malloc(size_t size);
void *__real_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_calloc(size_t count, size_t size);

static bool
has_memory(void)
{
	if (memory_left != 0) {
		memory_left -= memory_left > 0;
		return (true);
	}
	errno = ENOMEM;
	return (false);
}

void *
__wrap_malloc(size_t size)
{
	return (has_memory() ? __real_malloc(size) : NULL);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return (has_memory() ? __real_calloc(count, size) : NULL);
}

static void
setup(void)
{
	memory_left = -1;
	memset(&all, 0, sizeof all);
	charset_init(false);
	sentence_init();
	ck_assert(batch_init(&batch));
}

static void
teardown(void)
{
	editions_fini(&all);
	batch_fini(&batch);
	charset_fini();
}

static struct edition *
want(const struct edition_key *key)
{
	struct edition *e;

	ck_assert(editions_want(&all, key, &e));
	return (e);
}

/* The edition in this charset, if this system has it. */
static struct edition *
want_charset(const char *name)
{
	struct edition_key key = { 0 };

	if (charset_find(name, strlen(name), &key.charset) != CHARSET_DONE)
		return (NULL);
	return (want(&key));
}

/* An event that a sentence tells, for everyone except `from`. */
static void
happens(struct seat *from, enum sentence s, const struct words *args)
{
	char line[256];
	struct event e = { .kind = (uint8_t)sentence_kind(s),
		.number = batch.event_count + 1,
		.time_ms = WHEN,
		.sentence = (uint16_t)s };

	e.len = (uint32_t)sentence_line(LANGUAGE_EN, s, args, line, sizeof line,
	    e.args);
	batch_say(&batch, from, &e, line);
}

/* Ann says a text. */
static void
say(const char *text)
{
	happens(&ann, S_SAID, ARGS(words_of("Ann"), words_of(text)));
}

/* In this edition, the events from `from` to before `to` are this text. */
static void
expect_text(struct edition *e, size_t from, size_t to, const char *text)
{
	struct edition_text t;

	if (e != NULL)
		edition_extend(e, &batch);
	t = edition_text(e, &batch, from, to);
	ck_assert_msg(t.len == strlen(text) &&
		memcmp(t.bytes, text, t.len) == 0,
	    "not \"%s\" but \"%.*s\"", text, (int)t.len, t.bytes);
}

/* ---- Which there are ---- */

START_TEST(test_the_plain_edition_is_none)
{
	ck_assert_ptr_null(want(&plain));
	ck_assert_uint_eq(all.count, 0);
	ck_assert(!edition_has_own(NULL));
	editions_give_back(&all, NULL);
	ck_assert(!all.may_forget);
}
END_TEST

START_TEST(test_readers_of_one_kind_share_an_edition)
{
	struct edition *e = want(&quiet);

	ck_assert_ptr_nonnull(e);
	ck_assert_ptr_eq(want(&quiet), e);
	ck_assert_uint_eq(e->wanted, 2);
	ck_assert_uint_eq(all.count, 1);
}
END_TEST

START_TEST(test_each_part_of_the_key_makes_another)
{
	struct edition_key both = { .form = FORM_RECORDS, .quiet = true };
	struct edition_key other = { .language = LANGUAGE_ZH_TW };
	struct edition *e[7] = { want(&quiet), want(&records), want(&both),
		want_charset("latin1"), want_charset("latin2"), want(&chinese),
		want(&other) };
	size_t i, j;

	for (i = 0; i < 7; i++)
		for (j = 0; j < i; j++)
			ck_assert_ptr_ne(e[i], e[j]);
	ck_assert(!edition_has_own(e[0]));
	ck_assert(edition_has_own(e[1]));
	ck_assert(edition_has_own(e[2]));
}
END_TEST

START_TEST(test_there_can_be_an_edition_of_each_kind)
{
	struct edition_key key = { 0 };
	const char *name;
	size_t i, q;

	for (q = 0; q < 2; q++) {
		key.quiet = q == 1;
		for (i = 0; (name = charset_listed(i)) != NULL; i++) {
			if (charset_find(name, strlen(name), &key.charset) ==
			    CHARSET_DONE)
				(void)want(&key);
			key.charset = NULL;
		}
	}
	ck_assert_uint_le(all.count, EDITIONS_MAX / LANGUAGES - 2);
	ck_assert_ptr_nonnull(want(&records));
	ck_assert_ptr_nonnull(want(&quiet));
}
END_TEST

START_TEST(test_an_edition_is_forgotten_when_nobody_wants_it)
{
	struct edition *e = want(&quiet), *other = want(&records);

	ck_assert_ptr_eq(want(&quiet), e);
	editions_give_back(&all, e);
	editions_forget(&all);
	ck_assert_uint_eq(all.count, 2);
	editions_give_back(&all, e);
	ck_assert_uint_eq(all.count, 2); /* not before everyone has all */
	editions_forget(&all);
	ck_assert_uint_eq(all.count, 1);
	ck_assert_ptr_eq(all.all[0], other);
	ck_assert_ptr_eq(want(&records), other);
}
END_TEST

START_TEST(test_an_edition_that_is_wanted_again_stays)
{
	struct edition *e = want(&quiet);

	editions_give_back(&all, e);
	ck_assert_ptr_eq(want(&quiet), e);
	editions_forget(&all);
	ck_assert_uint_eq(all.count, 1);
	ck_assert_uint_eq(e->wanted, 1);
}
END_TEST

/* The same when this many pieces of memory are left. */
static bool
want_with(int left, const struct edition_key *key, struct edition **e)
{
	bool done;

	memory_left = left;
	done = editions_want(&all, key, e);
	memory_left = -1; /* Check needs some, too */
	return (done);
}

START_TEST(test_without_memory_there_is_none_and_nothing_is_lost)
{
	struct edition *e = want(&quiet), *other = e;
	int left;

	for (left = 0; left < 3; left++) {
		ck_assert(!want_with(left, &records, &other));
		ck_assert_ptr_null(other);
		ck_assert_uint_eq(all.count, 1);
	}
	/* One that there is needs none. */
	ck_assert(want_with(0, &quiet, &other));
	ck_assert_ptr_eq(other, e);
	ck_assert(want_with(3, &records, &other));
	ck_assert_ptr_nonnull(other);
	ck_assert_uint_eq(all.count, 2);
}
END_TEST

/* ---- What is in them ---- */

START_TEST(test_the_plain_edition_is_the_text_of_the_batch)
{
	say("hi");
	say("there");
	expect_text(NULL, 0, 2, "[ Ann ]: hi\r\n[ Ann ]: there\r\n");
	expect_text(NULL, 1, 2, "[ Ann ]: there\r\n");
	expect_text(NULL, 2, 2, "");
	ck_assert_ptr_eq(edition_text(NULL, &batch, 0, 2).bytes, batch.text);
}
END_TEST

START_TEST(test_the_quiet_one_leaves_out_who_comes_and_goes)
{
	struct edition *e = want(&quiet);

	happens(NULL, S_JOINED, ARGS(words_of("Bob")));
	say("hi");
	happens(NULL, S_LEFT, ARGS(words_of("Bob")));
	expect_text(e, 0, 3, "[ Ann ]: hi\r\n");
	expect_text(e, 0, 1, "");
	expect_text(e, 1, 2, "[ Ann ]: hi\r\n");
	expect_text(e, 2, 3, "");
}
END_TEST

START_TEST(test_a_charset_is_that_of_its_readers)
{
	struct edition *e = want_charset("gb18030");

	if (e == NULL)
		return;
	say("小明");
	say("hi");
	expect_text(e, 0, 2, "[ Ann ]: \xd0\xa1\xc3\xf7\r\n[ Ann ]: hi\r\n");
	expect_text(e, 1, 2, "[ Ann ]: hi\r\n");
}
END_TEST

/* What people say is the same. */
START_TEST(test_a_language_is_that_of_its_readers)
{
	struct edition_key key = chinese;
	struct edition *e = want(&chinese), *gb = NULL;

	if (charset_find("gb18030", 7, &key.charset) == CHARSET_DONE)
		gb = want(&key);
	say("10 min");
	happens(NULL, S_MUTED_FOR,
	    ARGS(words_of("@Ann"), words_of("Bob"), words_of("10 min")));
	expect_text(e, 0, 1, "[ Ann ]: 10 min\r\n");
#ifdef HAVE_TRANSLATIONS
	expect_text(e, 1, 2, "*** @Ann 禁止 Bob 发言 10 分钟\r\n");
	if (gb != NULL)
		expect_text(gb, 0, 2,
		    "[ Ann ]: 10 min\r\n*** @Ann \xbd\xfb\xd6\xb9 Bob \xb7\xa2\xd1\xd4 "
		    "10 \xb7\xd6\xd6\xd3\r\n");
#else
	expect_text(e, 1, 2, "*** @Ann muted Bob for 10 min\r\n");
	if (gb != NULL)
		expect_text(gb, 1, 2, "*** @Ann muted Bob for 10 min\r\n");
#endif
}
END_TEST

START_TEST(test_records_are_of_every_event_but_a_crowd)
{
	struct edition *e = want(&records);

	happens(NULL, S_JOINED, ARGS(words_of("Bob")));
	say("hi");
	expect_text(e, 0, 2, "joined\t1" TIME "Bob\nsaid\t2" TIME "Ann\thi\n");
	expect_text(e, 1, 2, "said\t2" TIME "Ann\thi\n");
}
END_TEST

START_TEST(test_a_note_is_read_by_programs_alone)
{
	struct edition *e = want(&records), *q = want_charset("latin1");
	struct event note = { .kind = EVENT_JOINED,
		.number = 1,
		.time_ms = WHEN,
		.sentence = S_JOINED,
		.len = 3 };

	note.args[0].len = 3;
	batch_note(&batch, &note, "Bob");
	say("hi");
	expect_text(NULL, 0, 2, "[ Ann ]: hi\r\n");
	expect_text(e, 0, 1, "joined\t1" TIME "Bob\n");
	if (q != NULL)
		expect_text(q, 0, 2, "[ Ann ]: hi\r\n");
	expect_text(want(&chinese), 0, 2, "[ Ann ]: hi\r\n");
}
END_TEST

START_TEST(test_each_event_is_written_once)
{
	struct edition *e = want(&records);
	struct edition_text t;

	say("one");
	expect_text(e, 0, 1, "said\t1" TIME "Ann\tone\n");
	t = edition_text(e, &batch, 0, 1);
	batch.text[strlen("[ Ann ]: ")] = 'X'; /* what is written stays */
	say("two");
	expect_text(e, 0, 2,
	    "said\t1" TIME "Ann\tone\nsaid\t2" TIME "Ann\ttwo\n");
	ck_assert_ptr_eq(edition_text(e, &batch, 0, 1).bytes, t.bytes);
}
END_TEST

START_TEST(test_a_cleared_one_begins_anew)
{
	struct edition *e = want(&records);

	say("old");
	edition_extend(e, &batch);
	edition_clear(e);
	batch_clear(&batch);
	say("new");
	expect_text(e, 0, 1, "said\t1" TIME "Ann\tnew\n");
}
END_TEST

START_TEST(test_the_largest_batch_fits)
{
	static char text[BATCH_PUSH_MAX - 64];
	struct edition *e[] = { want(&records), want_charset("gb18030") };
	size_t i, n;

	while (batch_has_room(&batch)) /* the most events */
		for (i = 0; i < BATCH_PUSH_EVENTS; i++)
			say("x");
	for (i = 0; i < 2 && e[i] != NULL; i++) {
		edition_extend(e[i], &batch);
		ck_assert_uint_eq(e[i]->known, batch.event_count);
		edition_clear(e[i]);
	}
	batch_clear(&batch);
	/* The most text, in which each character of two bytes becomes four. */
	for (i = 0; i + 2 < sizeof text; i += 2)
		memcpy(text + i, "\u0620", 2);
	while (batch_has_room(&batch)) {
		struct event long_one = { .kind = EVENT_SAID,
			.number = 1,
			.time_ms = WHEN,
			.len = (uint32_t)i };

		long_one.args[1].len = (uint16_t)i;
		batch_say(&batch, NULL, &long_one, text);
	}
	for (n = 0; n < 2 && e[n] != NULL; n++) {
		edition_extend(e[n], &batch);
		ck_assert_uint_ge(e[n]->len, batch.text_len);
	}
	if (e[1] != NULL)
		ck_assert_uint_eq(e[1]->len, 2 * batch.text_len);
}
END_TEST

/* ---- What one member is told ---- */

static void
tell(enum sentence s, const struct words *args)
{
	char line[256];
	struct event e = { .kind = (uint8_t)sentence_kind(s),
		.time_ms = WHEN,
		.sentence = (uint16_t)s,
		.request = 12 };

	e.len = (uint32_t)sentence_line(LANGUAGE_EN, s, args, line, sizeof line,
	    e.args);
	batch_tell(&batch, &bob, &e, line);
}

static void
expect_told(struct edition *e, const char *text)
{
	const struct mark *mark = &batch.marks[batch.mark_count - 1];
	struct edition_text t = edition_tell(e, &batch, &mark->told, told);

	ck_assert_msg(t.len == strlen(text) &&
		memcmp(t.bytes, text, t.len) == 0,
	    "not \"%s\" but \"%.*s\"", text, (int)t.len, t.bytes);
	/* What was written for the member is taken where it is. */
	ck_assert((t.bytes == told) ==
	    (e != NULL &&
		(e->key.form == FORM_RECORDS || e->key.charset != NULL)));
}

START_TEST(test_each_is_told_in_the_own_edition)
{
	struct edition *gb = want_charset("gb18030");

	tell(S_HEARD, NULL);
	tell(S_NICK_TAKEN, ARGS(words_of("小明")));
	expect_told(NULL,
	    "*** 小明 is already somebody's name; choose another\r\n");
	expect_told(want(&records),
	    "answered\t-" TIME "-\tnick-taken\t12\t"
	    "小明 is already somebody's name; choose another\n");
	if (gb != NULL)
		expect_told(gb,
		    "*** \xd0\xa1\xc3\xf7 is already somebody's name; "
		    "choose another\r\n");
}
END_TEST

START_TEST(test_what_a_quiet_one_is_told_is_not_left_out)
{
	struct edition *e = want(&quiet);

	tell(S_JOINED, ARGS(words_of("Bob")));
	expect_told(e, "[ Bob ] joined the room\r\n");
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("edition");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_the_plain_edition_is_none);
	tcase_add_test(tc, test_readers_of_one_kind_share_an_edition);
	tcase_add_test(tc, test_each_part_of_the_key_makes_another);
	tcase_add_test(tc, test_there_can_be_an_edition_of_each_kind);
	tcase_add_test(tc, test_an_edition_is_forgotten_when_nobody_wants_it);
	tcase_add_test(tc, test_an_edition_that_is_wanted_again_stays);
	tcase_add_test(tc,
	    test_without_memory_there_is_none_and_nothing_is_lost);
	tcase_add_test(tc, test_the_plain_edition_is_the_text_of_the_batch);
	tcase_add_test(tc, test_the_quiet_one_leaves_out_who_comes_and_goes);
	tcase_add_test(tc, test_a_charset_is_that_of_its_readers);
	tcase_add_test(tc, test_a_language_is_that_of_its_readers);
	tcase_add_test(tc, test_records_are_of_every_event_but_a_crowd);
	tcase_add_test(tc, test_a_note_is_read_by_programs_alone);
	tcase_add_test(tc, test_each_event_is_written_once);
	tcase_add_test(tc, test_a_cleared_one_begins_anew);
	tcase_add_test(tc, test_the_largest_batch_fits);
	tcase_add_test(tc, test_each_is_told_in_the_own_edition);
	tcase_add_test(tc, test_what_a_quiet_one_is_told_is_not_left_out);
	return (suite_run("edition", &tc, 1));
}
