package io.chartside.server.command;

/** Why a command cannot go on: one clear line for the person at the terminal, and the exit code. */
final class StartupRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    StartupRefused(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    StartupRefused(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = 1;
    }

    int exitCode() {
        return exitCode;
    }
}
