package io.chartside.outbound;

import java.net.URI;
import java.util.Locale;

/**
 * The origin that a request address names, read strictly: what two parsers could understand differently is refused.
 */
record Target(String scheme, String host, int port) {
    static final String ENCRYPTED_STREAM = "mllps";
    static final String PLAIN_STREAM = "mllp";

    /** Of {@code ws} and {@code wss}, whose origins are those of {@code http} and {@code https} (RFC 6455, section 3). */
    static Target ofSocket(URI address) {
        String scheme = schemeOf(address);
        if (!scheme.equals("ws") && !scheme.equals("wss")) {
            throw new OutboundRefused("only ws and wss addresses can be opened");
        }
        return of(URI.create("http" + scheme.substring(2) + address.toString().substring(scheme.length())));
    }

    static boolean isStream(URI address) {
        return ENCRYPTED_STREAM.equals(schemeOf(address)) || PLAIN_STREAM.equals(schemeOf(address));
    }

    /** Of {@code mllp} and {@code mllps}, which have no port of their own: it must be given. */
    static Target ofStream(URI address) {
        if (!isStream(address)) {
            throw new OutboundRefused("only mllp and mllps addresses can be connected to");
        }
        String rest = address.getRawPath() == null ? "" : address.getRawPath();
        if (address.getPort() < 1 || !rest.isEmpty() || address.getRawQuery() != null) {
            throw new OutboundRefused("the address must be a host and a port alone");
        }
        return host(address, schemeOf(address));
    }

    static Target of(URI address) {
        String scheme = schemeOf(address);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new OutboundRefused("only http and https addresses can be reached");
        }
        return host(address, scheme);
    }

    private static String schemeOf(URI address) {
        return address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    }

    private static Target host(URI address, String scheme) {
        if (address.getRawUserInfo() != null) {
            throw new OutboundRefused("an address must not carry user information");
        }
        String host = address.getHost();
        if (host == null || host.isEmpty()) {
            throw new OutboundRefused("the address has no host");
        }
        host = host.toLowerCase(Locale.ROOT);
        if (host.endsWith(".") || looksLikeANumberButIsNoUsualAddress(host)) {
            throw new OutboundRefused("the host is not written in its usual form");
        }
        int port = address.getPort() == -1 ? (scheme.equals("https") ? 443 : 80) : address.getPort();
        return new Target(scheme, host, port);
    }

    /**
     * Whether the last label is a number (decimal, octal or hexadecimal) without the whole being four plain decimal octets:
     * {@code 2130706433}, {@code 127.1}, {@code 0x7f.0.0.1}, {@code 0177.0.0.1}. Resolvers read these as IPv4 addresses
     * (WHATWG URL Standard, "ends in a number").
     */
    private static boolean looksLikeANumberButIsNoUsualAddress(String host) {
        if (host.startsWith("[")) {
            return host.indexOf('%') >= 0;
        }
        String last = host.substring(host.lastIndexOf('.') + 1);
        boolean number = last.chars().allMatch(c -> c >= '0' && c <= '9') || last.startsWith("0x");
        if (!number) {
            return false;
        }
        String[] octets = host.split("\\.", -1);
        if (octets.length != 4) {
            return true;
        }
        for (String octet : octets) {
            if (!isPlainOctet(octet)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPlainOctet(String octet) {
        if (octet.isEmpty() || octet.length() > 3 || !octet.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        return (octet.length() == 1 || octet.charAt(0) != '0') && Integer.parseInt(octet) <= 255;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
