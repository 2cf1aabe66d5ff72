package io.chartside.server.login;

import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundMail;
import io.chartside.outbound.OutboundRefused;
import jakarta.annotation.PreDestroy;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends links beside the request that asked, which therefore takes as long for a stranger as for anybody. */
@Component
final class LinkMail {
    private static final Logger LOG = LoggerFactory.getLogger(LinkMail.class);
    private static final int THREADS = 2;
    private static final int WAITING = 200;

    private final Optional<OutboundMail> door;
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                Thread thread = new Thread(work, "link-mail");
                thread.setDaemon(true);
                return thread;
            });

    LinkMail(MailSettings settings) {
        this.door = settings.server().map(OutboundMail::new);
        executor.allowCoreThreadTimeOut(true);
    }

    boolean isPossible() {
        return door.isPresent();
    }

    void send(String to, String tenant, String link) {
        String text = "Somebody, probably you, asked to sign in at " + tenant + ".\n\n"
                + "Open this address and press the button there. It works once, for 15 minutes:\n\n" + link
                + "\n\nIf it was not you, do nothing: nobody gets in without this mail.\n";
        enqueue(to, "Sign in at " + tenant, text);
    }

    /** To the owner of an account, without the link: an administrator has it, to hand it over. */
    void tellOfLink(String to, String tenant) {
        String text = "An administrator of " + tenant + " has made a link with which you can sign in there and choose a"
                + " new password.\nIt works once, for " + Links.INVITATION_LIFETIME.toHours()
                + " hours, and the administrator hands it to you.\n\n"
                + "Who made it is on record. If you do not expect it, tell somebody else of " + tenant + " at once.\n";
        enqueue(to, "A sign-in link was made for you at " + tenant, text);
    }

    private void enqueue(String to, String subject, String text) {
        try {
            executor.execute(() -> deliver(to, subject, text));
        } catch (RejectedExecutionException e) {
            LOG.warn("Too many mails are waiting; one was not sent");
        }
    }

    private void deliver(String to, String subject, String text) {
        try {
            door.orElseThrow().send(to, subject, text);
        } catch (OutboundFailed | OutboundRefused e) {
            LOG.warn("A mail of the sign-in was not sent: {}", e.getMessage());
        }
    }

    @PreDestroy
    void stop() {
        executor.shutdown();
    }
}
