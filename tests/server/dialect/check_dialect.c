/*
 * check_dialect: the table of what a connection may speak, what strangers are
 * answered, and how chat is heard.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "harness/suite.h"
#include "server/dialect/dialect.h"

START_TEST(test_every_row_has_a_name_of_its_own)
{
	const struct dialect *a, *b;
	size_t i, j;

	for (i = 0; (a = dialect_row(i)) != NULL; i++) {
		ck_assert_uint_gt(strlen(a->name), 0);
		for (j = 0; j < i; j++) {
			b = dialect_row(j);
			ck_assert_ptr_ne(a, b);
			ck_assert_str_ne(a->name, b->name);
		}
	}
	ck_assert_uint_gt(i, 1);
}
END_TEST

/* Otherwise the rows after it would never be asked. */
START_TEST(test_only_the_last_row_is_what_none_of_the_others_is)
{
	const struct dialect *d;
	size_t i;

	for (i = 0; (d = dialect_row(i)) != NULL; i++)
		ck_assert_int_eq(d->begins == NULL, dialect_row(i + 1) == NULL);
	ck_assert_ptr_eq(dialect_row(i - 1), &dialect_chat);
	ck_assert_ptr_null(dialect_row(i + 1));
}
END_TEST

START_TEST(test_a_row_is_either_heard_or_a_stranger)
{
	const struct dialect *d;
	size_t i;

	for (i = 0; (d = dialect_row(i)) != NULL; i++) {
		ck_assert_int_eq(d->hear == NULL, d->hear_end == NULL);
		ck_assert(d->hear == NULL || d->answer == NULL);
	}
}
END_TEST

/* A row before this one may wait for more of the request, in vain. */
START_TEST(test_request_stays_one_if_the_connection_ends_after_its_first_line)
{
	static const char line[] = "GET / HTTP/1.1\r\nHost: x\r\n";
	struct dialect_start start = { .head_len = 0 };

	ck_assert_int_eq(dialect_http.begins(&start,
			     (const unsigned char *)line, sizeof line - 1),
	    DIALECT_YES);
	ck_assert(dialect_http.was(&start));
}
END_TEST

START_TEST(test_pattern_is_compared_as_far_as_there_are_bytes)
{
	const unsigned char *bytes = (const unsigned char *)"a1b";

	ck_assert_int_eq(dialect_compare(bytes, 0, "a#b"), DIALECT_MAYBE);
	ck_assert_int_eq(dialect_compare(bytes, 2, "a#b"), DIALECT_MAYBE);
	ck_assert_int_eq(dialect_compare(bytes, 3, "a#b"), DIALECT_YES);
	ck_assert_int_eq(dialect_compare(bytes, 3, "a#"), DIALECT_YES);
	ck_assert_int_eq(dialect_compare(bytes, 1, "b"), DIALECT_NO);
	ck_assert_int_eq(dialect_compare(bytes, 3, "##"), DIALECT_NO);
}
END_TEST

START_TEST(test_a_web_browser_is_told_what_this_is)
{
	char out[DIALECT_ANSWER_MAX + 1], length[40];
	size_t n = dialect_http.answer(out);
	const char *body;

	ck_assert_uint_lt(n, DIALECT_ANSWER_MAX);
	out[n] = '\0';
	ck_assert_ptr_eq(strstr(out, "HTTP/1.1 400 "), out);
	body = strstr(out, "\r\n\r\n");
	ck_assert_ptr_nonnull(body);
	body += 4;
	ck_assert_str_eq(body,
	    "This is a chat room, not a web server. "
	    "Join it with: nc HOST PORT\r\n"
	    "这里是聊天室，不是网站。请用终端加入：nc 主机 端口\r\n");
	(void)snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n",
	    strlen(body));
	ck_assert_ptr_nonnull(strstr(out, length));
	ck_assert_ptr_nonnull(strstr(out, "text/plain; charset=utf-8\r\n"));
	ck_assert_ptr_nonnull(strstr(out, "\r\nConnection: close\r\n"));
	ck_assert_ptr_null(strstr(out, "Access-Control"));
}
END_TEST

START_TEST(test_a_tls_client_gets_a_fatal_alert)
{
	char out[DIALECT_ANSWER_MAX];

	ck_assert_uint_eq(dialect_tls.answer(out), 7);
	ck_assert_mem_eq(out, "\x15\x03\x01\x00\x02\x02\x46", 7);
}
END_TEST

