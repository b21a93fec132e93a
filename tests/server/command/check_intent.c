/*
 * check_intent: whether a line is text to say, or a command.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/suite.h"
#include "server/command/intent.h"
#include "speech/sentence.h"

/* The line is said, as `said`. */
static void
says(const char *line, const char *said)
{
	struct words what;

	ck_assert_msg(intent_of(line, strlen(line), &what) == INTENT_SAY,
	    "a command: %s", line);
	ck_assert_msg(what.len == strlen(said) &&
		memcmp(what.bytes, said, what.len) == 0,
	    "%s is said as %.*s", line, (int)what.len, what.bytes);
}

/* The line is a command, of this name. */
static void
commands(const char *line, const char *name)
{
	struct words what, word;

	ck_assert_msg(intent_of(line, strlen(line), &what) == INTENT_COMMAND,
	    "said: %s", line);
	word = words_take(&what);
	ck_assert_msg(word.len == strlen(name) &&
		memcmp(word.bytes, name, word.len) == 0,
	    "%s is %.*s", line, (int)word.len, word.bytes);
}

START_TEST(test_a_slash_at_the_start_is_a_command)
{
	commands("/who", "who");
	commands("/op KEY", "op");
	commands("/nonsense x", "nonsense");
	commands("/ who", "who");
	commands("/", "");
	says("who /op", "who /op");
	says("", "");
	says(" ", " ");
}
END_TEST

START_TEST(test_a_command_is_seen_after_what_shows_nothing)
{
	static const char *const blanks[] = { " ", "\t", "  \t ", "\u3000",
		"\u00a0", "\u2003", "\ufeff", "\ufeff ", "\u200b", "\u200e",
		"\u2060", "\u3164", "\u2800", "\u180e", "\ufe0f",
		"\u3000\ufeff\t" };
	char line[64];
	size_t i;

	for (i = 0; i < sizeof blanks / sizeof *blanks; i++) {
		(void)strcat(strcpy(line, blanks[i]), "/who");
		commands(line, "who");
		(void)strcat(strcpy(line, blanks[i]), "/OP\u3000KEY");
		commands(line, "OP");
		(void)strcat(strcpy(line, blanks[i]), "/");
		says(line, line);
	}
}
END_TEST

START_TEST(test_slashes_of_input_methods_begin_a_known_command)
{
	static const char *const slashes[] = { "／", "、", "､", "・", "･" };
	char line[64];
	size_t i;

	for (i = 0; i < sizeof slashes / sizeof *slashes; i++) {
		(void)strcat(strcpy(line, slashes[i]), "op KEY");
		commands(line, "op");
		(void)strcat(strcpy(line, slashes[i]), "ｗｈｏ");
		commands(line, "ｗｈｏ");
		(void)strcat(strcpy(line, slashes[i]), " Msg Bob x");
		commands(line, "Msg");
		(void)strcat(strcpy(line, slashes[i]), "你好");
		says(line, line);
		(void)strcat(strcpy(line, slashes[i]), "nonsense x");
		says(line, line);
	}
}
END_TEST

START_TEST(test_a_slip_in_a_command_with_a_secret_is_not_said)
{
	static const char *const lines[] = { " /opp KEY", "／po KEY",
		" /mgs Bob x", "、msgg Bob x", " /kye KEY", "\u3000/op:KEY",
		" /op,KEY", "\ufeff/ｏｐｐ KEY", " / opp KEY" };
	struct words what;
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(intent_of(lines[i], strlen(lines[i]), &what) ==
			INTENT_COMMAND,
		    "said: %s", lines[i]);
}
END_TEST

START_TEST(test_a_backslash_begins_only_a_command_with_a_secret)
{
	commands("\\op KEY", "op");
	commands(" ＼msg Bob x", "msg");
	says("\\who", "\\who");
	says("\\section{One}", "\\section{One}");
	says("\\\\op KEY", "\\\\op KEY");
}
END_TEST

START_TEST(test_an_unknown_word_after_blanks_is_text)
{
	says("  /etc is a folder", "  /etc is a folder");
	says("\t/opt", "\t/opt");
	says(" /optional x", " /optional x");
}
END_TEST

