/*
 * check_door: what a stranger at the door costs, and who passes.
 *
 * The door is called here with all that the stranger sends waiting already;
 * the system's calls are counted on the way (by the linker's --wrap).
 */
#include <config.h>

#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <check.h>
#include <errno.h>
#include <iconv.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/framing.h"
#include "common/key.h"
#include "common/thread.h"
#include "harness/suite.h"
#include "server/dialect/charset.h"
#include "server/dialect/ear.h"
#include "server/door/door.h"
#include "server/door/porch.h"
#include "server/gate/gate.h"
#include "server/room/registry.h"
#include "speech/sentence.h"

#define BOTH(literal) literal, sizeof literal - 1
#define KEY "open sesame"

static atomic_uint calls;
static void (*before_poll)(void); /* called once; or NULL */

ssize_t __real_recv(int fd, void *bytes, size_t len, int flags);
ssize_t __real_send(int fd, const void *bytes, size_t len, int flags);
int __real_poll(struct pollfd *p, nfds_t n, int ms);
ssize_t __wrap_recv(int fd, void *bytes, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);
int __wrap_poll(struct pollfd *p, nfds_t n, int ms);

ssize_t
__wrap_recv(int fd, void *bytes, size_t len, int flags)
{
	calls++;
	return (__real_recv(fd, bytes, len, flags));
}

ssize_t
__wrap_send(int fd, const void *bytes, size_t len, int flags)
{
	calls++;
	return (__real_send(fd, bytes, len, flags));
}

int
__wrap_poll(struct pollfd *p, nfds_t n, int ms)
{
	void (*act)(void) = before_poll;

	calls++;
	before_poll = NULL;
	if (act != NULL)
		act();
	return (__real_poll(p, n, ms));
}

static bool no_memory;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *
__wrap_malloc(size_t size)
{
	return (no_memory ? NULL : __real_malloc(size));
}

static int open_error; /* of converters, if not 0 */

iconv_t __real_iconv_open(const char *to, const char *from);
iconv_t __wrap_iconv_open(const char *to, const char *from);

iconv_t
__wrap_iconv_open(const char *to, const char *from)
{
	if (open_error == 0)
		return (__real_iconv_open(to, from));
	errno = open_error;
	return ((iconv_t)-1);
}

static struct gate *gate;
static struct key key;
static const struct key operator_key = { 6, "secret" };
static struct door door;
static int ends[2]; /* the door's, and the stranger's */
static struct ear ear;
static struct door_result result;

static void
setup(void)
{
	struct gate_limits limits = { 0, 0 };
	struct registry_settings settings = { .max = 1,
		.operator_key = &operator_key };

	charset_init(false);
	gate = gate_new(&limits);
	ck_assert_ptr_nonnull(gate);
	settings.gate = gate;
	door.registry = registry_new(&settings);
	ck_assert_ptr_nonnull(door.registry);
	memset(&key, 0, sizeof key);
	key.len = strlen(KEY);
	memcpy(key.bytes, KEY, key.len);
	door.key = &key;
	door.gate = gate;
	door.porch = NULL;
	door.stop = eventfd(0, EFD_CLOEXEC);
	ck_assert_int_ge(door.stop, 0);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	ear_init(&ear);
	memset(&result, 0, sizeof result);
	calls = 0;
}

static void
teardown(void)
{
	ear_fini(&ear);
	free(result.early);
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)close(door.stop);
	registry_free(door.registry);
	gate_free(gate);
	charset_fini();
}

static void
sends(const void *bytes, size_t len)
{
	ck_assert_int_eq(write(ends[1], bytes, len), (ssize_t)len);
}

/* This many wrong keys have come from there: 5, for 2 s, or 7, for 8 s. */
static void
guess(size_t count, int64_t now)
{
	static const int64_t before[] = { 41000, 41000, 40000, 39000, 37000,
		33000 };
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
	size_t i;

	for (i = 0; i < count; i++)
		ck_assert_int_eq(gate_key_tried(gate, &nowhere, GATE_ROOM_KEY,
				     false,
				     i + 1 < count ? now - before[i] : now),
		    0);
}

