package io.chartside.server.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** The database refused or did not answer. The message holds its error code only: its text may repeat stored values. */
public final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String state;
    private final String constraint;

    public DatabaseFailure(SQLException cause) {
        super("the database failed with SQLSTATE " + cause.getSQLState());
        setStackTrace(cause.getStackTrace());
        this.state = cause.getSQLState() != null
                ? cause.getSQLState()
                : cause instanceof SQLTransientConnectionException ? "08000" : "";
        this.constraint = cause instanceof org.postgresql.util.PSQLException p && p.getServerErrorMessage() != null
                ? String.valueOf(p.getServerErrorMessage().getConstraint())
                : "";
    }

    /**
     * Whether running the same work again may succeed: deadlock, serialization failure, a lost race for a key, an audit lane that
     * another process moved (which leaves a row without a lane).
     */
    boolean isPassing() {
        return state.equals("40P01") || state.equals("40001") || state.equals("23505") || state.equals("23502");
    }

    /** Whether it did not answer, or had no connection left. */
    public boolean isUnreachable() {
        return state.startsWith("08") || state.startsWith("57P");
    }

    /** Whether it refused a statement, so that nothing of its transaction was committed. */
    boolean isOfStatement() {
        return !state.isEmpty() && !isUnreachable();
    }

    String constraint() {
        return constraint;
    }
}
