dnl CHATROOM_WITH_VTERM
dnl -------------------
dnl Looks for libvterm, a terminal emulator, by pkg-config.  Only tests use it:
dnl those that look at what a person sees.  Without it they are skipped.  From
dnl version 0.2 on it can break long rows anew when a window gets narrower, as
dnl many terminals do.
AC_DEFUN([CHATROOM_WITH_VTERM], [
AC_ARG_WITH([vterm],
    [AS_HELP_STRING([--without-vterm],
	[do not look for libvterm; the tests of what a person sees on a
	terminal are skipped])],
    [], [with_vterm=auto])
chatroom_have_vterm=no
AS_IF([test "x$with_vterm" != xno], [
    PKG_CHECK_MODULES([VTERM], [vterm], [chatroom_have_vterm=yes], [:])
])
AS_IF([test "x$chatroom_have_vterm" = xyes],
    [chatroom_vterm_summary="yes, on an emulator"
    chatroom_save_LIBS=$LIBS
    LIBS="$VTERM_LIBS $LIBS"
    AC_CHECK_FUNCS([vterm_screen_enable_reflow])
    LIBS=$chatroom_save_LIBS],
    [test "x$with_vterm" = xno],
    [chatroom_vterm_summary="no (--without-vterm)"],
    [test "x$with_vterm" = xyes],
    [AC_MSG_ERROR([--with-vterm: libvterm was not found; ]dnl
[install the packages libvterm-dev and pkg-config])],
    [chatroom_vterm_summary="no (install libvterm-dev for these tests)"])
AM_CONDITIONAL([HAVE_VTERM], [test "x$chatroom_have_vterm" = xyes])
])
