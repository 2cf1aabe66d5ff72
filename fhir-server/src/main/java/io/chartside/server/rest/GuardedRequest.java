package io.chartside.server.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body has been read, inflated and scanned. */
final class GuardedRequest extends HttpServletRequestWrapper {
    private static final String ATTRIBUTE = GuardedRequest.class.getName();
    private static final byte[] NONE = new byte[0];
    private byte[] body;

    GuardedRequest(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The body that the guard let through; found again below the wrappers that other filters put around. */
    static byte[] bodyOf(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof GuardedRequest guarded ? guarded.body : NONE;
    }

    /** As {@link #bodyOf}, and the request forgets it: what is made of a large body needs the room. */
    static byte[] takeBodyOf(HttpServletRequest request) {
        byte[] body = bodyOf(request);
        if (request.getAttribute(ATTRIBUTE) instanceof GuardedRequest guarded) {
            guarded.body = NONE;
        }
        return body;
    }

    @Override
    public String getHeader(String name) {
        return name.equalsIgnoreCase("Content-Encoding") ? null : super.getHeader(name);
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public ServletInputStream getInputStream() {
        ByteArrayInputStream bytes = new ByteArrayInputStream(body);
        return new ServletInputStream() {
            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new IllegalStateException("the body is read synchronously");
            }

            @Override
            public int read() {
                return bytes.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return bytes.read(into, offset, length);
            }
        };
    }
}
