/*
 * pipes: pipes that are stdin, stdout and stderr of the test itself.
 *
 * For modules that look at these: to them, this is a filter.
 */
#ifndef PIPES_H
#define PIPES_H

struct pipes {
	int in;	      /* what is written here can be read from stdin */
	int out, err; /* what was written comes out here */
	int before[3];
};

void pipes_open(struct pipes *p);

/* Gives the test its own back. */
void pipes_close(struct pipes *p);

void pipes_write(struct pipes *p, const char *text);

/* Nothing more can be read from stdin, except the end. */
void pipes_end_input(struct pipes *p);

/* Nobody reads any more what is written to stdout. */
void pipes_close_out(struct pipes *p);

/* What has been written since the last time is exactly this. */
void pipes_expect_out(struct pipes *p, const char *text);
void pipes_expect_err(struct pipes *p, const char *text);

/* The same, as soon as so much has come from another thread. */
void pipes_await_out(struct pipes *p, const char *text);

#endif
