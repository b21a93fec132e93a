/*
 * key: a secret that admits people to the room, or to the operators.  See
 * key.h.
 */
#include <config.h>

#include "common/key.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"

/* No 0 and o, no 1, i and l: 31 characters, nearly 5 bits each. */
static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz23456789";

#define ALPHABET_SIZE (sizeof alphabet - 1)

/* A random byte below this is equally likely to become each of them. */
#define FAIR (256 - 256 % ALPHABET_SIZE)

/* U+FEFF, which some editors put at the start of a file. */
static const char bom[] = "\xef\xbb\xbf";

/* U+3000, the blank of Chinese input methods. */
static const char wide_blank[] = "\xe3\x80\x80";

#define GROUPS 3
#define GROUP_CHARS 5

static bool
fail(struct key_fault *fault, enum key_fault_kind kind)
{
	*fault = (struct key_fault){ .kind = kind };
	return (false);
}

/* The same of what the system has refused, with errno. */
static bool
fail_by_system(struct key_fault *fault, enum key_fault_kind kind)
{
	*fault = (struct key_fault){ .kind = kind, .error = errno };
	return (false);
}

/*
 * Whether a service manager has put it there for us (LoadCredential= in
 * systemd.exec(5)).  It then belongs to root, and our right to read it is in an
 * ACL, which fstat(2) shows as the right of a group.
 */
static bool
is_credential(const char *file, const struct stat *st)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	size_t len = dir != NULL ? strlen(dir) : 0;

	return (len > 0 && strncmp(file, dir, len) == 0 && file[len] == '/' &&
	    strchr(file + len + 1, '/') == NULL &&
	    (st->st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) == 0);
}

/* Whether only its owner can know what is in the file. */
static bool
is_secret(int fd, const char *file, struct key_fault *fault)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return (fail_by_system(fault, KEY_NOT_EXAMINED));
	if (!S_ISREG(st.st_mode))
		return (fail(fault, KEY_NO_FILE));
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0 &&
	    !is_credential(file, &st)) {
		*fault = (struct key_fault){ .kind = KEY_NOT_PRIVATE,
			.mode = (unsigned)st.st_mode & 07777U };
		return (false);
	}
	if (st.st_uid != geteuid() && st.st_uid != 0) {
		*fault = (struct key_fault){ .kind = KEY_NOT_OURS,
			.owner = st.st_uid,
			.ours = geteuid() };
		return (false);
	}
	return (true);
}

/* Reads until `size` bytes are there or the file ends; -1 with errno. */
static ssize_t
read_start(int fd, char *bytes, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size) {
		n = read(fd, bytes + len, size - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (-1);
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return ((ssize_t)len);
}

static bool
starts_with(const char *bytes, size_t len, const char *what)
{
	return (len >= strlen(what) && memcmp(bytes, what, strlen(what)) == 0);
}

/* The length of the blank at the start; 0 if there is none. */
static size_t
blank_at_start(const char *bytes, size_t len)
{
	if (starts_with(bytes, len, wide_blank))
		return (strlen(wide_blank));
	return (
	    len > 0 && strchr(" \t\r", bytes[0]) != NULL && bytes[0] != '\0');
}

static size_t
blank_at_end(const char *bytes, size_t len)
{
	size_t wide = strlen(wide_blank);

	if (len >= wide && starts_with(bytes + len - wide, wide, wide_blank))
		return (wide);
	return (len > 0 ? blank_at_start(bytes + len - 1, 1) : 0);
}

/* Takes the first line, without blanks around it, as the key. */
static bool
take_line(struct key *key, const char *bytes, size_t len,
    struct key_fault *fault)
{
	const char *end = memchr(bytes, '\n', len);
	size_t n;

	if (end != NULL)
		len = (size_t)(end - bytes);
	if (starts_with(bytes, len, bom)) {
		bytes += strlen(bom);
		len -= strlen(bom);
	}
	while ((n = blank_at_end(bytes, len)) > 0)
		len -= n;
	while ((n = blank_at_start(bytes, len)) > 0) {
		bytes += n;
		len -= n;
	}
	if (len == 0)
		return (fail(fault, KEY_EMPTY));
	if (len > KEY_MAX)
		return (fail(fault, KEY_TOO_LONG));
	if (!text_is_clean(bytes, len))
		return (fail(fault, KEY_NOT_TEXT));
	memcpy(key->bytes, bytes, len);
	key->len = len;
	return (true);
}

bool
key_read(const char *file, struct key *key, struct key_fault *fault)
{
	/* More than a key with its blanks and line end can be. */
	char bytes[2 * KEY_MAX];
	bool done = false;
	ssize_t n;
	int fd;

	key_wipe(key);
	/* O_NONBLOCK: opening a FIFO would wait for a writer. */
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return (fail_by_system(fault, KEY_NOT_OPENED));
	if (!is_secret(fd, file, fault))
		goto out;
	n = read_start(fd, bytes, sizeof bytes);
	if (n < 0) {
		(void)fail_by_system(fault, KEY_NOT_READ);
		goto out;
	}
	done = take_line(key, bytes, (size_t)n, fault);
out:
	explicit_bzero(bytes, sizeof bytes);
	(void)close(fd);
	return (done);
}

bool
key_generate(struct key *key)
{
	unsigned char random = 0;
	size_t chars = 0;

	key_wipe(key);
	while (chars < (size_t)GROUPS * GROUP_CHARS) {
		if (getentropy(&random, sizeof random) != 0) {
			key_wipe(key);
			return (false);
		}
		if (random >= FAIR)
			continue;
		if (chars > 0 && chars % GROUP_CHARS == 0)
			key->bytes[key->len++] = '-';
		key->bytes[key->len++] = alphabet[random % ALPHABET_SIZE];
		chars++;
	}
	explicit_bzero(&random, sizeof random);
	return (true);
}

bool
key_matches(const struct key *key, const char *bytes, size_t len)
{
	/* volatile: a compiler could notice when the result is certain. */
	volatile size_t difference = key->len ^ len;
	unsigned char guess;
	size_t i;

	for (i = 0; i < KEY_MAX; i++) {
		guess = i < len ? (unsigned char)bytes[i] : 0;
		difference |= (size_t)((unsigned char)key->bytes[i] ^ guess);
	}
	return (difference == 0 && key->len > 0);
}

void
key_wipe(struct key *key)
{
	explicit_bzero(key, sizeof *key);
}
