/*
 * check_sniff: which protocol a peer speaks, judged by its first bytes.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/quick.h"
#include "common/text.h"
#include "server/dialect/sniff.h"

#define BOTH(literal) literal, sizeof literal - 1

/*
 * However the bytes are cut: SNIFF_MORE up to some byte, then one answer that
 * stays, and comes at the same byte when they come one by one.  Returns it.
 */
static enum sniff
sniff_cut(const char *bytes, size_t len)
{
	enum sniff last = SNIFF_MORE, now, single = SNIFF_MORE;
	struct sniffer s = { .head_len = 0 };
	size_t i;

	for (i = 0; i <= len; i++) {
		now = sniff(bytes, i);
		if (i > 0 && single == SNIFF_MORE)
			single = sniff_more(&s, bytes + i - 1, 1);
		ck_assert_msg(last == SNIFF_MORE || now == last,
		    "%d, then %d at byte %zu", (int)last, (int)now, i);
		ck_assert_msg(single == now, "%d at once, %d cut, at byte %zu",
		    (int)now, (int)single, i);
		last = now;
	}
	return (last);
}

static enum sniff
sniff_ended(const char *bytes, size_t len)
{
	struct sniffer s = { .head_len = 0 };

	ck_assert_int_eq(sniff_more(&s, bytes, len), SNIFF_MORE);
	return (sniff_end(&s));
}

static enum sniff
sniff_line(const char *line)
{
	return (sniff_cut(line, strlen(line)));
}