/* The stranger sends no more. */
static bool
passes(void)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	ck_assert_int_eq(shutdown(ends[1], SHUT_WR), 0);
	return (door_pass(&door, ends[0], &nowhere, &ear, &result));
}

/* The room hears just this first, lines and the start of one. */
static void
expect_first(const char *bytes, size_t len)
{
	enum dialect_event event;
	struct words line;
	char first[256];
	size_t n = 0;

	if (ear.charset != NULL)
		n += (size_t)snprintf(first, sizeof first, "/charset %s\n",
		    charset_name(ear.charset));
	if (result.early != NULL)
		n += (size_t)snprintf(first + n, sizeof first - n, "%s\n",
		    result.early);
	while ((event = ear_next(&ear, &line)) == DIALECT_LINE)
		n += (size_t)snprintf(first + n, sizeof first - n, "%.*s\n",
		    (int)line.len, line.bytes);
	ck_assert_int_eq(event, DIALECT_MORE);
	if (ear_last(&ear, &line) == DIALECT_LINE)
		n += (size_t)snprintf(first + n, sizeof first - n, "%.*s",
		    (int)line.len, line.bytes);
	ck_assert_uint_eq(n, len);
	ck_assert_mem_eq(first, bytes, len);
}

/* What the stranger has read. */
static const char *
told(void)
{
	static char text[65536];
	ssize_t n = recv(ends[1], text, sizeof text - 1, MSG_DONTWAIT);

	text[n > 0 ? n : 0] = '\0';
	return (text);
}

START_TEST(test_operator_key_opens_the_door)
{
	sends(BOTH("/op nonsense\n/key /op secret\n"));
	ck_assert(passes());
	ck_assert(result.is_operator);
	ck_assert_ptr_nonnull(strstr(told(), "*** wrong operator key\r\n"));
}
END_TEST

START_TEST(test_key_of_the_room_makes_nobody_an_operator)
{
	sends(BOTH("/key " KEY "\n"));
	ck_assert(passes());
	ck_assert(!result.is_operator);
}
END_TEST

/* An address that has guessed must wait, on whatever connection it comes. */
START_TEST(test_right_key_after_wrong_ones_is_held_back)
{
	int64_t start = thread_now_ms();

	guess(5, start);
	sends(BOTH("/key " KEY "\n"));
	ck_assert(passes());
	ck_assert_int_ge(thread_now_ms(), start + 2000);
}
END_TEST

START_TEST(test_lines_of_a_stranger_are_read_in_pieces)
{
	char line[5000];
	int i;

	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	for (i = 0; i < 19; i++)
		sends(line, sizeof line);
	ck_assert(!passes());
	/* Two calls for each piece, one for each answer. */
	ck_assert_uint_lt(calls, 100);
	ck_assert_ptr_nonnull(strstr(told(), "no key"));
}
END_TEST

START_TEST(test_telnet_of_a_stranger_is_answered_a_few_times)
{
	static const char mark[] = "\377\375\006";
	char marks[3 * 8192];
	size_t i;

	for (i = 0; i < sizeof marks; i++)
		marks[i] = mark[i % 3];
	sends(marks, sizeof marks);
	ck_assert(!passes());
	ck_assert_uint_lt(calls, 50);
}
END_TEST

START_TEST(test_stranger_who_sends_on_after_the_answer_is_not_read_for_ever)
{
	static const char request[] = "GET / HTTP/1.1\r\n\r\n";
	char rest[65536];

	memset(rest, 'x', sizeof rest);
	sends(request, sizeof request - 1);
	sends(rest, sizeof rest);
	ck_assert(!passes());
	ck_assert_uint_lt(calls, 40);
	ck_assert_ptr_nonnull(strstr(told(), "HTTP/1.1 400"));
}
END_TEST

START_TEST(test_whoever_has_gone_without_a_word_does_not_pass)
{
	door.key = NULL;
	ck_assert(!passes());
	ck_assert_str_eq(told(), "");
}
END_TEST

START_TEST(test_whoever_speaks_at_once_is_heard)
{
	door.key = NULL;
	sends(BOTH("hello\nhow are"));
	ck_assert(passes());
	expect_first(BOTH("hello\nhow are"));
}
END_TEST

