package dev.ringside.engine.base;

/// A Zircon status code, `zx_status_t` (public header `errors.h`).
///
/// Names drop the `ZX_ERR_` prefix; [#OK] is `ZX_OK`.
public enum ZxStatus {
    OK(0),
    INTERNAL(-1),
    NOT_SUPPORTED(-2),
    NO_RESOURCES(-3),
    NO_MEMORY(-4),
    INVALID_ARGS(-10),
    BAD_HANDLE(-11),
    WRONG_TYPE(-12),
    BAD_SYSCALL(-13),
    OUT_OF_RANGE(-14),
    BUFFER_TOO_SMALL(-15),
    BAD_STATE(-20),
    TIMED_OUT(-21),
    SHOULD_WAIT(-22),
    CANCELED(-23),
    PEER_CLOSED(-24),
    NOT_FOUND(-25),
    ALREADY_EXISTS(-26),
    ALREADY_BOUND(-27),
    UNAVAILABLE(-28),
    ACCESS_DENIED(-30),
    IO(-40),
    IO_DATA_INTEGRITY(-42),
    STOP(-60),
    NEXT(-61),
    ASYNC(-62);

    private final int code;

    ZxStatus(int code) {
        this.code = code;
    }

    /// The numeric `zx_status_t`: 0 or negative.
    public int code() {
        return code;
    }
}
