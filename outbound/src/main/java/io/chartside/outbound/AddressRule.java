package io.chartside.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Which addresses a host may have. Public hosts: only global unicast (IANA special-purpose registries, RFC 6890).
 * Internal hosts: loopback and private ones as well. Link-local (where clouds keep their metadata), multicast and
 * unspecified addresses: never.
 */
final class AddressRule {

    private AddressRule() {}

    static boolean permits(InetAddress address, boolean internal) {
        if (address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        if (address instanceof Inet4Address) {
            return permitsV4(address.getAddress(), internal);
        }
        return address instanceof Inet6Address && permitsV6(address, internal);
    }

    private static boolean permitsV4(byte[] b, boolean internal) {
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        int third = b[2] & 0xff;
        if (first == 0 || first >= 240) {
            return false;
        }
        boolean own = first == 127
                || first == 10
                || (first == 172 && second >= 16 && second <= 31)
                || (first == 192 && second == 168)
                || (first == 100 && second >= 64 && second <= 127);
        if (own) {
            return internal;
        }
        boolean reserved = (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 192 && second == 88 && third == 99)
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        return !reserved;
    }

    /**
     * The JDK hands out IPv4-mapped addresses as {@link Inet4Address}. The other forms that embed an IPv4 address
     * (compatible, NAT64, 6to4, Teredo) are outside of what is permitted here.
     */
    private static boolean permitsV6(InetAddress address, boolean internal) {
        byte[] b = address.getAddress();
        int first = ((b[0] & 0xff) << 8) | (b[1] & 0xff);
        int second = ((b[2] & 0xff) << 8) | (b[3] & 0xff);
        if (address.isLoopbackAddress() || (first & 0xfe00) == 0xfc00) {
            return internal;
        }
        boolean globalUnicast = (first & 0xe000) == 0x2000;
        boolean reserved = (first == 0x2001 && (second < 0x0200 || second == 0x0db8))
                || first == 0x2002
                || (first == 0x3fff && second < 0x1000);
        return globalUnicast && !reserved;
    }
}
