dnl CHATROOM_WITH_CHECK
dnl -------------------
dnl Looks for Check, the framework of the unit tests, by pkg-config.  Neither
dnl Check nor pkg-config is needed to build the programs: without them
dnl "make check" says what is missing, and fails.
AC_DEFUN([CHATROOM_WITH_CHECK], [
AC_ARG_WITH([check],
    [AS_HELP_STRING([--without-check],
	[do not look for Check; "make check" will not work])],
    [], [with_check=auto])
chatroom_have_check=no
AS_IF([test "x$with_check" != xno], [
    PKG_CHECK_MODULES([CHECK], [check >= 0.15.0],
	[chatroom_have_check=yes], [:])
])
AS_IF([test "x$chatroom_have_check" = xyes],
    [chatroom_check_summary="yes, make check"],
    [test "x$with_check" = xno],
    [chatroom_check_summary="no (--without-check)"],
    [test "x$with_check" = xyes],
    [AC_MSG_ERROR([--with-check: Check 0.15 or newer was not found; ]dnl
[install the packages check and pkg-config])],
    [chatroom_check_summary="no (install check and pkg-config for make check)"])
AM_CONDITIONAL([HAVE_CHECK], [test "x$chatroom_have_check" = xyes])
])
