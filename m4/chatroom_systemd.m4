dnl CHATROOM_WITH_SYSTEMDSYSTEMUNITDIR
dnl ----------------------------------
dnl Where the units of systemd are installed.  The default is below the prefix,
dnl where systemd finds those of /usr and /usr/local, and where they do no harm
dnl if there is no systemd.  So nothing is written outside of the prefix.
AC_DEFUN([CHATROOM_WITH_SYSTEMDSYSTEMUNITDIR], [
AC_ARG_WITH([systemdsystemunitdir],
    [AS_HELP_STRING([--with-systemdsystemunitdir=DIR],
	[install the units of systemd in DIR, or with "no" nowhere
	(PREFIX/lib/systemd/system)])],
    [], [with_systemdsystemunitdir=yes])
AS_IF([test "x$with_systemdsystemunitdir" = xyes],
    [with_systemdsystemunitdir='${prefix}/lib/systemd/system'])
AC_SUBST([systemdsystemunitdir], [$with_systemdsystemunitdir])
AM_CONDITIONAL([INSTALL_UNITS], [test "x$with_systemdsystemunitdir" != xno])
])
