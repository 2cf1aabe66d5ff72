package io.chartside.server.authz;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The mail server of the tests, which takes everything. */
final class AuthzMail {
    private static final GreenMail SERVER = start();
    static final int PORT = SERVER.getSmtp().getPort();

    private AuthzMail() {}

    private static GreenMail start() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    /** Texts of the mails to somebody, once there are as many. */
    static List<String> to(String address, int wanted) {
        SERVER.waitForIncomingEmail(5_000, 1);
        for (int i = 0; i < 50 && texts(address).size() < wanted; i++) {
            SERVER.waitForIncomingEmail(100, Integer.MAX_VALUE);
        }
        return texts(address);
    }

    private static List<String> texts(String address) {
        return Arrays.stream(SERVER.getReceivedMessages())
                .filter(message -> isTo(message, address))
                .map(AuthzMail::text)
                .toList();
    }

    private static boolean isTo(MimeMessage message, String address) {
        try {
            return message.getAllRecipients()[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(MimeMessage message) {
        try {
            return (String) message.getContent();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
