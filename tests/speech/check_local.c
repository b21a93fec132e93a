/*
 * check_local: spans of time and lists of names are written as each language
 * does, and all else stays as it is.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/span.h"
#include "harness/suite.h"
#include "speech/dictionary.h"
#include "speech/local.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct {
	const char *english, *cn, *tw;
} samples[] = {
	{ "600 s", "600 秒", "600 秒" },
	{ "10 min", "10 分钟", "10 分鐘" },
	{ "3 h 2 min", "3 小时 2 分钟", "3 小時 2 分鐘" },
	{ "1 second", "1 秒", "1 秒" },
	{ "30 seconds", "30 秒", "30 秒" },
	{ "90 minutes", "90 分钟", "90 分鐘" },
	{ "3 hours", "3 小时", "3 小時" },
	{ "3 days", "3 天", "3 天" },
	{ "ann, bob", "ann、bob", "ann、bob" },
	{ "小明, @李雷, [fe80::1]:5, s", "小明、@李雷、[fe80::1]:5、s",
	    "小明、@李雷、[fe80::1]:5、s" },
	{ "10.0.0.0/8 for 5 min", "10.0.0.0/8，时长 5 分钟",
	    "10.0.0.0/8，時間 5 分鐘" },
	{ "10.0.0.0/8", "10.0.0.0/8", "10.0.0.0/8" },
	{ "en (English), zh_CN (简体中文)", "en（English）、zh_CN（简体中文）",
	    "en（English）、zh_CN（简体中文）" },
	{ "5 stones", "5 stones", "5 stones" },
	{ "5 minute", "5 minute", "5 minute" },
	{ ",", ",", "," },
	{ " ", " ", " " },
	{ "", "", "" },
};

static void
find_translations(void)
{
	dictionary_init();
}

static void
check_written(enum language language, const char *english, const char *wanted)
{
	struct words ours = words_of(english), bit;
	char out[256];
	size_t len = 0;

	while (ours.len > 0) {
		bit = local_take(language, &ours);
		ck_assert_uint_gt(bit.len, 0);
		memcpy(out + len, bit.bytes, bit.len);
		len += bit.len;
	}
	out[len] = '\0';
	ck_assert_str_eq(out, wanted);
}

START_TEST(test_each_language_writes_it_in_its_way)
{
	const char *english = samples[_i].english;

	check_written(LANGUAGE_EN, english, english);
#ifdef HAVE_TRANSLATIONS
	check_written(LANGUAGE_ZH_CN, english, samples[_i].cn);
	check_written(LANGUAGE_ZH_TW, english, samples[_i].tw);
#else
	check_written(LANGUAGE_ZH_CN, english, english);
	check_written(LANGUAGE_ZH_TW, english, english);
#endif
}
END_TEST

START_TEST(test_only_the_bytes_of_it_are_read)
{
	struct words ours = { "5 minutes", strlen("5 min") };

	(void)local_take(LANGUAGE_ZH_CN, &ours);
	(void)local_take(LANGUAGE_ZH_CN, &ours);
	ck_assert_uint_eq(ours.len, 0);
	ours = (struct words){ "a, b", strlen("a,") };
	ck_assert_uint_eq(local_take(LANGUAGE_ZH_CN, &ours).len, 2);
	ck_assert_uint_eq(ours.len, 0);
}
END_TEST

#ifdef HAVE_TRANSLATIONS
/* Whether letters of English are left in it. */
static bool
has_english(enum language language, struct words ours)
{
	struct words bit;

	while (ours.len > 0) {
		bit = local_take(language, &ours);
		for (; bit.len > 0; bit.bytes++, bit.len--)
			if (*bit.bytes >= 'a' && *bit.bytes <= 'z')
				return (true);
	}
	return (false);
}

START_TEST(test_every_span_that_is_written_is_translated)
{
	static const int64_t times[] = { 0, 1, 999, 1000, 59000, 60000, 119999,
		120000, 3599999, 3600000, 7200001, 86400000, 172800001,
		INT64_C(8640000000) };
	int form;
	size_t i;

	for (form = SPAN_SECONDS; form <= SPAN_LONG; form++)
		for (i = 0; i < COUNT(times); i++)
			ck_assert(!has_english((enum language)_i,
			    SPAN(times[i], (enum span_form)form)));
}
END_TEST
#endif

START_TEST(test_something_lasts_for_a_time)
{
	char out[64];
	struct words words = local_for(words_of("10.0.0.0/8"),
	    words_of("5 min"), out, sizeof out);

	ck_assert_uint_eq(words.len, strlen("10.0.0.0/8 for 5 min"));
	ck_assert_mem_eq(words.bytes, "10.0.0.0/8 for 5 min", words.len);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("local");

	tcase_add_checked_fixture(t, find_translations, NULL);
	tcase_add_loop_test(t, test_each_language_writes_it_in_its_way, 0,
	    COUNT(samples));
	tcase_add_test(t, test_only_the_bytes_of_it_are_read);
	tcase_add_test(t, test_something_lasts_for_a_time);
#ifdef HAVE_TRANSLATIONS
	tcase_add_loop_test(t, test_every_span_that_is_written_is_translated,
	    LANGUAGE_EN + 1, LANGUAGES);
#endif
	return (suite_run("local", &t, 1));
}
