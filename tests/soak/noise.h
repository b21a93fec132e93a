/*
 * noise: what hooligans send.
 *
 * Each function puts one kind of it on a wire, of a length and with a content
 * that the dice decide.
 */
#ifndef NOISE_H
#define NOISE_H

#include <stdbool.h>

struct dice;
struct wire;

/* Words of several scripts, without an end of line. */
void noise_words(struct wire *w, struct dice *d);

/* Any bytes at all, mostly with an end of line. */
void noise_bytes(struct wire *w, struct dice *d);

/* A line with what terminals, people's eyes or parsers could trip over. */
void noise_nasty(struct wire *w, struct dice *d);

/* Telnet commands, options and subnegotiations, some never finished. */
void noise_telnet(struct wire *w, struct dice *d);

/* A line about as long as may be, or far longer; or no line, only bytes. */
void noise_long(struct wire *w, struct dice *d);

/* The first bytes of something that is not a chat client. */
void noise_stranger(struct wire *w, struct dice *d);

#endif
