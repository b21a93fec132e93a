/*
 * check_guess: whether a line looks like Chinese, in GB18030 or in Big5.
 *
 * What follows from it for a line of somebody is in check_charset.
 */
#include <config.h>

#include <check.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "harness/suite.h"
#include "server/dialect/guess.h"

static bool
is_chinese(const char *bytes)
{
	return (guess_is_chinese(bytes, strlen(bytes)));
}

START_TEST(test_common_characters_with_ascii_between_are_chinese)
{
	ck_assert(is_chinese("\xc4\xe3\xba\xc3"));
	ck_assert(is_chinese("hi\t\xc4\xe3 \xba\xc3, all"));
	ck_assert(is_chinese("\xa1\xa3"));
	/* As many rare ones as common ones, one of them of four bytes. */
	ck_assert(is_chinese("\xc4\xe3\xba\xc3\xd8\xa1\x81\x30\x81\x30"));
}
END_TEST

START_TEST(test_more_rare_characters_than_common_ones_are_not)
{
	ck_assert(!is_chinese("\xc4\xe3\xd8\xa1\x81\x30\x81\x30"));
	ck_assert(!is_chinese("\xd8\xa1"));
}
END_TEST

START_TEST(test_a_line_without_any_is_not)
{
	ck_assert(!is_chinese(""));
	ck_assert(!is_chinese("hello"));
}
END_TEST

START_TEST(test_wrong_forms_are_not)
{
	static const char *const texts[] = { "\xc4\xe3\xba", "\x80\x41",
		"\xff\xa1", "\xc4\x7f", "\xc4\xff", "\xc4\x20", "\x81\x30\x81",
		"\x81\x30\x81\x29", "\x81\x30\xff\x30", "\x81\x30\x80\x30",
		"\x81\x3a\x81\x30", "\xc4\xe3\x1b", "\xc4\xe3\x7f",
		"\xc4\xe3\r" };
	char text[16];
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		/* It is not for want of common ones. */
		(void)strcpy(text, "\xc4\xe3\xba\xc3");
		(void)strcat(text, texts[i]);
		ck_assert_msg(!is_chinese(text), "%zu", i);
	}
}
END_TEST

/* What is said in a class, in simplified characters. */
static const char *const simplified[] = { "老师好", "同学们好，今天讲线程",
	"大家好", "你好", "我听不见老师说话", "请问作业什么时候交？",
	"明天上午九点考试", "这道题怎么做", "谢谢老师", "再见",
	"我的电脑连不上网络", "他说的对", "今天天气很好，我们去打球吧",
	"有人在吗？", "我知道答案了！", "请大家看第三页的例子",
	"为什么这里要用互斥锁？", "因为两个线程会同时修改它",
	"下课以后我再问你", "不好意思，我来晚了", "哈哈", "可以", "没有问题",
	"中午一起吃饭", "他们都到了", "我来自北京大学", "欢迎新同学加入聊天室",
	"这个程序运行很快", "能不能再讲一遍", "好的", "收到", "我明白了",
	"屏幕看不清楚", "声音太小了", "请把音量调大一点", "谁有笔记借我看看",
	"考试范围是什么", "第二题选哪个？", "我觉得是第一个",
	"老师，我有一个问题", "朱镕基", "嗯", "port 21567 打不开" };

/* The same in traditional ones. */
static const char *const traditional[] = { "老師好", "同學們好，今天講執行緒",
	"大家好", "你好", "我聽不見老師說話", "請問作業什麼時候交？",
	"明天上午九點考試", "這道題怎麼做", "謝謝老師", "我的電腦連不上網路",
	"他說的對", "今天天氣很好，我們去打球吧", "有人在嗎？",
	"我知道答案了！", "請大家看第三頁的例子", "為什麼這裡要用互斥鎖？",
	"因為兩個執行緒會同時修改它", "下課以後我再問你", "不好意思，我來晚了",
	"可以", "沒有問題", "中午一起吃飯", "他們都到了", "我來自台灣大學",
	"歡迎新同學加入聊天室", "這個程式執行很快", "能不能再講一遍",
	"我明白了", "螢幕看不清楚", "聲音太小了", "請把音量調大一點",
	"誰有筆記借我看看", "考試範圍是什麼", "第二題選哪個？",
	"我覺得是第一個", "老師，我有一個問題", "port 21567 打不開" };

/* Written to `out`; its length. */
static size_t
write_in(const char *charset, const char *text, char out[128])
{
	char *in = (char *)(uintptr_t)text, *o = out;
	size_t in_left = strlen(text), out_left = 127;
	iconv_t cd = iconv_open(charset, "UTF-8");

	ck_assert(cd != (iconv_t)-1);
	ck_assert_msg(iconv(cd, &in, &in_left, &o, &out_left) == 0, "%s", text);
	(void)iconv_close(cd);
	*o = '\0';
	return ((size_t)(o - out));
}