START_TEST(test_word_without_end_is_heard)
{
	door.key = NULL;
	sends(BOTH("hello"));
	ck_assert(passes());
	expect_first(BOTH("hello"));
}
END_TEST

START_TEST(test_two_words_without_end_are_heard)
{
	door.key = NULL;
	sends(BOTH("hello world"));
	ck_assert(passes());
	expect_first(BOTH("hello world"));
}
END_TEST

START_TEST(test_what_comes_with_the_key_is_not_lost)
{
	sends(BOTH("/key " KEY "\nhello\nhow are"));
	ck_assert(passes());
	expect_first(BOTH("hello\nhow are"));
}
END_TEST

START_TEST(test_name_and_charset_are_taken_into_the_room)
{
	sends(BOTH("/nick \xd0\xa1\xc3\xf7\n/charset gbk\n/key " KEY "\nhi\n"));
	ck_assert(passes());
	expect_first(BOTH("/charset GBK\n/nick 小明\nhi\n"));
	ck_assert_ptr_nonnull(strstr(told(), "your charset is GBK"));
}
END_TEST

/* Before a charset is chosen, all that can be is UTF-8. */
START_TEST(test_name_in_utf_8_stays_what_it_was)
{
	sends(BOTH("/nick 小明\n/charset gbk\n/key " KEY "\n"));
	ck_assert(passes());
	expect_first(BOTH("/charset GBK\n/nick 小明\n"));
}
END_TEST

START_TEST(test_charset_of_the_key_is_that_of_the_person)
{
	key.len = strlen("芝麻开门");
	memcpy(key.bytes, "芝麻开门", key.len);
	sends(BOTH("/key \xd6\xa5\xc2\xe9\xbf\xaa\xc3\xc5\n"));
	ck_assert(passes());
	expect_first(BOTH("/charset GB18030\n"));
}
END_TEST

/* What is guessed from a wrong key must not keep the right one out. */
START_TEST(test_key_in_another_charset_than_was_guessed_opens_the_door)
{
	memset(&key, 0, sizeof key);
	key.len = strlen("國");
	memcpy(key.bytes, "國", key.len);
	sends(BOTH("/key \xc4\xe3\xba\xc3\n/key \xb0\xea\n"));
	ck_assert(passes());
	ck_assert_ptr_nonnull(strstr(told(), "not the key"));
	expect_first(BOTH("/charset Big5\n"));
}
END_TEST

START_TEST(test_charset_that_was_guessed_comes_into_the_room)
{
	sends(BOTH("\xc4\xe3\xba\xc3\n/key " KEY "\nhi\n"));
	ck_assert(passes());
	expect_first(BOTH("/charset GB18030\nhi\n"));
}
END_TEST

START_TEST(test_charset_that_was_guessed_is_taken_back)
{
	sends(BOTH("\xc4\xe3\xba\xc3\n你\n/key " KEY "\nhi\n"));
	ck_assert(passes());
	expect_first(BOTH("hi\n"));
}
END_TEST

/* The last letter is the byte that telnet begins its commands with. */
START_TEST(test_key_is_in_the_charset_that_was_chosen_to_its_last_byte)
{
	memset(&key, 0, sizeof key);
	key.len = strlen("моя");
	memcpy(key.bytes, "моя", key.len);
	sends(BOTH("/charset windows-1251\n/key \xec\xee\xff\nhi\n"));
	ck_assert(passes());
	expect_first(BOTH("/charset windows-1251\nhi\n"));
}
END_TEST

START_TEST(test_charset_that_is_unknown_is_answered_by_names)
{
	sends(BOTH("/charset nosuch\n"));
	ck_assert(!passes());
	ck_assert_ptr_nonnull(
	    strstr(told(), "no such charset here; try one of: "));
}
END_TEST

/* There is such a charset. */
START_TEST(test_charset_that_cannot_be_loaded_is_not_called_unknown)
{
	open_error = ENOMEM;
	sends(BOTH("/charset koi8-r\n"));
	ck_assert(!passes());
	open_error = 0;
	ck_assert_ptr_nonnull(strstr(told(), "short of memory"));
}
END_TEST