START_TEST(test_an_ssh_client_gets_a_whole_packet)
{
	unsigned char out[DIALECT_ANSWER_MAX];
	size_t n = dialect_ssh.answer((char *)out);
	const unsigned char *p = memchr(out, '\n', n);
	size_t rest, words;

	ck_assert_mem_eq(out, "SSH-2.0-", 8);
	ck_assert_ptr_nonnull(p);
	p++;
	rest = n - (size_t)(p - out);
	ck_assert_uint_eq(rest % 8, 0);
	ck_assert_uint_ge(rest, 16);
	ck_assert_uint_eq((size_t)p[2] << 8 | p[3], rest - 4);
	ck_assert_uint_ge(p[4], 4);  /* the padding's length */
	ck_assert_uint_eq(p[5], 1);  /* SSH_MSG_DISCONNECT */
	ck_assert_uint_eq(p[9], 11); /* SSH_DISCONNECT_BY_APPLICATION */
	words = p[13];
	ck_assert_uint_eq(5 + 1 + 4 + 4 + words + 4 + p[4], rest);
	ck_assert(text_is_clean(p + 14, words));
	ck_assert_mem_eq(p + 14, "This is a chat room. Join", 25);
	ck_assert_ptr_nonnull(
	    memmem(p + 14, words, "这里是聊天室", strlen("这里是聊天室")));
}
END_TEST

START_TEST(test_nobody_would_see_an_answer_to_stun)
{
	ck_assert_ptr_null(dialect_stun.answer);
}
END_TEST

static const char *
before(enum dialect_event event)
{
	if (event == DIALECT_REPLY)
		return ("reply ");
	return (event == DIALECT_TOO_LONG ? "too long " : "");
}

/* What chat hears in these bytes, cut in pieces. */
static const char *
hear(const char *bytes, size_t len, size_t piece)
{
	static char out[256];
	struct dialect_state state;
	enum dialect_event event;
	const unsigned char *in;
	struct words heard;
	size_t at, n, used = 0;

	framing_init(&state.framing, 10);
	for (at = 0; at < len; at += piece) {
		in = (const unsigned char *)bytes + at;
		n = len - at < piece ? len - at : piece;
		while ((event = dialect_chat.hear(&state, &in, &n, &heard)) !=
		    DIALECT_MORE) {
			used += (size_t)snprintf(out + used, sizeof out - used,
			    "%s%.*s|", before(event), (int)heard.len,
			    heard.bytes);
		}
		ck_assert_uint_eq(n, 0);
	}
	if (dialect_chat.hear_end(&state, &heard) == DIALECT_LINE)
		(void)snprintf(out + used, sizeof out - used, "end %.*s",
		    (int)heard.len, heard.bytes);
	framing_fini(&state.framing);
	return (out);
}

START_TEST(test_chat_is_heard_the_same_however_it_is_cut)
{
	static const char bytes[] =
	    "hello\r\n\n"
	    "wo\377\375\006rld\r\n"	  /* in a line, DO TIMING-MARK */
	    "\377\373\006\377\375\003x\n" /* WILL that, DO something else */
	    "0123456789abc\n"
	    "bye";
	size_t piece;

	for (piece = 1; piece < sizeof bytes; piece++)
		ck_assert_str_eq(hear(bytes, sizeof bytes - 1, piece),
		    "hello||reply \377\374\006|world|x|too long 0123456789|end bye");
}
END_TEST

START_TEST(test_line_without_end_is_given_up)
{
	static unsigned char bytes[FRAMING_ENDLESS_MAX + 1];
	struct dialect_state state;
	const unsigned char *in = bytes;
	size_t len = sizeof bytes;
	struct words heard;

	memset(bytes, 'x', sizeof bytes);
	framing_init(&state.framing, 10);
	ck_assert_int_eq(dialect_chat.hear(&state, &in, &len, &heard),
	    DIALECT_TOO_LONG);
	ck_assert_int_eq(dialect_chat.hear(&state, &in, &len, &heard),
	    DIALECT_ENDLESS);
	framing_fini(&state.framing);
}
END_TEST

static bool no_memory;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *
__wrap_malloc(size_t size)
{
	return (no_memory ? NULL : __real_malloc(size));
}

START_TEST(test_want_of_memory_is_heard)
{
	const unsigned char *in = (const unsigned char *)"hel";
	struct dialect_state state;
	enum dialect_event event;
	struct words heard;
	size_t len = 3;

	framing_init(&state.framing, 10);
	no_memory = true;
	event = dialect_chat.hear(&state, &in, &len, &heard);
	no_memory = false;
	ck_assert_int_eq(event, DIALECT_NO_MEMORY);
	framing_fini(&state.framing);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("dialect");

	tcase_add_test(t, test_every_row_has_a_name_of_its_own);
	tcase_add_test(t, test_only_the_last_row_is_what_none_of_the_others_is);
	tcase_add_test(t, test_a_row_is_either_heard_or_a_stranger);
	tcase_add_test(t,
	    test_request_stays_one_if_the_connection_ends_after_its_first_line);
	tcase_add_test(t, test_pattern_is_compared_as_far_as_there_are_bytes);
	tcase_add_test(t, test_a_web_browser_is_told_what_this_is);
	tcase_add_test(t, test_a_tls_client_gets_a_fatal_alert);
	tcase_add_test(t, test_an_ssh_client_gets_a_whole_packet);
	tcase_add_test(t, test_nobody_would_see_an_answer_to_stun);
	tcase_add_test(t, test_chat_is_heard_the_same_however_it_is_cut);
	tcase_add_test(t, test_line_without_end_is_given_up);
	tcase_add_test(t, test_want_of_memory_is_heard);
	return (suite_run("dialect", &t, 1));
}
