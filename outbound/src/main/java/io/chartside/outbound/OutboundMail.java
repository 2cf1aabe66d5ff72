package io.chartside.outbound;

import io.chartside.outbound.OutboundFailed.Reach;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * The door for mail: to one server, whose addresses are checked as those of any other target, over a connection that is
 * encrypted and bound to the server's name unless the server is a neighbour.
 */
public final class OutboundMail {
    private static final String TIMEOUT_MILLIS = "10000";

    private final MailServer server;
    private final Session session;

    public OutboundMail(MailServer server) {
        this.server = server;
        this.session = Session.getInstance(properties(server));
    }

    private static Properties properties(MailServer server) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", server.host());
        properties.put("mail.smtp.port", Integer.toString(server.port()));
        properties.put("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.starttls.enable", Boolean.toString(server.startTls()));
        properties.put("mail.smtp.starttls.required", Boolean.toString(server.startTls()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        properties.put("mail.smtp.auth", Boolean.toString(server.user().isPresent()));
        return properties;
    }

    /**
     * Hands one plain text over and waits until the server has taken it.
     *
     * @throws OutboundRefused when an address of the server is not permitted for it
     * @throws OutboundFailed when the server did not take it
     */
    public void send(String to, String subject, String text) {
        check();
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress(server.from(), true));
            message.setRecipient(RecipientType.TO, new InternetAddress(to, true));
            message.setSubject(subject, StandardCharsets.UTF_8.name());
            message.setText(text, StandardCharsets.UTF_8.name());
            // RFC 3834: nobody's absence note answers it.
            message.setHeader("Auto-Submitted", "auto-generated");
            if (server.user().isPresent()) {
                Transport.send(message, server.user().get(), server.password().orElseThrow());
            } else {
                Transport.send(message);
            }
        } catch (MessagingException e) {
            // Without a cause: its text may hold the addressee.
            throw new OutboundFailed(Reach.ANSWER_LOST, "the mail server " + server + " did not take a mail", null);
        }
    }

    private void check() {
        try {
            for (InetAddress address : InetAddress.getAllByName(server.host())) {
                if (!AddressRule.permits(address, server.internal())) {
                    throw new OutboundRefused(
                            "the mail server " + server + " resolves to an address that is not permitted for it");
                }
            }
        } catch (UnknownHostException e) {
            throw new OutboundFailed(Reach.NOT_SENT, "the mail server " + server + " has no address", e);
        }
    }
}
