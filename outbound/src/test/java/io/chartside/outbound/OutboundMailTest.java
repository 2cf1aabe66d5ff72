package io.chartside.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboundMailTest {
    private final GreenMail receiver = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop();
    }

    private MailServer server(boolean internal, boolean startTls) {
        return new MailServer(
                "127.0.0.1",
                receiver.getSmtp().getPort(),
                internal,
                startTls,
                "server@clinic.example",
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void neighbourWithoutStartTls_takesTheMail() throws Exception {
        new OutboundMail(server(true, false)).send("ada@clinic.example", "Grüße", "A text – with signs.\n");

        var message = receiver.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("Grüße");
        assertThat(message.getContent().toString().trim()).isEqualTo("A text – with signs.");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void serverThatOffersNoStartTls_getsNothing() {
        assertThatThrownBy(() -> new OutboundMail(server(true, true)).send("ada@clinic.example", "s", "t"))
                .isInstanceOf(OutboundFailed.class)
                .hasMessageNotContaining("ada");
        assertThat(receiver.getReceivedMessages()).isEmpty();
    }

    @Test
    void publicServerWithALoopbackAddress_isRefused() {
        assertThatThrownBy(() -> new OutboundMail(server(false, true)).send("ada@clinic.example", "s", "t"))
                .isInstanceOf(OutboundRefused.class);
    }

    @Test
    void lineBreakInAnAddress_isNoSecondHeader() {
        assertThatThrownBy(() -> new OutboundMail(server(true, false))
                        .send("ada@clinic.example\r\nBcc: eve@evil.example", "s", "t"))
                .isInstanceOf(OutboundFailed.class);
        assertThat(receiver.getReceivedMessages()).isEmpty();
    }

    @Test
    void publicServer_mustEncrypt_andAPasswordNeedsIt() {
        assertThatThrownBy(() -> server(false, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MailServer(
                        "mail.example", 587, true, false, "a@b.example", Optional.of("u"), Optional.of("p")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
