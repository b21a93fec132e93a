dnl CHATROOM_REQUIRE_LINUX
dnl ----------------------
dnl Stops where the system has not got what the server is built on.  Here, and
dnl not in the middle of make, where it would be a riddle.
AC_DEFUN([CHATROOM_REQUIRE_LINUX], [
chatroom_missing=
AC_CHECK_FUNCS([accept4 epoll_create1 eventfd explicit_bzero getentropy ]dnl
[open_memstream ppoll prctl], [],
    [AS_VAR_APPEND([chatroom_missing], [" $ac_func"])])
AS_IF([test -n "$chatroom_missing"],
    [AC_MSG_ERROR([chatroom needs Linux, with glibc 2.25 or musl 1.1.20 or ]dnl
[newer; this system has no:$chatroom_missing])])
])