/* EC and EL of telnet, which is not asked what it erases. */
START_TEST(test_key_with_a_slip_that_was_erased_opens_the_door)
{
	sends(BOTH("wrong\377\370/key " KEY "x\377\367\r\n"));
	ck_assert(passes());
	ck_assert_ptr_null(strstr(told(), "not the key"));
}
END_TEST

START_TEST(test_want_of_memory_is_not_called_want_of_a_key)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
	bool passed;

	sends(BOTH("/key open ses"));
	ck_assert_int_eq(shutdown(ends[1], SHUT_WR), 0);
	/* Check needs memory, too. */
	no_memory = true;
	passed = door_pass(&door, ends[0], &nowhere, &ear, &result);
	no_memory = false;
	ck_assert(!passed);
	ck_assert_ptr_nonnull(strstr(told(), "the room has no memory"));
}
END_TEST

START_TEST(test_empty_line_leaves_the_door)
{
	sends(BOTH("\r\n/key " KEY "\n"));
	ck_assert(!passes());
	ck_assert_ptr_nonnull(strstr(told(), "no key"));
}
END_TEST

START_TEST(test_quit_leaves_the_door)
{
	sends(BOTH("/quit\r\n/key " KEY "\n"));
	ck_assert(!passes());
	ck_assert_ptr_nonnull(strstr(told(), "no key, goodbye"));
}
END_TEST

START_TEST(test_languages_are_listed_at_the_door)
{
	const char *list;

	sends(BOTH("/lang\n/lang klingon\n/lang \xd6\xd0\n/key " KEY "\n"));
	ck_assert(passes());
	ck_assert(!result.reader.chose_language);
	list = strstr(told(), "/lang NAME: use this language, one of: en");
	ck_assert_ptr_nonnull(list);
	list = strstr(list, "there is no such language here; try one of: en");
	ck_assert_ptr_nonnull(list);
}
END_TEST

#ifdef HAVE_TRANSLATIONS
/* Nothing else is said to it from there on. */
START_TEST(test_language_is_that_of_all_that_follows)
{
	const char *text;

	sends(BOTH("/lang zh\nhello\n/key nonsense\n/key " KEY "\n"));
	ck_assert(passes());
	ck_assert(result.reader.chose_language);
	ck_assert_int_eq(result.reader.language, LANGUAGE_ZH_CN);
	text = strchr(told(), '\n') + 1; /* it was asked for the key before */
	ck_assert_str_eq(text,
	    "*** 现在用简体中文；/语言 可查看有哪些语言\r\n"
	    "*** 要先输入密码才能进来：请输入 /密码，空一格，再输入密码\r\n"
	    "*** 要先输入密码才能进来：请输入 /密码，空一格，再输入密码\r\n"
	    "*** 密码不对，还可以再试 2 次\r\n");
}
END_TEST

/* In GB18030: 名字 小明, and the answer to 退出. */
START_TEST(test_chinese_commands_tell_the_charset_of_a_visitor)
{
	sends(BOTH("/\xc3\xfb\xd7\xd6 \xd0\xa1\xc3\xf7\n/key " KEY "\nhi\n"));
	ck_assert(passes());
	expect_first(BOTH("/charset GB18030\n/nick 小明\nhi\n"));
	/* 请输入 / */
	ck_assert_ptr_nonnull(strstr(told(), "\xc7\xeb\xca\xe4\xc8\xeb /"));
}
END_TEST

START_TEST(test_chinese_goodbye_leaves_the_door_in_its_charset)
{
	sends(BOTH("/\xcd\xcb\xb3\xf6\n"));
	ck_assert(!passes());
	/* 再见 */
	ck_assert_ptr_nonnull(strstr(told(), "\xd4\xd9\xbc\xfb\r\n"));
}
END_TEST
#endif

START_TEST(test_room_that_closes_says_so_at_the_door)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	sends(BOTH("let me in\n"));
	ck_assert_int_eq(eventfd_write(door.stop, 1), 0);
	/* Somebody who reads that leaves. */
	ck_assert_int_eq(shutdown(ends[1], SHUT_WR), 0);
	ck_assert(!door_pass(&door, ends[0], &nowhere, &ear, &result));
	ck_assert_ptr_nonnull(strstr(told(), "the room is closing"));
}
END_TEST