START_TEST(test_what_is_said_in_gbk_is_no_big5)
{
	char line[128];
	size_t i, len;

	for (i = 0; i < sizeof simplified / sizeof *simplified; i++) {
		len = write_in("GBK", simplified[i], line);
		ck_assert_msg(!guess_is_big5(line, len), "%s", simplified[i]);
		ck_assert_msg(guess_is_chinese(line, len) ||
			strcmp(simplified[i], "嗯") == 0,
		    "%s", simplified[i]);
	}
}
END_TEST

START_TEST(test_what_is_said_in_big5_is_recognised)
{
	char line[128];
	size_t i, len;

	for (i = 0; i < sizeof traditional / sizeof *traditional; i++) {
		len = write_in("BIG5", traditional[i], line);
		ck_assert_msg(guess_is_big5(line, len), "%s", traditional[i]);
	}
}
END_TEST

START_TEST(test_big5_needs_enough_of_what_only_it_has)
{
	/* One character with a byte below 0x7f, and another. */
	ck_assert(!guess_is_big5("\xa4\x6a\xae\xa1", 4));
	ck_assert(guess_is_big5("\xa4\x6a\xae\xa1\xae\xa1", 6));
	ck_assert(guess_is_big5("\xa4\x6a\xae\x61", 4));
	ck_assert(!guess_is_big5("\xa4\xa1\xae\xa1\xae\xa1", 6));
	/* Rare ones: one of four, and two of five. */
	ck_assert(guess_is_big5("\xa4\x6a\xae\x61\xa6\x6e\xc9\x40", 8));
	ck_assert(
	    !guess_is_big5("\xa4\x6a\xae\x61\xa6\x6e\xc9\x40\xc9\x40", 10));
}
END_TEST

/* A letter with an accent, and the next one, have the form of Big5. */
START_TEST(test_western_words_are_no_big5)
{
	static const char *const texts[] = { "\xc4pfel und \xc4ste",
		"\xc5se og \xc5ge",
		"w\xb3"
		"a\xb6nie",
		"ma\xb3"
		"a bia\xb3"
		"a",
		"\xb0"
		"C \xb0"
		"F",
		"\xb5m \xb5s",
		"\xc4pfel, \xc4ste, \xc5"
		"al, \xc4rzte" };
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(!guess_is_big5(texts[i], strlen(texts[i])), "%zu",
		    i);
	/* Nor what is alone among letters, of two; Chinese is in a row. */
	ck_assert(!guess_is_big5("go \xa4\x6a\xae\x61", 7));
	ck_assert(guess_is_big5("go \xa4\x6a\xae\x61\xa6\x6e", 9));
}
END_TEST

START_TEST(test_wrong_forms_are_no_big5)
{
	static const char *const texts[] = { "\xa4", "\xa0\x40", "\xfa\x40",
		"\xa4\x3f", "\xa4\x7f", "\xa4\xa0", "\xa4\xff", "\x1b",
		"\x7f" };
	char text[16];
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		(void)strcpy(text, "\xa4\x6a\xae\x61\xa6\x6e");
		ck_assert(guess_is_big5(text, strlen(text)));
		(void)strcat(text, texts[i]);
		ck_assert_msg(!guess_is_big5(text, strlen(text)), "%zu", i);
	}
	ck_assert(!guess_is_big5("hello", 5));
	ck_assert(!guess_is_big5("", 0));
}
END_TEST

START_TEST(test_private_characters_are_not_assigned)
{
	guess_init();
	ck_assert(guess_is_assigned('a'));
	ck_assert(guess_is_assigned(0x4f60));
	ck_assert(!guess_is_assigned(0xe000));
	ck_assert(!guess_is_assigned(0xf8ff));
	ck_assert(!guess_is_assigned(0xf0000));
	ck_assert(!guess_is_assigned(0x378));
	guess_fini();
	/* Without a locale nobody knows; what is private is known anyway. */
	ck_assert(guess_is_assigned(0x378));
	ck_assert(!guess_is_assigned(0xe000));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_common_characters_with_ascii_between_are_chinese,
		test_more_rare_characters_than_common_ones_are_not,
		test_a_line_without_any_is_not,
		test_wrong_forms_are_not,
		test_what_is_said_in_gbk_is_no_big5,
		test_what_is_said_in_big5_is_recognised,
		test_big5_needs_enough_of_what_only_it_has,
		test_western_words_are_no_big5,
		test_wrong_forms_are_no_big5,
		test_private_characters_are_not_assigned,
		NULL,
	};

	return (suite_of("guess", NULL, NULL, tests));
}
