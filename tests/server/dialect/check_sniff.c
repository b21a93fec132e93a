/*
 * check_sniff: which protocol a peer speaks, judged by its first bytes.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/quick.h"
#include "harness/suite.h"
#include "server/dialect/sniff.h"

#define BOTH(literal) literal, sizeof literal - 1

static const char *
name(const struct dialect *d)
{
	return (d != NULL ? d->name : "nothing yet");
}

/*
 * However the bytes are cut: NULL up to some byte, then one answer that stays,
 * and comes at the same byte when they come one by one.  Returns it.
 */
static const struct dialect *
sniff_cut(const char *bytes, size_t len)
{
	const struct dialect *last = NULL, *now, *single = NULL;
	struct dialect_start s = { .head_len = 0 };
	size_t i;

	for (i = 0; i <= len; i++) {
		now = sniff(bytes, i);
		if (i > 0 && single == NULL)
			single = sniff_more(&s, bytes + i - 1, 1);
		ck_assert_msg(last == NULL || now == last,
		    "%s, then %s at byte %zu", name(last), name(now), i);
		ck_assert_msg(single == now, "%s at once, %s cut, at byte %zu",
		    name(now), name(single), i);
		last = now;
	}
	return (last);
}

static const struct dialect *
sniff_ended(const char *bytes, size_t len)
{
	struct dialect_start s = { .head_len = 0 };

	ck_assert_ptr_null(sniff_more(&s, bytes, len));
	return (sniff_end(&s));
}

static const struct dialect *
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
		ck_assert_msg(sniff_line(lines[i]) == &dialect_http, "%s",
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
		ck_assert_msg(sniff_line(lines[i]) == &dialect_chat, "%s",
		    lines[i]);
}
END_TEST

START_TEST(test_a_request_without_end_is_one_and_a_talk_is_not)
{
	char line[DIALECT_LINE_MAX + 100];

	memset(line, 'a', sizeof line);
	memcpy(line, "GET /", 5);
	ck_assert_ptr_null(sniff(line, DIALECT_LINE_MAX));
	ck_assert_ptr_eq(sniff(line, DIALECT_LINE_MAX + 1), &dialect_http);
	ck_assert_ptr_eq(sniff_cut(line, sizeof line), &dialect_http);
	line[sizeof line - 1] = '\n';
	memcpy(line, "GET a", 5);
	ck_assert_ptr_null(sniff_cut(line, sizeof line - 1));
	ck_assert_ptr_eq(sniff_cut(line, sizeof line), &dialect_chat);
	memset(line, 'a', sizeof line - 1);
	ck_assert_ptr_null(sniff_cut(line, sizeof line - 1));
	ck_assert_ptr_eq(sniff_cut(line, sizeof line), &dialect_chat);
	/* Longer than any line may be, and a request nevertheless. */
	memcpy(line + DIALECT_LINE_MAX + 10, " / HTTP/1.1\r\n", 13);
	ck_assert_ptr_eq(sniff_cut(line, sizeof line), &dialect_http);
}
END_TEST

START_TEST(test_end_before_it_is_clear_is_chat_unless_a_page_chose_it)
{
	ck_assert_ptr_eq(sniff_ended(BOTH("")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("hello")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("hello world")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("GET http")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("GET http:")), &dialect_http);
	ck_assert_ptr_eq(sniff_ended(BOTH("hello ")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("ls *")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("CONNECT hac")), &dialect_http);
	ck_assert_ptr_eq(sniff_ended(BOTH("CONNECTED now")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("SSH-2.")), &dialect_chat);
	ck_assert_ptr_eq(sniff_ended(BOTH("GET /hac")), &dialect_http);
	ck_assert_ptr_eq(sniff_ended(BOTH("GET /hacked HTTP/1.1")),
	    &dialect_http);
	ck_assert_ptr_eq(sniff_ended(BOTH("\x16\x03")), &dialect_tls);
	ck_assert_ptr_eq(sniff_ended(BOTH("\0\1\0P!")), &dialect_stun);
}
END_TEST