/* On a thread of its own: somebody who has tried a key and waits. */
static void *
visit(void *passed)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	*(bool *)passed = door_pass(&door, ends[0], &nowhere, &ear, &result);
	return (NULL);
}

static void
wait_until_read(void)
{
	int left = 1;

	while (left > 0) {
		ck_assert_int_eq(ioctl(ends[1], TIOCOUTQ, &left), 0);
		(void)sched_yield();
	}
}

/* The gate holds back the answer for 8 s; places would be short meanwhile. */
START_TEST(test_whoever_is_sent_away_does_not_wait_for_an_answer)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
	struct porch_guest newcomer;
	bool passed = true;
	int64_t start;
	pthread_t t;

	door.porch = porch_new(1);
	ck_assert_ptr_nonnull(door.porch);
	guess(7, thread_now_ms());
	sends(BOTH("/key wrong\n"));
	ck_assert_int_eq(pthread_create(&t, NULL, visit, &passed), 0);
	wait_until_read();
	start = thread_now_ms();
	porch_enter(door.porch, &newcomer, -1, &nowhere, false);
	ck_assert_int_eq(pthread_join(t, NULL), 0);
	ck_assert(!passed);
	ck_assert_int_lt(thread_now_ms() - start, 4000);
	ck_assert_ptr_nonnull(strstr(told(), "too many people"));
	ck_assert(!porch_leave(door.porch, &newcomer));
	porch_free(door.porch);
}
END_TEST

static struct porch_guest late;

/* A newcomer takes the only place. */
static void
come_late(void)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	porch_enter(door.porch, &late, -1, &nowhere, false);
}

/* The key has come, but nobody in the room can be reached any more. */
START_TEST(test_whoever_is_sent_away_does_not_pass_with_the_key)
{
	door.porch = porch_new(1);
	ck_assert_ptr_nonnull(door.porch);
	before_poll = come_late;
	sends(BOTH("/key " KEY "\n"));
	ck_assert(!passes());
	ck_assert(!porch_leave(door.porch, &late));
	porch_free(door.porch);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_lines_of_a_stranger_are_read_in_pieces,
		test_telnet_of_a_stranger_is_answered_a_few_times,
		test_stranger_who_sends_on_after_the_answer_is_not_read_for_ever,
		test_whoever_has_gone_without_a_word_does_not_pass,
		test_whoever_speaks_at_once_is_heard,
		test_word_without_end_is_heard,
		test_two_words_without_end_are_heard,
		test_what_comes_with_the_key_is_not_lost,
		test_name_and_charset_are_taken_into_the_room,
		test_name_in_utf_8_stays_what_it_was,
		test_charset_of_the_key_is_that_of_the_person,
		test_key_in_another_charset_than_was_guessed_opens_the_door,
		test_charset_that_was_guessed_comes_into_the_room,
		test_charset_that_was_guessed_is_taken_back,
		test_operator_key_opens_the_door,
		test_key_of_the_room_makes_nobody_an_operator,
		test_right_key_after_wrong_ones_is_held_back,
		test_key_is_in_the_charset_that_was_chosen_to_its_last_byte,
		test_charset_that_is_unknown_is_answered_by_names,
		test_charset_that_cannot_be_loaded_is_not_called_unknown,
		test_key_with_a_slip_that_was_erased_opens_the_door,
		test_want_of_memory_is_not_called_want_of_a_key,
		test_empty_line_leaves_the_door,
		test_quit_leaves_the_door,
		test_languages_are_listed_at_the_door,
#ifdef HAVE_TRANSLATIONS
		test_language_is_that_of_all_that_follows,
		test_chinese_commands_tell_the_charset_of_a_visitor,
		test_chinese_goodbye_leaves_the_door_in_its_charset,
#endif
		test_room_that_closes_says_so_at_the_door,
		test_whoever_is_sent_away_does_not_wait_for_an_answer,
		test_whoever_is_sent_away_does_not_pass_with_the_key,
		NULL,
	};

	sentence_init();
	return (suite_of("door", setup, teardown, tests));
}
