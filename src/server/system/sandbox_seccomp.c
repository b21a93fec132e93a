/*
 * sandbox: a filter made by libseccomp, which the kernel runs at each system
 * call.  See sandbox.h, and seccomp(2).
 *
 * The filter has three answers.
 *
 *	allow      what a running room does; the tables below list it
 *	ENOSYS     anything else fails as if this kernel did not know it.  A
 *	           libc that tries something newer than this list then falls
 *	           back to what it did before, where EPERM would make it give
 *	           up: the room stays open after an update of the system
 *	kill       what only an intruder would try; the kernel logs it
 *
 * The rules are by name, because not every machine has every call; a name that
 * libseccomp does not know is a call that can't be made.
 */
#include <config.h>

#include "server/system/sandbox.h"

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const char *const allowed[] = {
	/* Clients; send, sendto and sendmsg are below. */
	"accept", "accept4", "getpeername", "getsockname", "getsockopt", "recv",
	"recvfrom", "recvmsg", "setsockopt", "shutdown",
	/* Waiting. */
	"clock_nanosleep", "clock_nanosleep_time64", "epoll_create1",
	"epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd2",
	"nanosleep", "poll", "ppoll", "ppoll_time64", "pselect6",
	"pselect6_time64", "restart_syscall", "_newselect", "select",
	"timerfd_create", "timerfd_gettime", "timerfd_settime",
	/* Threads; clone is below. */
	"exit", "exit_group", "futex", "futex_time64", "gettid", "membarrier",
	"rseq", "sched_getaffinity", "sched_getparam", "sched_getscheduler",
	"sched_yield", "set_robust_list",
	/* Memory; mmap and mprotect are below. */
	"brk", "madvise", "mremap", "munmap",
	/* Files that are open; fcntl and openat are below. */
	"_llseek", "close", "dup", "dup3", "fstat", "fstat64", "fstatat64",
	"getcwd", "getdents64", "lseek", "newfstatat", "pipe2", "pread64",
	"read", "readv", "statx", "write", "writev",
	/* Signals to ourselves; tgkill is below. */
	"rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn",
	"rt_sigsuspend", "rt_sigtimedwait", "rt_sigtimedwait_time64",
	"sigaltstack", "sigreturn",
	/* What time it is, and who we are. */
	"clock_getres", "clock_getres_time64", "clock_gettime",
	"clock_gettime64", "getegid", "getegid32", "geteuid", "geteuid32",
	"getgid", "getgid32", "getpgid", "getpgrp", "getpid", "getppid",
	"getrandom", "getrusage", "gettimeofday", "getuid", "getuid32",
	"sysinfo", "time", "uname"
};

static const char *const killing[] = { "bpf", "execve", "execveat",
	"process_vm_readv", "process_vm_writev", "ptrace" };

/*
 * A call that is allowed if the bits `mask` of one of its arguments are
 * `value`.  No mask goes beyond 32 bits if the argument is an int: what is in
 * the other half of a register is anyone's guess.
 */
struct condition {
	const char *call;
	unsigned argument;
	uint64_t mask, value;
};

#define WHOLE 0xffffffff

/* The only machine on which clone(2) has its flags elsewhere. */
#if defined __s390__
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/*
 * How newer libcs ask for the state of a terminal.  The size of this structure
 * is part of the numbers; no header that goes with <termios.h> has it.
 */
#ifdef TCGETS2
struct termios2 {
	unsigned char bytes[44];
};
#else
#define TCGETS2 TCGETS
#define TCSETS2 TCSETS
#define TCSETSF2 TCSETSF
#define TCSETSW2 TCSETSW
#endif

/* Flags of open(2) by which a file is written, made or emptied. */
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC)

