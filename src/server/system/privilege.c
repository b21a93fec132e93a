/*
 * privilege: gives up, for good, what only the start of the server needs.  See
 * privilege.h.
 */
#include <config.h>

#include "server/system/privilege.h"

#include <sys/prctl.h>
#include <sys/types.h>

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/system/launch.h"
#include "speech/cause.h"

/* Where to write a sentence about what went wrong. */
struct complaint {
	char *text;
	size_t size;
};

/* `error`: an errno, if the text says which; or 0. */
static bool
fail(const struct complaint *s, enum launch l, const char *what, int error)
{
	(void)launch_write(l, ARGS(words_of(what), cause_of(error)), s->text,
	    s->size);
	return (false);
}

/* Looks a user up; NULL with a sentence. */
static const struct passwd *
find_user(const char *name, const struct complaint *s)
{
	const struct passwd *user;

	errno = 0;
	user = getpwnam(name);
	if (user != NULL && user->pw_uid != 0)
		return (user);
	if (user != NULL)
		(void)fail(s, L_USER_MIGHTY, name, 0);
	else if (errno == 0 || errno == ENOENT)
		(void)fail(s, L_USER_NONE, name, 0);
	else
		(void)fail(s, L_USER_UNKNOWN, name, errno);
	return (NULL);
}

/* From here on names of files begin in `root`; the time zone is such a file. */
static bool
change_root(const char *root, const struct complaint *s)
{
	tzset();
	if (chroot(root) == 0 && chdir("/") == 0)
		return (true);
	if (errno == EPERM)
		return (fail(s, L_CHROOT_FOR_ROOT, root, 0));
	return (fail(s, L_CHROOT, root, errno));
}

/* Whether every id of ours is that user's and group's. */
static bool
is_all(uid_t uid, gid_t gid)
{
	uid_t real, effective, saved;
	gid_t real_gid, effective_gid, saved_gid;

	return (getresuid(&real, &effective, &saved) == 0 && real == uid &&
	    effective == uid && saved == uid &&
	    getresgid(&real_gid, &effective_gid, &saved_gid) == 0 &&
	    real_gid == gid && effective_gid == gid && saved_gid == gid);
}

/* Tries the way back. */
static bool
is_final(uid_t uid, gid_t gid)
{
	return (is_all(uid, gid) && setuid(0) != 0 && seteuid(0) != 0 &&
	    setgid(0) != 0 && setegid(0) != 0 && is_all(uid, gid));
}

/* Its groups are read from files, so this comes before the change of root. */
static bool
take_groups(const struct passwd *user, const struct complaint *s)
{
	if (initgroups(user->pw_name, user->pw_gid) == 0)
		return (true);
	if (errno == EPERM)
		return (fail(s, L_USER_FOR_ROOT, user->pw_name, 0));
	return (fail(s, L_USER_GROUPS, user->pw_name, errno));
}

/* The group first: a process that is no longer root can't change it. */
static bool
become(uid_t uid, gid_t gid, const char *name, const struct complaint *s)
{
	if (setgid(gid) != 0 || setuid(uid) != 0)
		return (fail(s, L_USER_SWITCH, name, errno));
	if (!is_final(uid, gid))
		return (fail(s, L_USER_BACK, name, 0));
	return (true);
}

/* `name` may be NULL: nobody else. */
static bool
change_user_and_root(const char *name, const char *root,
    const struct complaint *s)
{
	const struct passwd *user;
	uid_t uid;
	gid_t gid;

	if (name == NULL && root == NULL)
		return (true);
	if (name == NULL && geteuid() == 0)
		return (fail(s, L_CHROOT_ALONE, root, 0));
	if (name == NULL)
		return (change_root(root, s));
	user = find_user(name, s);
	if (user == NULL)
		return (false);
	uid = user->pw_uid;
	gid = user->pw_gid;
	/* A process that is that user already has nothing to give up. */
	if (root == NULL && is_all(uid, gid))
		return (true);
	return (take_groups(user, s) &&
	    (root == NULL || change_root(root, s)) &&
	    become(uid, gid, name, s));
}

bool
privilege_drop(const char *user, const char *root, char *error, size_t size)
{
	const struct complaint s = { .text = error, .size = size };

	if (!change_user_and_root(user, root, &s))
		return (false);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		(void)launch_write(L_PRIVILEGES, ARGS(cause_of(errno)), error,
		    size);
		return (false);
	}
	return (true);
}
