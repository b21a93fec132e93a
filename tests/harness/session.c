/*
 * session: the parts of the client put together, without its threads.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "client/mailbox.h"
#include "harness/session.h"

/* No module sends that: what comes before it was sent before it. */
#define MARK "\035"

static void
ignore_slow(const char *host)
{
	(void)host;
}

static void
ignore_failed(const char *tried, struct words why)
{
	(void)tried;
	(void)why;
}

static void
connect_to(struct session *s)
{
	static const struct connection_news news = { ignore_slow,
		ignore_failed };
	char port[16];

	server_open(&s->server);
	(void)snprintf(port, sizeof port, "%u", s->server.port);
	s->client.connection = connection_open("127.0.0.1", port, &news);
	ck_assert_ptr_nonnull(s->client.connection);
	server_accept(&s->server);
}

static void
build(struct session *s)
{
	struct client *c = &s->client;

	s->wishes = (struct wishes){ .host = "127.0.0.1" };
	*c = (struct client){ .options = &s->wishes, .deadline = -1 };
	ck_assert(mailbox_open());
	connect_to(s);
	c->entrance = entrance_new();
	ck_assert_ptr_nonnull(c->entrance);
	c->screen = screen_new();
	ck_assert_ptr_nonnull(c->screen);
	c->keyboard = keyboard_new(c->screen);
	ck_assert_ptr_nonnull(c->keyboard);
	delivery_init(&c->delivery);
}

void
session_open_filter(struct session *s)
{
	s->at_terminal = false;
	pipes_open(&s->pipes);
	build(s);
}

void
session_open_terminal(struct session *s)
{
	s->at_terminal = true;
	pipes_open(&s->pipes);
	pty_open(&s->pty, 24, 80, "dumb");
	build(s);
}

void
session_close(struct session *s)
{
	keyboard_free(s->client.keyboard);
	screen_free(s->client.screen);
	entrance_free(s->client.entrance);
	connection_free(s->client.connection);
	delivery_fini(&s->client.delivery);
	server_free(&s->server);
	if (s->at_terminal)
		pty_close(&s->pty);
	pipes_close(&s->pipes);
}

void
session_hear(struct session *s, const char *line)
{
	(void)entrance_hear(s->client.entrance, line, strlen(line));
}

void
session_expect_sent(struct session *s, const char *text)
{
	ck_assert(connection_send(s->client.connection, MARK, 1));
	stream_expect(&s->server.stream, text);
	stream_expect(&s->server.stream, MARK);
}
