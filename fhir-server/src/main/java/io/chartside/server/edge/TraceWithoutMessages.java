package io.chartside.server.edge;

import java.io.IOException;
import org.springframework.boot.logging.StackTracePrinter;
import org.springframework.boot.logging.StandardStackTracePrinter;

/**
 * Stack traces of a JSON log: classes and places of a failure and its causes, without their messages, which may repeat a value
 * of a health record. Named in application.yml.
 */
public final class TraceWithoutMessages implements StackTracePrinter {
    private final StackTracePrinter printer = StandardStackTracePrinter.rootFirst()
            .withFormatter(failure -> failure.getClass().getName());

    @Override
    public void printStackTrace(Throwable failure, Appendable out) throws IOException {
        printer.printStackTrace(failure, out);
    }
}