START_TEST(test_paths_and_comments_are_text)
{
	static const char *const lines[] = { "/usr/bin/env", "/usr/bin/env sh",
		"/* op */", "/*", "/**", "// op KEY", "//", "///", "/// text",
		"//\ttext", "//usr/bin", "//*x", "/op/", "／usr／bin",
		" // who", " //who", "////", "／／nonsense" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		says(lines[i], lines[i]);
}
END_TEST

START_TEST(test_two_slashes_say_one)
{
	says("//who", "/who");
	says("//op KEY", "/op KEY");
	says("//nonsense", "/nonsense");
	says("//TEXT and/or", "/TEXT and/or");
	says("／／who", "／who");
	says("、、who", "、who");
}
END_TEST

START_TEST(test_many_slashes_cost_no_more_than_their_number)
{
	char line[4096];
	struct words what;
	int i;

	memset(line, '/', sizeof line);
	for (i = 0; i < 20000; i++)
		ck_assert(intent_of(line, sizeof line, &what) == INTENT_SAY);
	memset(line, ' ', sizeof line);
	for (i = 0; i < 200; i++)
		ck_assert(intent_of(line, sizeof line, &what) == INTENT_SAY);
	ck_assert_uint_eq(what.len, sizeof line);
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_commands_in_chinese_begin_with_any_slash)
{
	static const char *const slashes[] = { "/", "／", "、", "､", " ／",
		"\u3000、", "／ " };
	static const char *const names[] = { "谁", "誰", "名字", "帮助", "說明",
		"退出", "離開", "管理员", "解除禁言" };
	char line[64];
	size_t i, j;

	for (i = 0; i < sizeof slashes / sizeof *slashes; i++)
		for (j = 0; j < sizeof names / sizeof *names; j++) {
			(void)snprintf(line, sizeof line, "%s%s\u3000小明",
			    slashes[i], names[j]);
			commands(line, names[j]);
		}
	says("、这样，大家好", "、这样，大家好");
	says("／下一个", "／下一个");
	says("名字 小明", "名字 小明");
	says("//谁", "/谁");
	says("、、谁", "、谁");
}
END_TEST

START_TEST(test_a_secret_in_chinese_is_not_said_by_a_slip)
{
	static const char *const lines[] = { "、悄悄话小明 晚上见",
		"／悄悄说 小明 晚上见", " /悄悄話小明 晚上見",
		"、密码：芝麻开门", "、密码芝麻开门", "／密碼12345",
		" ／秘密码 芝麻开门", "、管理员芝麻开门",
		"\u3000/管员 芝麻开门", "＼密码 芝麻开门",
		"\\悄悄话 小明 晚上见",
		"、密码床前明月光疑是地上霜举头望明月" };
	struct words what;
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(intent_of(lines[i], strlen(lines[i]), &what) ==
			INTENT_COMMAND,
		    "said: %s", lines[i]);
	says("、名字小明", "、名字小明");
}
END_TEST
#endif

START_TEST(test_words_are_cut_at_blanks_of_any_script)
{
	const char *const text = "\u3000Bob\u3000 5\u00a0min\u3000";
	struct words line = { text, strlen(text) };
	struct words word = words_take(&line);

	ck_assert(word.len == 3 && memcmp(word.bytes, "Bob", 3) == 0);
	word = words_take(&line);
	ck_assert(word.len == 1 && *word.bytes == '5');
	ck_assert_uint_eq(words_trim(line).len, 3);
	word = words_take(&line);
	ck_assert(word.len == 3 && memcmp(word.bytes, "min", 3) == 0);
	ck_assert_uint_eq(line.len, 0);
	ck_assert_uint_eq(words_trim(line).len, 0);
}
END_TEST

START_TEST(test_full_width_words_are_narrow)
{
	struct words wide = { "１２：ａｂ\u3000明",
		strlen("１２：ａｂ\u3000明") };
	char out[64];

	ck_assert_uint_eq(words_narrow(wide, out, sizeof out), 9);
	ck_assert_str_eq(out, "12:ab 明");
	ck_assert_uint_eq(words_narrow(wide, out, 6), 2);
	ck_assert_str_eq(out, "12");
}
END_TEST

static void
find_names(void)
{
	sentence_init();
}

int
main(void)
{
	const TTest *const tests[] = {
		test_a_slash_at_the_start_is_a_command,
		test_a_command_is_seen_after_what_shows_nothing,
		test_slashes_of_input_methods_begin_a_known_command,
		test_a_slip_in_a_command_with_a_secret_is_not_said,
		test_a_backslash_begins_only_a_command_with_a_secret,
		test_an_unknown_word_after_blanks_is_text,
		test_paths_and_comments_are_text,
		test_two_slashes_say_one,
		test_many_slashes_cost_no_more_than_their_number,
#ifdef HAVE_TRANSLATIONS
		test_commands_in_chinese_begin_with_any_slash,
		test_a_secret_in_chinese_is_not_said_by_a_slip,
#endif
		test_words_are_cut_at_blanks_of_any_script,
		test_full_width_words_are_narrow,
		NULL,
	};

	return (suite_of("intent", find_names, NULL, tests));
}
