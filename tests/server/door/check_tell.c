/*
 * check_tell: a few words to a client that is not in the room, whether it
 * listens or not.
 */
#include <config.h>

#include <sys/socket.h>

#include <check.h>
#include <string.h>
#include <unistd.h>

#include "common/protocol.h"
#include "common/text.h"
#include "harness/room.h"
#include "harness/suite.h"
#include "server/dialect/charset.h"
#include "server/door/tell.h"

static int ends[2]; /* ours, and the client's */

/* The client, which reads this charset. */
#define TO(what) (&(struct tell_reader){ .fd = ends[0], .charset = (what) })
static char got[2 * TELL_LINE_MAX];

static void
setup(void)
{
	charset_init(false);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
}

static void
teardown(void)
{
	(void)close(ends[0]);
	(void)close(ends[1]);
	charset_fini();
}

/* What the client reads now; its length. */
static size_t
hear(void)
{
	ssize_t n = recv(ends[1], got, sizeof got - 1, MSG_DONTWAIT);

	got[n > 0 ? n : 0] = '\0';
	return (n > 0 ? (size_t)n : 0);
}

START_TEST(test_a_sentence_is_a_line)
{
	tell(TO(NULL), S_KEY_WRONG_MANY, ARGS(NUMBER(2)));
	(void)hear();
	ck_assert_str_eq(got, PROTOCOL_KEY_WRONG "2 more tries\r\n");
	tell(TO(NULL), S_DOOR_NICK, NULL);
	(void)hear();
	ck_assert_str_eq(got, "*** you get your name once you are in\r\n");
}
END_TEST

START_TEST(test_a_reason_is_a_line)
{
	struct reason why = { .sentence = S_TOO_FAST_FROM_YOU,
		.ms = 5000,
		.form = SPAN_SECONDS };

	tell_reason(TO(NULL), &why);
	(void)hear();
	ck_assert_str_eq(got,
	    "*** too many newcomers from your address in the last minute; try "
	    "again in 5 s\r\n");
}
END_TEST

START_TEST(test_a_reason_may_stand_in_a_sentence)
{
	struct reason why = { .sentence = S_YOU_ARE_BANNED_FOR_WHY,
		.ms = 300000,
		.form = SPAN_MINUTES,
		.words = "noise" };

	tell_because(TO(NULL), S_DOOR_BANNED, &why);
	(void)hear();
	ck_assert_str_eq(got,
	    PROTOCOL_BANNED " (noise); come back in 5 min; only the "
			    "operator key lets you in: /op KEY\r\n");
}
END_TEST

#ifdef HAVE_TRANSLATIONS
/* English comes first, as clients know it. */
START_TEST(test_a_room_of_another_language_says_it_in_both)
{
	struct reason why = { .sentence = S_YOU_ARE_BANNED_FOR_WHY,
		.ms = 300000,
		.form = SPAN_MINUTES,
		.words = "noise" };

	tell_init(LANGUAGE_ZH_TW);
	tell(TO(NULL), S_KEY_ASKED, NULL);
	(void)hear();
	ck_assert_str_eq(got,
	    PROTOCOL_KEY_ASKED
	    "\r\n"
	    "*** 本聊天室需要密碼，請輸入 /密碼，空一格，再輸入密碼\r\n");
	tell_init(LANGUAGE_ZH_CN);
	tell_reason(TO(NULL), &why);
	(void)hear();
	ck_assert_str_eq(got,
	    PROTOCOL_BANNED
	    " (noise); come back in 5 min\r\n"
	    "*** 你已被本聊天室封禁（noise），请 5 分钟后再来\r\n");
	tell_because(TO(NULL), S_DOOR_BANNED, &why);
	(void)hear();
	tell_init(LANGUAGE_EN);
	ck_assert_ptr_nonnull(strstr(got, PROTOCOL_BANNED " (noise); "));
	ck_assert_ptr_nonnull(strstr(got,
	    "\r\n*** 你已被本聊天室封禁（noise），请 5 分钟后再来"));
	ck_assert_ptr_null(strstr(strchr(got, '\n'), "banned"));
}
END_TEST