static const struct condition conditions[] = {
	/*
	 * Threads, but no processes.  clone3 has its flags in memory, where no
	 * filter can look: libc does without it.
	 */
	{ "clone", CLONE_FLAGS, CLONE_THREAD, CLONE_THREAD },
	/* Memory is never both written and run; iconv(3) loads its modules. */
	{ "mmap", 2, PROT_EXEC, 0 },
	{ "mmap", 2, PROT_EXEC | PROT_WRITE, PROT_EXEC },
	{ "mmap2", 2, PROT_EXEC, 0 },
	{ "mmap2", 2, PROT_EXEC | PROT_WRITE, PROT_EXEC },
	{ "mprotect", 2, PROT_EXEC, 0 },
	/* Files are only read: time zones, and those of iconv(3). */
	{ "openat", 2, WRITING, O_RDONLY },
	/*
	 * To the other end of a connection, not to an address: that would reach
	 * any socket, and begin a connection (MSG_FASTOPEN).  An address that
	 * sendmsg has in memory works only with datagram sockets, and there are
	 * none.
	 */
	{ "send", 3, MSG_FASTOPEN, 0 },
	{ "sendto", 4, UINTPTR_MAX, 0 },
	{ "sendmsg", 2, MSG_FASTOPEN, 0 },
	/* Not F_SETFL, F_SETOWN and F_SETSIG: signals to other processes. */
	{ "fcntl", 1, WHOLE, F_DUPFD_CLOEXEC },
	{ "fcntl", 1, WHOLE, F_GETFD },
	{ "fcntl", 1, WHOLE, F_GETFL },
	{ "fcntl", 1, WHOLE, F_SETFD },
	{ "fcntl64", 1, WHOLE, F_DUPFD_CLOEXEC },
	{ "fcntl64", 1, WHOLE, F_GETFD },
	{ "fcntl64", 1, WHOLE, F_GETFL },
	{ "fcntl64", 1, WHOLE, F_SETFD },
	/* The console; not TIOCSTI, which types for the person there. */
	{ "ioctl", 1, WHOLE, FIONREAD },
	{ "ioctl", 1, WHOLE, TCGETS },
	{ "ioctl", 1, WHOLE, TCGETS2 },
	{ "ioctl", 1, WHOLE, TCSETS },
	{ "ioctl", 1, WHOLE, TCSETS2 },
	{ "ioctl", 1, WHOLE, TCSETSF },
	{ "ioctl", 1, WHOLE, TCSETSF2 },
	{ "ioctl", 1, WHOLE, TCSETSW },
	{ "ioctl", 1, WHOLE, TCSETSW2 },
	{ "ioctl", 1, WHOLE, TCFLSH },
	{ "ioctl", 1, WHOLE, TIOCGPGRP },
	{ "ioctl", 1, WHOLE, TIOCGWINSZ },
	/* thread_set_name(). */
	{ "prctl", 0, WHOLE, PR_SET_NAME },
	/* Limits are asked for, not changed: there is no new one. */
	{ "prlimit64", 2, UINTPTR_MAX, 0 },
};

/*
 * On some machines (i386, s390x, mips, powerpc) one system call, socketcall(2),
 * does everything with sockets, and has its arguments in memory, where no
 * filter can look.  libc may need it there, and whoever gets it has the
 * network.
 */
#ifdef __NR_socketcall
#define HAS_SOCKETCALL true
#else
#define HAS_SOCKETCALL false
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Adds a rule; `c` may be NULL.  0, or a negative number of errno(3). */
static int
add(scmp_filter_ctx filter, uint32_t action, const char *call,
    const struct condition *c)
{
	struct scmp_arg_cmp cmp = { .op = SCMP_CMP_MASKED_EQ };
	int number = seccomp_syscall_resolve_name(call);

	if (number == __NR_SCMP_ERROR)
		return (0);
	if (c == NULL)
		return (
		    seccomp_rule_add_array(filter, action, number, 0, NULL));
	cmp.arg = c->argument;
	cmp.datum_a = c->mask;
	cmp.datum_b = c->value;
	return (seccomp_rule_add_array(filter, action, number, 1, &cmp));
}

static int
add_all(scmp_filter_ctx filter)
{
	/* abort(3) and raise(3): a signal to a thread of ours. */
	const struct condition own = { "tgkill", 0, WHOLE, (uint64_t)getpid() };
	int error = add(filter, SCMP_ACT_ALLOW, own.call, &own);
	size_t i;

	for (i = 0; i < COUNT(allowed) && error == 0; i++)
		error = add(filter, SCMP_ACT_ALLOW, allowed[i], NULL);
	for (i = 0; i < COUNT(conditions) && error == 0; i++)
		error = add(filter, SCMP_ACT_ALLOW, conditions[i].call,
		    &conditions[i]);
	for (i = 0; i < COUNT(killing) && error == 0; i++)
		error = add(filter, SCMP_ACT_KILL_PROCESS, killing[i], NULL);
	return (error);
}

static int
set_attributes(scmp_filter_ctx filter)
{
	int error;

	/* For all threads; a call of another architecture is no accident. */
	error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (error == 0)
		error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
		    SCMP_ACT_KILL_PROCESS);
	/*
	 * Only for speed, and refused by some kernels: a search tree, and no
	 * precautions against foreign code in this process, which has none.
	 */
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	return (error);
}

bool
sandbox_enter(char *error, size_t size)
{
	scmp_filter_ctx filter;
	int result = -ENOMEM;

	if (HAS_SOCKETCALL) {
		(void)snprintf(error, size,
		    "no filter of system calls: it would keep nothing out on "
		    "this kind of machine, which has socketcall(2)");
		return (false);
	}
	filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (filter != NULL) {
		result = set_attributes(filter);
		if (result == 0)
			result = add_all(filter);
		if (result == 0)
			result = seccomp_load(filter);
		seccomp_release(filter);
	}
	if (result == 0)
		return (true);
	(void)snprintf(error, size,
	    "no filter of system calls: %s; Linux 4.14 or newer with seccomp "
	    "is expected",
	    result == -ECANCELED ? "the kernel refuses it" : strerror(-result));
	return (false);
}
