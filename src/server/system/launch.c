/*
 * launch: all that the server tells the person who starts it.  See launch.h.
 */
#include <config.h>

#include "server/system/launch.h"

#include "common/protocol.h"
#include "speech/cause.h"
#include "speech/tongue.h"

static const char *const table[] = {
#define L(name, english) english,
#include "server/system/launch.def"
#undef L
};

const char *
launch_write(enum launch l, const struct words *args, char *out, size_t size)
{
	out[tongue_write_coded(table[l], args, out, size - 1).len] = '\0';
	return (out);
}

const char *
launch_write_cause(const struct cause *c, char *out, size_t size)
{
	const char *english = sentence_english(c->sentence);

	out[tongue_write_coded(english, c->args, out, size - 1).len] = '\0';
	return (out);
}

void
launch_print(FILE *out, enum launch l, const struct words *args)
{
	char text[LAUNCH_SIZE];

	(void)fputs(launch_write(l, args, text, sizeof text), out);
}

void
launch_line(FILE *out, enum launch l, const struct words *args)
{
	launch_print(out, l, args);
	(void)fputc('\n', out);
}