/* 密码 in GBK, and 密碼 in Big5, whatever the language of the room is. */
START_TEST(test_whoever_has_chosen_a_charset_reads_its_language_in_it)
{
	const struct charset *gbk, *big5, *latin1;

	ck_assert_int_eq(charset_find("gbk", 3, &gbk), CHARSET_DONE);
	ck_assert_int_eq(charset_find("big5", 4, &big5), CHARSET_DONE);
	ck_assert_int_eq(charset_find("latin1", 6, &latin1), CHARSET_DONE);
	tell_init(LANGUAGE_ZH_CN);
	tell(TO(latin1), S_KEY_ASKED, NULL);
	(void)hear();
	ck_assert_str_eq(got, PROTOCOL_KEY_ASKED "\r\n");
	tell_init(LANGUAGE_EN);
	if (!room_writes_chinese())
		return;
	tell(TO(gbk), S_KEY_ASKED, NULL);
	(void)hear();
	ck_assert_ptr_nonnull(strstr(got, PROTOCOL_KEY_ASKED "\r\n*** "));
	ck_assert_ptr_nonnull(strstr(got, "\xc3\xdc\xc2\xeb"));
	tell_because(TO(big5), S_DOOR_BANNED,
	    &(struct reason){ .sentence = S_YOU_ARE_BANNED_BYE });
	tell_reason(TO(big5), &(struct reason){ .sentence = S_KEYS_WRONG });
	(void)hear();
	ck_assert_ptr_nonnull(strstr(got, "three wrong keys, goodbye\r\n"));
	ck_assert_ptr_nonnull(strstr(got, "\xb1\x4b\xbd\x58"));
	ck_assert(!text_is_valid(got, strlen(got)));
}
END_TEST
#endif

#ifdef HAVE_TRANSLATIONS
/* Of one that has chosen, it is known what it reads. */
START_TEST(test_who_has_chosen_a_language_is_told_in_it_alone)
{
	struct tell_reader to = { .fd = ends[0],
		.chose_language = true,
		.language = LANGUAGE_ZH_CN };
	struct reason why = { .sentence = S_YOU_ARE_BANNED };

	tell(&to, S_KEY_ASKED, NULL);
	(void)hear();
	ck_assert_str_eq(got,
	    "*** 本聊天室需要密码，请输入 /密码，空一格，再输入密码\r\n");
	tell_reason(&to, &why);
	(void)hear();
	ck_assert_str_eq(got, "*** 你已被本聊天室封禁\r\n");
	tell_because(&to, S_DOOR_BANNED, &why);
	(void)hear();
	ck_assert_str_eq(got,
	    "*** 你已被本聊天室封禁；只有管理员密码能让你进来："
	    "请输入 /管理员，空一格，再输入管理员密码\r\n");
	to.language = LANGUAGE_EN;
	tell_init(LANGUAGE_ZH_TW);
	tell(&to, S_KEY_ASKED, NULL);
	(void)hear();
	tell_init(LANGUAGE_EN);
	ck_assert_str_eq(got, PROTOCOL_KEY_ASKED "\r\n");
}
END_TEST
#endif

START_TEST(test_what_is_too_long_is_cut_and_ends)
{
	static char longer[2 * TELL_LINE_MAX];
	size_t len;

	memset(longer, 'x', sizeof longer - 1);
	tell(TO(NULL), S_DOOR_BANNED, ARGS(words_of(longer)));
	len = hear();
	ck_assert_uint_eq(len, TELL_LINE_MAX);
	ck_assert_mem_eq(got + len - 4, "xx\r\n", 4);
	ck_assert_uint_eq(hear(), 0);
}
END_TEST

START_TEST(test_a_client_that_does_not_read_is_not_waited_for)
{
	static const char piece[4096];

	while (send(ends[0], piece, sizeof piece, MSG_DONTWAIT) > 0)
		continue;
	tell(TO(NULL), S_KEY_ASKED, NULL);
	tell_bytes(ends[0], piece, sizeof piece);
}
END_TEST

/* SIGPIPE would end this test. */
START_TEST(test_a_client_that_has_gone_does_no_harm)
{
	(void)shutdown(ends[1], SHUT_RDWR);
	tell(TO(NULL), S_KEY_ASKED, NULL);
	tell_bytes(ends[0], "?", 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_sentence_is_a_line,
		test_a_reason_is_a_line,
		test_a_reason_may_stand_in_a_sentence,
#ifdef HAVE_TRANSLATIONS
		test_who_has_chosen_a_language_is_told_in_it_alone,
		test_a_room_of_another_language_says_it_in_both,
		test_whoever_has_chosen_a_charset_reads_its_language_in_it,
#endif
		test_what_is_too_long_is_cut_and_ends,
		test_a_client_that_does_not_read_is_not_waited_for,
		test_a_client_that_has_gone_does_no_harm,
		NULL,
	};

	sentence_init();
	return (suite_of("tell", setup, teardown, tests));
}
