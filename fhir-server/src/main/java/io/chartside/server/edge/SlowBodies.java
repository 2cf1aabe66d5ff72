package io.chartside.server.edge;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Who sends a body so slowly that he only wants to hold a thread (slowloris, R-U-Dead-Yet) is hung up on: after a grace the
 * body must have come at a least rate. Tomcat's own time-out ends with each byte that arrives. It is watched where Tomcat
 * reads, so that forms, which Tomcat reads for itself, count too.
 */
final class SlowBodies extends ValveBase {
    private final long grace;
    private final long bytesPerSecond;

    /** @param bytesPerSecond the least rate of all that has come, once the grace is over */
    SlowBodies(Duration grace, long bytesPerSecond) {
        super(true);
        this.grace = grace.toNanos();
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        // Of what Tomcat has refused already, the headers need not even be numbers.
        boolean refused = response.getStatus() >= 400;
        if (refused || coyote.getContentLengthLong() <= 0 && coyote.getHeader("Transfer-Encoding") == null) {
            getNext().invoke(request, response);
            return;
        }
        InputBuffer wire = coyote.getInputBuffer();
        Watched watched = new Watched(wire);
        coyote.setInputBuffer(watched);
        try {
            getNext().invoke(request, response);
        } finally {
            coyote.setInputBuffer(wire);
            if (watched.late) {
                // Otherwise Tomcat would go on reading the rest before it takes the next request.
                response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
            }
        }
    }

    private final class Watched implements InputBuffer {
        private final InputBuffer wire;
        private long waited;
        private long received;
        private boolean late;

        Watched(InputBuffer wire) {
            this.wire = wire;
        }

        /** Counts the time spent waiting for the client, not that which the server takes between two reads. */
        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            long over = waited - grace;
            if (over > 0 && received < over / 1_000_000_000.0 * bytesPerSecond) {
                late = true;
                throw new SocketTimeoutException("the body comes too slowly");
            }
            long begun = System.nanoTime();
            int read = wire.doRead(handler);
            waited += System.nanoTime() - begun;
            received += Math.max(0, read);
            return read;
        }

        @Override
        public int available() {
            return wire.available();
        }
    }
}
