/*
 * cause: why something did not work, as both programs say it.  See cause.h.
 */
#include <config.h>

#include "speech/cause.h"

#include <errno.h>
#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* An error, and what it means. */
struct row {
	int error;
	enum sentence sentence;
};

static const struct row errors[] = {
	{ EPERM, S_ERROR_PERM },
	{ ENOENT, S_ERROR_NOENT },
	{ EIO, S_ERROR_IO },
	{ ENXIO, S_ERROR_NXIO },
	{ EBADF, S_ERROR_BADF },
	{ EAGAIN, S_ERROR_AGAIN },
	{ ENOMEM, S_ERROR_NOMEM },
	{ EACCES, S_ERROR_ACCES },
	{ EEXIST, S_ERROR_EXIST },
	{ ENODEV, S_ERROR_NODEV },
	{ ENOTDIR, S_ERROR_NOTDIR },
	{ EISDIR, S_ERROR_ISDIR },
	{ EINVAL, S_ERROR_INVAL },
	{ ENFILE, S_ERROR_NFILE },
	{ EMFILE, S_ERROR_MFILE },
	{ EFBIG, S_ERROR_FBIG },
	{ ENOSPC, S_ERROR_NOSPC },
	{ EROFS, S_ERROR_ROFS },
	{ EPIPE, S_ERROR_PIPE },
	{ ENAMETOOLONG, S_ERROR_NAMETOOLONG },
	{ ENOSYS, S_ERROR_NOSYS },
	{ ELOOP, S_ERROR_LOOP },
	{ EPROTONOSUPPORT, S_ERROR_PROTONOSUPPORT },
	{ EAFNOSUPPORT, S_ERROR_AFNOSUPPORT },
	{ EADDRINUSE, S_ERROR_ADDRINUSE },
	{ EADDRNOTAVAIL, S_ERROR_ADDRNOTAVAIL },
	{ ENETDOWN, S_ERROR_NETDOWN },
	{ ENETUNREACH, S_ERROR_NETUNREACH },
	{ ECONNABORTED, S_ERROR_CONNABORTED },
	{ ECONNRESET, S_ERROR_CONNRESET },
	{ ENOBUFS, S_ERROR_NOBUFS },
	{ ETIMEDOUT, S_ERROR_TIMEDOUT },
	{ ECONNREFUSED, S_ERROR_CONNREFUSED },
	{ EHOSTDOWN, S_ERROR_HOSTDOWN },
	{ EHOSTUNREACH, S_ERROR_HOSTUNREACH },
	{ EDQUOT, S_ERROR_DQUOT },
};

static const struct row lookups[] = {
	{ EAI_AGAIN, S_LOOKUP_AGAIN },
	{ EAI_FAIL, S_LOOKUP_FAIL },
	{ EAI_MEMORY, S_LOOKUP_MEMORY },
	{ EAI_NONAME, S_LOOKUP_NONAME },
/* RFC 3493 has left these out, and some systems have, too. */
#ifdef EAI_NODATA
	{ EAI_NODATA, S_LOOKUP_NODATA },
#endif
#ifdef EAI_ADDRFAMILY
	{ EAI_ADDRFAMILY, S_LOOKUP_ADDRFAMILY },
#endif
};

/* Its sentence; `unknown` if it is none of these. */
static struct words
find(const struct row *rows, size_t count, int error, const char *unknown)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (rows[i].error == error)
			return (sentence_piece(rows[i].sentence));
	return (words_of(unknown));
}

struct words
cause_of(int error)
{
	return (find(errors, sizeof errors / sizeof *errors, error,
	    strerror(error)));
}

struct words
cause_of_lookup(int result, int error)
{
	if (result == EAI_SYSTEM)
		return (cause_of(error));
	return (find(lookups, sizeof lookups / sizeof *lookups, result,
	    gai_strerror(result)));
}

/* What each fault is called; %1 is the file. */
static enum sentence
sentence_of_fault(enum key_fault_kind kind)
{
	static const enum sentence sentences[] = {
		[KEY_NOT_OPENED] = S_KEY_FILE_NOT_OPENED,
		[KEY_NOT_EXAMINED] = S_KEY_FILE_NOT_EXAMINED,
		[KEY_NOT_READ] = S_KEY_FILE_NOT_READ,
		[KEY_NO_FILE] = S_KEY_FILE_IS_NONE,
		[KEY_NOT_PRIVATE] = S_KEY_FILE_NOT_PRIVATE,
		[KEY_NOT_OURS] = S_KEY_FILE_NOT_OURS,
		[KEY_EMPTY] = S_KEY_FILE_EMPTY,
		[KEY_TOO_LONG] = S_KEY_FILE_TOO_LONG,
		[KEY_NOT_TEXT] = S_KEY_FILE_NOT_TEXT,
	};

	return (sentences[kind]);
}

void
cause_of_key(struct cause *c, const char *file, const struct key_fault *fault)
{
	*c = (struct cause){ .sentence = sentence_of_fault(fault->kind) };
	c->args[0] = words_of(file);
	switch (fault->kind) {
	case KEY_NOT_OPENED:
	case KEY_NOT_EXAMINED:
	case KEY_NOT_READ:
		c->args[1] = cause_of(fault->error);
		break;
	case KEY_NOT_PRIVATE:
		(void)snprintf(c->texts[0], sizeof c->texts[0], "%04o",
		    fault->mode);
		c->args[1] = words_of(c->texts[0]);
		break;
	case KEY_NOT_OURS:
		c->args[1] = words_number(fault->owner, c->texts[0]);
		c->args[2] = words_number(fault->ours, c->texts[1]);
		break;
	case KEY_EMPTY:
	case KEY_TOO_LONG:
		c->args[1] = words_number(KEY_MAX, c->texts[0]);
		break;
	case KEY_NO_FILE:
	case KEY_NOT_TEXT:
	default:
		break;
	}
}
