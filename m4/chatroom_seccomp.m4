dnl CHATROOM_TRY_LIBSECCOMP
dnl -----------------------
dnl What pkg-config has found may be for another libc than the compiler's, such
dnl as musl.
AC_DEFUN([CHATROOM_TRY_LIBSECCOMP], [
AC_MSG_CHECKING([whether $CC links with libseccomp])
chatroom_save_CPPFLAGS=$CPPFLAGS
chatroom_save_LIBS=$LIBS
CPPFLAGS="$LIBSECCOMP_CFLAGS $CPPFLAGS"
LIBS="$LIBSECCOMP_LIBS $LIBS"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <seccomp.h>]],
    [[return (seccomp_init(SCMP_ACT_ALLOW) == 0);]])],
    [chatroom_have_libseccomp=yes],
    [LIBSECCOMP_CFLAGS= LIBSECCOMP_LIBS=])
CPPFLAGS=$chatroom_save_CPPFLAGS
LIBS=$chatroom_save_LIBS
AC_MSG_RESULT([$chatroom_have_libseccomp])
])

dnl CHATROOM_WITH_LIBSECCOMP
dnl ------------------------
dnl Looks for libseccomp, by pkg-config.  With it the server gives up, once it
dnl listens, the system calls it does not need.  Sets LIBSECCOMP_CFLAGS and
dnl LIBSECCOMP_LIBS, the conditional HAVE_LIBSECCOMP, by which Makefrag.am
dnl chooses src/sandbox_seccomp.c or src/sandbox_none.c, and the macro of that
dnl name, for the tests.
dnl
dnl Sanitizers need system calls of their own: with them there is no filter.
AC_DEFUN([CHATROOM_WITH_LIBSECCOMP], [
AC_REQUIRE([CHATROOM_ENABLE_SANITIZERS])
AC_ARG_WITH([libseccomp],
    [AS_HELP_STRING([--without-libseccomp],
	[do not look for libseccomp; the server runs without a filter of system
	calls])],
    [], [with_libseccomp=auto])
AS_CASE([$with_libseccomp:$chatroom_sanitizers],
    [*:none], [],
    [yes:*], [AC_MSG_ERROR([--with-libseccomp does not go together with ]dnl
[--enable-sanitizers; make two builds])])
chatroom_have_libseccomp=no
AS_IF([test "x$with_libseccomp" != xno && test "x$chatroom_sanitizers" = xnone],
    [PKG_CHECK_MODULES([LIBSECCOMP], [libseccomp >= 2.5.0],
	[CHATROOM_TRY_LIBSECCOMP], [:])])
AS_IF([test "x$chatroom_have_libseccomp" = xyes],
    [chatroom_libseccomp_summary=yes
    AC_DEFINE([HAVE_LIBSECCOMP], [1],
	[Define to 1 if the server filters its system calls by libseccomp.])],
    [test "x$with_libseccomp" = xno],
    [chatroom_libseccomp_summary="no (--without-libseccomp)"],
    [test "x$chatroom_sanitizers" != xnone],
    [chatroom_libseccomp_summary="no (sanitizers are on)"],
    [test "x$with_libseccomp" = xyes],
    [AC_MSG_ERROR([--with-libseccomp: libseccomp 2.5 or newer was not ]dnl
[found; install the packages libseccomp-dev and pkg-config])],
    [chatroom_libseccomp_summary="no (libseccomp-dev and pkg-config: filter]dnl
[ system calls)"])
AM_CONDITIONAL([HAVE_LIBSECCOMP], [test "x$chatroom_have_libseccomp" = xyes])
])
