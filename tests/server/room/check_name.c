/*
 * check_name: which nicks are allowed, and when two are the same.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/suite.h"
#include "server/room/name.h"

static void
setup(void)
{
	ck_assert(name_init());
}

static void
teardown(void)
{
	name_fini();
}

static const char *
fault(const char *name)
{
	enum sentence s = name_fault(name, strlen(name));

	return (s != S_NONE ? sentence_english(s) : NULL);
}

static bool
same(const char *a, const char *b)
{
	char ka[NAME_SIZE], kb[NAME_SIZE];

	ck_assert(name_key(a, strlen(a), ka));
	ck_assert(name_key(b, strlen(b), kb));
	return (strcmp(ka, kb) == 0);
}

START_TEST(test_letters_and_digits_of_any_script_are_a_name)
{
	static const char *const names[] = { "bob", "R2-D2", "小明", "Łukasz",
		"Ольга", "αβγ", "김철수", "a", "x_1.y", "7of9", "さくら", "42",
		"किकिकिकिकिकिकिकि" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(fault(names[i]) == NULL, "%s: %s", names[i],
		    fault(names[i]));
}
END_TEST

START_TEST(test_what_looks_like_an_address_or_a_notice_is_no_name)
{
	static const char *const names[] = { "10.0.0.1", "1.2", "[::1]:5",
		"::1", "1.2.3.4:5", "***", "*", "* bob", "[ bob ]",
		"bob:", "a/b", "/who", "@bob" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(fault(names[i]) != NULL, "%s", names[i]);
}
END_TEST

/* All of them look like an address, or like an address and its port. */
START_TEST(test_what_looks_like_dots_and_colons_makes_no_address)
{
	static const char *const names[] = { "127.0.0.1\ua4fd5000",
		"127.0.0.1\u02d05000", "127.0.0.1\u09035000",
		"127\ua4f80\ua4f80\ua4f81", "127.0.0.1\u02d1",
		"fd00\u02d0\u02d01", "fd\u02d0\u02d0a", "1\u14271", "1O.0.0.1",
		"l27.0.0.1", "127.0.0.\u0661", "\u0661\u0662.\u0660",
		"127.\u041e.0.1", "127\u00b70\u00b70\u00b71", "127\u30fb0",
		"1\ua78f1" };
	static const char *const others[] = { "O.l", "Ada.F", "x2.y", "R2.D2",
		"2026", "1-2", "\u0928\u092e\u0903", "\ua4ec\ua4f2\ua4f8",
		"\u02bbIolani", "O\u02bcBrien" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(fault(names[i]) != NULL, "%s", names[i]);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(fault(others[i]) == NULL, "%s: %s", others[i],
		    fault(others[i]));
}
END_TEST

START_TEST(test_middle_dot_stands_between_letters)
{
	static const char *const names[] = { "\u963f\u51e1\u63d0\u00b7\u4e70",
		"col\u00b7lega", "\u30de\u30fb\u30b8", "A\u00b7B\u00b7C" };
	static const char *const faults[] = { "\u00b7a", "a\u00b7", "a\u00b7-b",
		"a\u00b7\u00b7b", "1\u00b71", "a\u00b71", "1\u00b7a",
		"\u00b7" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(fault(names[i]) == NULL, "%s: %s", names[i],
		    fault(names[i]));
	for (i = 0; i < sizeof faults / sizeof *faults; i++)
		ck_assert_msg(fault(faults[i]) != NULL, "%s", faults[i]);
	ck_assert(same("a\u30fbb", "A\u00b7B"));
	ck_assert(same("a\u2027b", "a\u2022b"));
	ck_assert(!same("a\u00b7b", "ab"));
}
END_TEST

START_TEST(test_letter_and_mark_are_one_character)
{
	static const char *const pairs[][2] = { { "Ame\u0301lie",
						    "Am\u00e9lie" },
		{ "Nguye\u0302\u0303n", "Nguy\u1ec5n" },
		{ "e\u0302\u0323", "\u1ec7" }, { "e\u0323\u0302", "\u1ec7" },
		{ "u\u0308\u0304", "\u01d6" }, { "\u0438\u0306", "\u0439" },
		{ "\u304b\u3099", "\u304c" } };
	char normal[NAME_SIZE];
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		ck_assert_ptr_null(fault(pairs[i][0]));
		ck_assert(
		    name_normal(pairs[i][0], strlen(pairs[i][0]), normal));
		ck_assert_str_eq(normal, pairs[i][1]);
	}
}
END_TEST

START_TEST(test_fillers_of_no_width_are_refused)
{
	ck_assert_ptr_nonnull(fault("bob\U00016fe4"));
	ck_assert_ptr_nonnull(fault("7\U00016fe4"));
	ck_assert_ptr_nonnull(fault("\u660e\U00016fe4"));
	ck_assert_ptr_nonnull(fault("\u2d30\u2d7f"));
	ck_assert_ptr_nonnull(fault("bob\u0903"));
}
END_TEST

START_TEST(test_blanks_and_invisible_characters_are_refused)
{
	static const char *const names[] = { "", "a b", "a\tb", "a\u3000b",
		"a\u200bb", "a\u00a0b", "\u200d", "a\u202eb", "a\u2066b" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(fault(names[i]) != NULL, "case %zu", i);
}
END_TEST

START_TEST(test_a_name_has_at_most_32_characters_of_any_size)
{
	char name[33 * 4 + 1] = "";
	int i;

	for (i = 0; i < 32; i++)
		(void)strcat(name, "明");
	ck_assert_ptr_null(fault(name));
	(void)strcat(name, "明");
	ck_assert_ptr_nonnull(fault(name));
}
END_TEST

/* A letter that is two of another kind when its case is folded. */
START_TEST(test_a_name_whose_key_has_no_room_is_too_long)
{
	char name[32 * 3 + 1] = "";
	int i;

	for (i = 0; i < 32; i++)
		(void)strcat(name, "\u1f80");
#ifdef HAVE_LIBUNISTRING
	ck_assert_str_eq(fault(name), "it is too long");
#endif
	name[(size_t)20 * 3] = '\0';
	ck_assert_ptr_null(fault(name));
}
END_TEST

START_TEST(test_marks_follow_a_letter_and_are_few)
{
	static const char *const names[] = { "\u093fक", "क-\u093f",
		"क\u0941\u0941\u0941\u0941\u0941\u0941\u0941" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(fault(names[i]) != NULL, "%s", names[i]);
	ck_assert_ptr_null(fault("क\u0941\u0941\u0941\u0941\u0941\u0941"));
}
END_TEST

START_TEST(test_part_of_a_hangul_syllable_is_no_name)
{
	ck_assert_ptr_nonnull(fault("\u1100"));
	ck_assert_ptr_nonnull(fault("a\ud7b0"));
}
END_TEST

START_TEST(test_letters_and_digits_of_two_scripts_are_no_name)
{
	ck_assert_ptr_nonnull(fault("p\u0430ul")); /* Cyrillic */
	ck_assert_ptr_nonnull(fault("\u03b1bc"));
	ck_assert_ptr_null(fault("Li小明"));
#ifdef HAVE_LIBUNISTRING
	ck_assert_ptr_null(fault("a12"));
	ck_assert_ptr_null(fault("\u0661\u0662"));
	ck_assert_ptr_nonnull(fault("1\u0661"));
	ck_assert_ptr_nonnull(fault("\u06611"));
#endif
}
END_TEST

START_TEST(test_invalid_utf8_is_no_name)
{
	ck_assert_ptr_nonnull(fault("a\xff"));
	ck_assert_ptr_nonnull(fault("\xc0\x80"));
}
END_TEST

START_TEST(test_names_are_the_same_without_regard_to_case)
{
	ck_assert(same("Bob", "bOB"));
	ck_assert(same("ЖЕНЯ", "женя"));
	ck_assert(same("ΣΑΣ", "σας"));
	ck_assert(!same("bob", "bob1"));
	ck_assert(!same("小明", "小红"));
}
END_TEST

START_TEST(test_names_of_those_in_charge_are_reserved)
{
	static const char *const names[] = { "admin", "Root", "t.e-a_cher",
		"console", "Console", "con-sole", "控制台", "老师", "班主任",
		"校长", "校長", "系统消息", "系統訊息", "系统", "主持人",
		"系·统", "ad\u00b7min", "\u017fy\u017ftem", /* the long s */
		/* Lisu, Cyrillic, Greek, Cherokee, Armenian, small capitals */
		"\ua4e3\ua4f3\ua4f3\ua4d4", "\ua4ee\ua4d3\ua4df\ua4f2\ua4e0",
		"\u0433\u043e\u043e\u0442",
		"\u0455\u0443\u0455\u0442\u0435\u043c",
		"\u0441\u043e\u043f\u0455\u043e\u04cf\u0435",
		"\u13a2\u13ac\u13aa\u13df\u13bb\u13ac\u13d2",
		"\u1d00\u1d05\u1d0d\u026a\u0274", "ConsoIe", "TEACHER" };
	static const char *const others[] = { "bob", "consoles", "teach",
		"adm1n", "Roots", "админ", "校" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(name_is_reserved(names[i], strlen(names[i])),
		    "%s", names[i]);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!name_is_reserved(others[i], strlen(others[i])),
		    "%s", others[i]);
}
END_TEST

START_TEST(test_name_of_the_console_is_its_own)
{
	static const char *const names[] = { "console", "CONSOLE", "Con-sole",
		"ｃｏｎｓｏｌｅ", "ConsoIe",
		"\u0441\u043e\u043f\u0455\u043e\u04cf\u0435" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(name_is_console(names[i], strlen(names[i])), "%s",
		    names[i]);
	ck_assert(!name_is_console("consoles", 8));
	ck_assert(!name_is_console("admin", 5));
	ck_assert(!name_is_console("", 0));
}
END_TEST

START_TEST(test_a_key_that_has_no_room_is_nobody)
{
	char key[NAME_SIZE], name[500];
	size_t i;

	memset(name, 'a', sizeof name);
	ck_assert(!name_key(name, sizeof name, key));
	ck_assert(name_key(name, NAME_SIZE - 1, key));
	for (i = 0; i + 3 <= sizeof name; i += 3)
		memcpy(name + i, "明", 3);
	for (i = 3; i <= sizeof name; i += 3)
		ck_assert_int_eq(name_key(name, i, key), i < NAME_SIZE);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_letters_and_digits_of_any_script_are_a_name,
		test_what_looks_like_an_address_or_a_notice_is_no_name,
		test_what_looks_like_dots_and_colons_makes_no_address,
		test_middle_dot_stands_between_letters,
		test_letter_and_mark_are_one_character,
		test_fillers_of_no_width_are_refused,
		test_name_of_the_console_is_its_own,
		test_blanks_and_invisible_characters_are_refused,
		test_a_name_has_at_most_32_characters_of_any_size,
		test_a_name_whose_key_has_no_room_is_too_long,
		test_marks_follow_a_letter_and_are_few,
		test_part_of_a_hangul_syllable_is_no_name,
		test_letters_and_digits_of_two_scripts_are_no_name,
		test_invalid_utf8_is_no_name,
		test_names_are_the_same_without_regard_to_case,
		test_names_of_those_in_charge_are_reserved,
		test_a_key_that_has_no_room_is_nobody,
		NULL,
	};

	return (suite_of("name", setup, teardown, tests));
}
