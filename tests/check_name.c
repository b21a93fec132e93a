/*
 * check_name: which nicks are allowed, and when two are the same.
 */
#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"

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
	return (name_fault(name, strlen(name)));
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
		"Ольга", "αβγ", "김철수", "a", "x_1.y", "7of9", "さくら" };
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
		"console", "Console", "con-sole", "控制台", "老师" };
	static const char *const others[] = { "bob", "consoles", "teach" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_msg(name_is_reserved(names[i], strlen(names[i])),
		    "%s", names[i]);
	for (i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!name_is_reserved(others[i], strlen(others[i])),
		    "%s", others[i]);
}
END_TEST

START_TEST(test_a_key_that_has_no_room_is_nobody)
{
	char key[NAME_SIZE], name[500];

	memset(name, 'a', sizeof name);
	ck_assert(!name_key(name, sizeof name, key));
	ck_assert(name_key(name, NAME_SIZE - 1, key));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("name");
	TCase *t = tcase_create("name");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, test_letters_and_digits_of_any_script_are_a_name);
	tcase_add_test(t,
	    test_what_looks_like_an_address_or_a_notice_is_no_name);
	tcase_add_test(t, test_blanks_and_invisible_characters_are_refused);
	tcase_add_test(t, test_a_name_has_at_most_32_characters_of_any_size);
	tcase_add_test(t, test_invalid_utf8_is_no_name);
	tcase_add_test(t, test_names_are_the_same_without_regard_to_case);
	tcase_add_test(t, test_names_of_those_in_charge_are_reserved);
	tcase_add_test(t, test_a_key_that_has_no_room_is_nobody);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