START_TEST(test_every_request_of_http_is_told)
{
	static const char *const lines[] = { "GET / HTTP/1.1\r\n",
		"GET / HTTP/1.0\n", "POST /say?x=1 HTTP/1.1\r\n",
		"HEAD / HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n",
		"PUT /a HTTP/1.1\r\n", "DELETE /a HTTP/1.1\r\n",
		"PATCH /a HTTP/1.1\r\n", "TRACE / HTTP/1.1\r\n",
		"CONNECT example.org:443 HTTP/1.1\r\n",
		"GET http://10.0.0.1/ HTTP/1.1\r\n",
		"PROPFIND /dav HTTP/1.1\r\n", "M-SEARCH * HTTP/1.1\r\n",
		"chat / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"GET /\xe4\xbd\xa0 HTTP/1.1\r\n",
		"GET /room HTTP/1.1\r\nUpgrade: websocket\r\n\r\n" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(sniff_line(lines[i]) == SNIFF_HTTP, "%s",
		    lines[i]);
}
END_TEST

START_TEST(test_who_talks_about_the_web_is_chatting)
{
	static const char *const lines[] = { "GET out of here\r\n", "GET\n",
		"GET lost\n", "GET /\n", "GET / please\n", "POST it HTTP/1.1\n",
		"I love HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
		"GET  / HTTP/1.1\r\n", " GET / HTTP/1.1\r\n",
		"GET / HTTP/1.1x\r\n", "GET / HTTP/11\r\n",
		"GET / http/1.1\r\n", "GET / HTTP\n", "hello\n", "\n", "\r\n",
		"/nick bob\n", "//x / HTTP/1.1\n", "*\n", "* HTTP/1.1\n",
		"你好\n", "\xc4\xe3\xba\xc3\n", "note: see HTTP/1.1\n",
		"a * b\n" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(sniff_line(lines[i]) == SNIFF_CHAT, "%s",
		    lines[i]);
}
END_TEST

START_TEST(test_a_request_without_end_is_one_and_a_talk_is_not)
{
	char line[SNIFF_MAX + 100];

	memset(line, 'a', sizeof line);
	memcpy(line, "GET /", 5);
	ck_assert_int_eq(sniff(line, SNIFF_MAX), SNIFF_MORE);
	ck_assert_int_eq(sniff(line, SNIFF_MAX + 1), SNIFF_HTTP);
	ck_assert_int_eq(sniff_cut(line, sizeof line), SNIFF_HTTP);
	line[sizeof line - 1] = '\n';
	memcpy(line, "GET a", 5);
	ck_assert_int_eq(sniff_cut(line, sizeof line - 1), SNIFF_MORE);
	ck_assert_int_eq(sniff_cut(line, sizeof line), SNIFF_CHAT);
	memset(line, 'a', sizeof line - 1);
	ck_assert_int_eq(sniff_cut(line, sizeof line - 1), SNIFF_MORE);
	ck_assert_int_eq(sniff_cut(line, sizeof line), SNIFF_CHAT);
	/* Longer than any line may be, and a request nevertheless. */
	memcpy(line + SNIFF_MAX + 10, " / HTTP/1.1\r\n", 13);
	ck_assert_int_eq(sniff_cut(line, sizeof line), SNIFF_HTTP);
}
END_TEST

START_TEST(test_end_before_it_is_clear_is_chat_unless_a_page_chose_it)
{
	ck_assert_int_eq(sniff_ended(BOTH("")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("hello")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("hello world")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("GET http")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("GET http:")), SNIFF_HTTP);
	ck_assert_int_eq(sniff_ended(BOTH("hello ")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("ls *")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("CONNECT hac")), SNIFF_HTTP);
	ck_assert_int_eq(sniff_ended(BOTH("CONNECTED now")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("SSH-2.")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_ended(BOTH("GET /hac")), SNIFF_HTTP);
	ck_assert_int_eq(sniff_ended(BOTH("GET /hacked HTTP/1.1")), SNIFF_HTTP);
	ck_assert_int_eq(sniff_ended(BOTH("\x16\x03")), SNIFF_TLS);
	ck_assert_int_eq(sniff_ended(BOTH("\0\1\0P!")), SNIFF_STUN);
}
END_TEST

START_TEST(test_what_no_browser_sends_is_chat)
{
	static const char *const lines[] = { "\r\nGET / HTTP/1.1\r\n",
		"\nGET / HTTP/1.1\r\n", "\xef\xbb\xbfGET / HTTP/1.1\r\n",
		"GET /\r\n", "GET ?x HTTP/1.1\r\n" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_int_eq(sniff_line(lines[i]), SNIFF_CHAT);
}
END_TEST

START_TEST(test_the_hello_of_any_tls_is_told)
{
	ck_assert_int_eq(
	    sniff_cut(BOTH("\x16\x03\x01\x02\x00\x01\x00\x01\xfc")), SNIFF_TLS);
	ck_assert_int_eq(sniff_cut(BOTH("\x16\x03\x00")), SNIFF_TLS);
	ck_assert_int_eq(sniff_cut(BOTH("\x16\x03\x04")), SNIFF_TLS);
	ck_assert_int_eq(sniff_cut(BOTH("\x80\x2e\x01\x00\x02\x00\x15")),
	    SNIFF_TLS);
	ck_assert_int_eq(sniff_cut(BOTH("\x80\x2e\x01\x03\x01\x00\x15")),
	    SNIFF_TLS);
	ck_assert_int_eq(sniff_cut(BOTH("\x16\x03\x05")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_cut(BOTH("\x16hi")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_cut(BOTH("\x80\x2e\x01\x00\x03")), SNIFF_CHAT);
}
END_TEST

START_TEST(test_the_banner_of_ssh_is_told)
{
	ck_assert_int_eq(sniff_line("SSH-2.0-OpenSSH_9.2p1\r\n"), SNIFF_SSH);
	ck_assert_int_eq(sniff_line("SSH-1.99-x\n"), SNIFF_SSH);
	ck_assert_int_eq(sniff_line("SSH-2.0 is what I use\n"), SNIFF_CHAT);
	ck_assert_int_eq(sniff_line("SSH- what?\n"), SNIFF_CHAT);
	ck_assert_int_eq(sniff_line("SSH\n"), SNIFF_CHAT);
}
END_TEST

/* Its first bytes say SSH, and what follows does not take that back. */
START_TEST(test_a_banner_of_ssh_that_is_a_request_too_is_a_banner)
{
	ck_assert_int_eq(sniff_line("SSH-2.0-T * HTTP/1.1\r\n"), SNIFF_SSH);
	ck_assert_int_eq(sniff_line("SSH-1.99-T / HTTP/1.1\r\n"), SNIFF_SSH);
}
END_TEST

START_TEST(test_a_page_that_uses_webrtc_is_told)
{
	static const char allocate[] = "\0\3\0\x8\x21\x12\xa4\x42 tid";
	static const char framed[] = "\0\x40\0\1\0\x2c\x21\x12\xa4\x42 tid";

	ck_assert_int_eq(sniff_cut(BOTH(allocate)), SNIFF_STUN);
	ck_assert_int_eq(sniff_cut(BOTH(framed)), SNIFF_STUN);
	ck_assert_int_eq(sniff_cut(BOTH("\0\3\0\x8 hello you\n")), SNIFF_CHAT);
	ck_assert_int_eq(sniff_cut(BOTH("\0\0\0\0\0\0\0\0\0\0\0")), SNIFF_CHAT);
}
END_TEST

START_TEST(test_noise_is_not_waited_for)
{
	unsigned char noise[16];
	unsigned seed = 1, i, n;

	for (n = 0; n < 100000; n++) {
		for (i = 0; i < sizeof noise; i++) {
			seed = seed * 1103515245u + 12345u;
			noise[i] = (unsigned char)(seed >> 16 | 0x80);
		}
		quick_assert(sniff(noise, sizeof noise) == SNIFF_CHAT);
	}
}
END_TEST

START_TEST(test_a_telnet_client_is_a_chat_client)
{
	ck_assert_int_eq(sniff_cut(BOTH("\xff\xfd\x03\xff\xfb\x18")),
	    SNIFF_CHAT);
	ck_assert_int_eq(sniff_cut(BOTH("\xff\xfb\x01\x03\x01")), SNIFF_CHAT);
}
END_TEST

START_TEST(test_a_web_browser_is_told_what_this_is)
{
	char out[SNIFF_ANSWER_MAX + 1], length[40];
	size_t n = sniff_answer(SNIFF_HTTP, out);
	const char *body;

	ck_assert_uint_lt(n, SNIFF_ANSWER_MAX);
	out[n] = '\0';
	ck_assert_ptr_eq(strstr(out, "HTTP/1.1 400 "), out);
	body = strstr(out, "\r\n\r\n");
	ck_assert_ptr_nonnull(body);
	body += 4;
	ck_assert_ptr_nonnull(strstr(body, "nc HOST PORT"));
	ck_assert_ptr_nonnull(strstr(body, "聊天"));
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
	char out[SNIFF_ANSWER_MAX];

	ck_assert_uint_eq(sniff_answer(SNIFF_TLS, out), 7);
	ck_assert_mem_eq(out, "\x15\x03\x01\x00\x02\x02\x46", 7);
}
END_TEST

START_TEST(test_an_ssh_client_gets_a_whole_packet)
{
	unsigned char out[SNIFF_ANSWER_MAX];
	size_t n = sniff_answer(SNIFF_SSH, (char *)out);
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
}
END_TEST

START_TEST(test_who_chats_gets_no_answer)
{
	char out[SNIFF_ANSWER_MAX];

	ck_assert_uint_eq(sniff_answer(SNIFF_CHAT, out), 0);
	ck_assert_uint_eq(sniff_answer(SNIFF_MORE, out), 0);
	ck_assert_uint_eq(sniff_answer(SNIFF_STUN, out), 0);
	ck_assert_str_eq(sniff_name(SNIFF_SSH), "an SSH client");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sniff");
	TCase *t = tcase_create("sniff");
	SRunner *runner;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, test_every_request_of_http_is_told);
	tcase_add_test(t, test_who_talks_about_the_web_is_chatting);
	tcase_add_test(t, test_a_request_without_end_is_one_and_a_talk_is_not);
	tcase_add_test(t,
	    test_end_before_it_is_clear_is_chat_unless_a_page_chose_it);
	tcase_add_test(t, test_what_no_browser_sends_is_chat);
	tcase_add_test(t, test_the_hello_of_any_tls_is_told);
	tcase_add_test(t, test_the_banner_of_ssh_is_told);
	tcase_add_test(t,
	    test_a_banner_of_ssh_that_is_a_request_too_is_a_banner);
	tcase_add_test(t, test_a_page_that_uses_webrtc_is_told);
	tcase_add_test(t, test_noise_is_not_waited_for);
	tcase_add_test(t, test_a_telnet_client_is_a_chat_client);
	tcase_add_test(t, test_a_web_browser_is_told_what_this_is);
	tcase_add_test(t, test_a_tls_client_gets_a_fatal_alert);
	tcase_add_test(t, test_an_ssh_client_gets_a_whole_packet);
	tcase_add_test(t, test_who_chats_gets_no_answer);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