START_TEST(test_what_no_browser_sends_is_chat)
{
	static const char *const lines[] = { "\r\nGET / HTTP/1.1\r\n",
		"\nGET / HTTP/1.1\r\n", "\xef\xbb\xbfGET / HTTP/1.1\r\n",
		"GET /\r\n", "GET ?x HTTP/1.1\r\n" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_ptr_eq(sniff_line(lines[i]), &dialect_chat);
}
END_TEST

START_TEST(test_the_hello_of_any_tls_is_told)
{
	ck_assert_ptr_eq(
	    sniff_cut(BOTH("\x16\x03\x01\x02\x00\x01\x00\x01\xfc")),
	    &dialect_tls);
	ck_assert_ptr_eq(sniff_cut(BOTH("\x16\x03\x00")), &dialect_tls);
	ck_assert_ptr_eq(sniff_cut(BOTH("\x16\x03\x04")), &dialect_tls);
	ck_assert_ptr_eq(sniff_cut(BOTH("\x80\x2e\x01\x00\x02\x00\x15")),
	    &dialect_tls);
	ck_assert_ptr_eq(sniff_cut(BOTH("\x80\x2e\x01\x03\x01\x00\x15")),
	    &dialect_tls);
	ck_assert_ptr_eq(sniff_cut(BOTH("\x16\x03\x05")), &dialect_chat);
	ck_assert_ptr_eq(sniff_cut(BOTH("\x16hi")), &dialect_chat);
	ck_assert_ptr_eq(sniff_cut(BOTH("\x80\x2e\x01\x00\x03")),
	    &dialect_chat);
}
END_TEST

START_TEST(test_the_banner_of_ssh_is_told)
{
	ck_assert_ptr_eq(sniff_line("SSH-2.0-OpenSSH_9.2p1\r\n"), &dialect_ssh);
	ck_assert_ptr_eq(sniff_line("SSH-1.99-x\n"), &dialect_ssh);
	ck_assert_ptr_eq(sniff_line("SSH-2.0 is what I use\n"), &dialect_chat);
	ck_assert_ptr_eq(sniff_line("SSH- what?\n"), &dialect_chat);
	ck_assert_ptr_eq(sniff_line("SSH\n"), &dialect_chat);
}
END_TEST

/* Its first bytes say SSH, and what follows does not take that back. */
START_TEST(test_a_banner_of_ssh_that_is_a_request_too_is_a_banner)
{
	ck_assert_ptr_eq(sniff_line("SSH-2.0-T * HTTP/1.1\r\n"), &dialect_ssh);
	ck_assert_ptr_eq(sniff_line("SSH-1.99-T / HTTP/1.1\r\n"), &dialect_ssh);
}
END_TEST

START_TEST(test_a_page_that_uses_webrtc_is_told)
{
	static const char allocate[] = "\0\3\0\x8\x21\x12\xa4\x42 tid";
	static const char framed[] = "\0\x40\0\1\0\x2c\x21\x12\xa4\x42 tid";

	ck_assert_ptr_eq(sniff_cut(BOTH(allocate)), &dialect_stun);
	ck_assert_ptr_eq(sniff_cut(BOTH(framed)), &dialect_stun);
	ck_assert_ptr_eq(sniff_cut(BOTH("\0\3\0\x8 hello you\n")),
	    &dialect_chat);
	ck_assert_ptr_eq(sniff_cut(BOTH("\0\0\0\0\0\0\0\0\0\0\0")),
	    &dialect_chat);
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
		quick_assert(sniff(noise, sizeof noise) == &dialect_chat);
	}
}
END_TEST

START_TEST(test_a_telnet_client_is_a_chat_client)
{
	ck_assert_ptr_eq(sniff_cut(BOTH("\xff\xfd\x03\xff\xfb\x18")),
	    &dialect_chat);
	ck_assert_ptr_eq(sniff_cut(BOTH("\xff\xfb\x01\x03\x01")),
	    &dialect_chat);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_every_request_of_http_is_told,
		test_who_talks_about_the_web_is_chatting,
		test_a_request_without_end_is_one_and_a_talk_is_not,
		test_end_before_it_is_clear_is_chat_unless_a_page_chose_it,
		test_what_no_browser_sends_is_chat,
		test_the_hello_of_any_tls_is_told,
		test_the_banner_of_ssh_is_told,
		test_a_banner_of_ssh_that_is_a_request_too_is_a_banner,
		test_a_page_that_uses_webrtc_is_told,
		test_noise_is_not_waited_for,
		test_a_telnet_client_is_a_chat_client,
		NULL,
	};

	return (suite_of("sniff", NULL, NULL, tests));
}
