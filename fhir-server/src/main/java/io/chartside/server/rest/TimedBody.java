package io.chartside.server.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.time.Duration;

/** A request whose body has to come within some time, since others wait for its place. */
final class TimedBody extends HttpServletRequestWrapper {
    private final long end;

    TimedBody(HttpServletRequest request, Duration within) {
        super(request);
        this.end = System.nanoTime() + within.toNanos();
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        ServletInputStream in = super.getInputStream();
        return new ServletInputStream() {
            @Override
            public int read() throws IOException {
                inTime();
                return in.read();
            }

            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                inTime();
                return in.read(into, at, length);
            }

            @Override
            public boolean isFinished() {
                return in.isFinished();
            }

            @Override
            public boolean isReady() {
                return in.isReady();
            }

            @Override
            public void setReadListener(ReadListener listener) {
                in.setReadListener(listener);
            }
        };
    }

    /** Each read of Tomcat's ends by itself after its own time. */
    private void inTime() {
        if (System.nanoTime() - end > 0) {
            throw new GuardException(408, "The body did not come in time");
        }
    }
}
