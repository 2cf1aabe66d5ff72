package io.chartside.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.9",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "100.64.0.1",
                "::1",
                "fd12:3456::1",
                "fc00::1",
                "::ffff:127.0.0.1",
                "::ffff:192.168.0.1"
            })
    void ownNetworksAreForInternalOriginsOnly(String address) throws UnknownHostException {
        assertThat(AddressRule.permits(InetAddress.getByName(address), false)).isFalse();
        assertThat(AddressRule.permits(InetAddress.getByName(address), true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.2.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "192.0.0.1",
                "::",
                "fe80::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1",
                "fec0::1",
                "::127.0.0.1",
                "::ffff:169.254.169.254"
            })
    void specialAddressesAreNeverPermitted(String address) throws UnknownHostException {
        assertThat(AddressRule.permits(InetAddress.getByName(address), false)).isFalse();
        assertThat(AddressRule.permits(InetAddress.getByName(address), true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4001::1", "2606:4700::1111"})
    void globalUnicastIsPermitted(String address) throws UnknownHostException {
        assertThat(AddressRule.permits(InetAddress.getByName(address), false)).isTrue();
    }

    @Test
    void noAddressIsPermittedAsPublicButRefusedAsInternal() throws UnknownHostException {
        Random random = new Random(20261122);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            InetAddress address = InetAddress.getByAddress(bytes);
            if (AddressRule.permits(address, false)) {
                assertThat(AddressRule.permits(address, true))
                        .as(address.toString())
                        .isTrue();
                assertThat(address.isLoopbackAddress() || address.isSiteLocalAddress())
                        .isFalse();
            }
        }
    }
}
